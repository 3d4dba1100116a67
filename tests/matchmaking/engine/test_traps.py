"""Words that look alike and are not, words that look different and are the same.

Every truth here holds on the shared products, for a need of which only the title is known.
"""

import unicodedata

import pytest

from matchmaking.engine import Matcher, Recommendation
from matchmaking.engine.documents import Offer
from matchmaking.engine.text import fold

SHAN_TEA = "TEA.SHAN"


@pytest.fixture(scope="module")
def tags(offers: list[Offer]) -> dict[str, str]:
    return {offer.id: offer.tags for offer in offers}


@pytest.fixture(scope="module")
def names(offers: list[Offer]) -> dict[str, str]:
    return {offer.id: offer.name_vi for offer in offers}


def ask(matcher: Matcher, title: str, *, top_n: int | None = None) -> list[Recommendation]:
    return matcher.recommend([{"id": "N", "title_vi": title}], top_n=top_n)[0]


@pytest.mark.parametrize(
    "title", ["trà", "chè", "tea", "tra", "che", "Trà", "CHÈ", "teas", "茶", "ຊາ"]
)
@pytest.mark.parametrize("column", ["title_vi", "title_en"])
def test_tea_by_any_name_gives_tea_only_and_a_shan_tea_among_the_first_ten(
    matcher: Matcher, tags: dict[str, str], title: str, column: str
) -> None:
    hits = matcher.recommend([{"id": "N", column: title}])[0]

    found = [tags[hit.offer_id] for hit in hits]

    assert len(found) == 10
    assert all(tag.startswith("TEA") for tag in found)
    assert any(tag.startswith(SHAN_TEA) for tag in found)


@pytest.mark.parametrize("title", ["cá tra", "ca tra", "Cá Tra", "cá tra phi lê"])
def test_the_fish_ca_tra_is_no_tea(
    matcher: Matcher, tags: dict[str, str], names: dict[str, str], title: str
) -> None:
    hits = ask(matcher, title, top_n=1000)

    assert tags[hits[0].offer_id] == "FSH.LAKE"
    assert not [names[hit.offer_id] for hit in hits if tags[hit.offer_id].startswith("TEA")]
    assert all("cá" in names[hit.offer_id].lower() for hit in hits)


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("hồng trà", "TEA.SHAN.BLK"),
        ("hong tra", "TEA.SHAN.BLK"),
        ("black tea", "TEA.SHAN.BLK"),
        ("hồng", "FRU.FSH.PERSIM"),
        ("persimmon", "FRU.FSH.PERSIM"),
        ("chè kho", "PRF.BANHGAI"),
        ("chè dây", "HRB.RAW.CHEDAY"),
        ("cà phê chè", "COF"),
        ("coffee", "COF"),
        ("ca phe", "COF"),
        ("mật ong", "HON"),
        ("mat ong", "HON"),
        ("honey", "HON"),
        ("mật hoa dừa", "PRF.NUTRI"),
        ("dừa", "PRF.NUTRI"),
        ("coconut", "PRF.NUTRI"),
        ("cà pháo", "VEG.PICKLE"),
        ("dưa muối", "VEG.PICKLE"),
        ("lạc", "NUT.PEANUT"),
        ("đậu phộng", "NUT.PEANUT"),
        ("dau phong", "NUT.PEANUT"),
        ("peanuts", "NUT.PEANUT"),
        ("chà bông", "MEA.FLOSS"),
        ("ruốc", "MEA.FLOSS"),
        ("lạp xưởng", "MEA.SAUSAGE"),
        ("lạp sườn", "MEA.SAUSAGE"),
        ("quế", "SPC.CIN"),
        ("cassia", "SPC.CIN"),
        ("tinh dầu quế", "HRB.OIL.CIN"),
        ("cinnamon oil", "HRB.OIL.CIN"),
        ("cam", "FRU.FSH.ORANGE"),
        ("bưởi", "FRU.FSH.POMELO"),
        ("rượu ngô", "BEV.CORNWINE"),
        ("thổ cẩm", "TEX.BROC"),
        ("brocade", "TEX.BROC"),
        ("dried plum", "FRU.PRC.DRYPLUM"),
        ("mận sấy", "FRU.PRC.DRYPLUM"),
        ("thịt trâu gác bếp", "MEA.SMKBUF"),
        ("măng khô", "VEG.BAMSHOOT.DRY"),
        ("miến dong", "PRF.VERMDONG"),
        ("nước mắm", "SPC.FISHSAUCE"),
        ("tiêu", "SPC.PEPPER"),
        ("matcha", "TEA.GRN.MATCHA"),
        ("trà thảo mộc", "HRB.PRD.HTEA"),
        ("herbal tea", "HRB.PRD.HTEA"),
        ("sâm Ngọc Linh", "HRB.GIN.NL"),
        ("du lịch cộng đồng", "TOU.VILLAGE"),
    ],
)
def test_the_first_answer_is_the_right_kind_of_goods(
    matcher: Matcher, tags: dict[str, str], title: str, tag: str
) -> None:
    first = ask(matcher, title)[0]

    assert tags[first.offer_id].startswith(tag)


@pytest.mark.parametrize(
    ("one", "other"), [("lạc", "đậu phộng"), ("chè", "trà"), ("vừng", "mè"), ("dứa", "thơm")]
)
def test_regional_names_give_the_same_offers(matcher: Matcher, one: str, other: str) -> None:
    answers = [
        {hit.offer_id for hit in ask(matcher, title, top_n=500) if hit.reasons[0].kind == "tag"}
        for title in (one, other)
    ]

    assert answers[0] == answers[1] != set()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("dứa", "dừa"),
        ("dưa", "dừa"),
        ("dừa", "dứa"),
        ("đũa", "dừa"),
        ("cám", "cam"),
        ("đào", "dao"),
        ("hội", "hồi"),
        ("quê", "quế"),
        ("cá chua", "cà chua"),
        ("dế", "dê"),
        ("lắc", "lạc"),
        ("vai", "vải"),
    ],
)
def test_tones_that_were_typed_are_not_forgiven(typed: str, wrong: str) -> None:
    matcher = Matcher().fit([{"id": "P", "name_vi": f"{wrong} loại một"}])

    hits = matcher.recommend([{"id": "N", "title_vi": f"{typed} tươi, có tones: ở"}])[0]

    assert [reason for hit in hits for reason in hit.reasons if reason.term == wrong] == []
    assert all(reason.kind != "toneless" for hit in hits for reason in hit.reasons)


@pytest.mark.parametrize("title", ["cam kết", "điều kiện", "nhãn hàng", "cá nhân", "đường bộ"])
def test_phrases_that_hold_the_name_of_goods_are_no_goods(matcher: Matcher, title: str) -> None:
    assert [reason.kind for hit in ask(matcher, title) for reason in hit.reasons].count("tag") == 0


def test_a_place_that_holds_the_word_tea_is_no_tea(matcher: Matcher) -> None:
    hits = ask(matcher, "Trà Vinh")

    assert {hit.offer_id for hit in hits} == {"P0277", "P0278"}


@pytest.mark.parametrize("title", ["chè Shan tuyết", "mật ong rừng", "thịt trâu gác bếp", "bưởi"])
def test_typing_without_tones_finds_the_same_first_goods(
    matcher: Matcher, tags: dict[str, str], title: str
) -> None:
    toned, toneless = ask(matcher, title), ask(matcher, fold(title))

    assert tags[toneless[0].offer_id] == tags[toned[0].offer_id]


@pytest.mark.parametrize("title", ["hoà", "thuý", "Trà hoà tan", "mật ong hoá"])
def test_decomposed_text_and_either_tone_placement_are_the_same(title: str) -> None:
    matcher = Matcher().fit([{"id": "P", "name_vi": "Thúy Hòa: trà hòa tan, mật ong hóa"}])

    plain = ask(matcher, title)

    assert plain == ask(matcher, unicodedata.normalize("NFD", title)) != []


@pytest.mark.parametrize(
    "title",
    ["", " ", "a", "x", "é", "🍵", "🍵🍯👍🏽", "1", "!!!", "và của cho các", "the and of", "\x00"],
)
def test_a_need_that_says_nothing_gets_nothing(matcher: Matcher, title: str) -> None:
    assert ask(matcher, title) == []


def test_a_need_of_a_hundred_kilobytes_is_answered(matcher: Matcher, tags: dict[str, str]) -> None:
    hits = ask(matcher, "mật ong rừng nguyên chất " * 4000)

    assert tags[hits[0].offer_id].startswith("HON")
