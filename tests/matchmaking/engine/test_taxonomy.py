"""The tree of tags: what is above what, what it is called, what somebody typing it means."""

import pytest

from matchmaking.engine import Tag, Taxonomy, build_taxonomy, load_taxonomy, suggest_tags
from matchmaking.engine.phrases import PLACE, PhraseMapper, Script
from matchmaking.engine.taxonomy import tag_from_row

TAXONOMY = load_taxonomy()


def test_the_shared_taxonomy_is_a_tree_of_known_codes() -> None:
    codes = {tag.code for tag in TAXONOMY.tags}

    assert len(codes) == 322
    assert all(tag.parent is None or tag.parent in codes for tag in TAXONOMY.tags)
    assert TAXONOMY.ancestors("TEA.SHAN.GRN") == ("TEA.SHAN", "TEA")
    assert TAXONOMY.is_within("TEA.SHAN.GRN", "TEA")
    assert not TAXONOMY.is_within("TEA", "TEA.SHAN.GRN")


def test_glossary_and_compositions_name_only_what_there_is() -> None:
    known = set(TAXONOMY.by_code)

    assert {tag.code for tag in TAXONOMY.facets if not tag.code.islower()} <= known | {"-"}
    for rule in TAXONOMY.compositions:
        assert {rule.head, rule.other, rule.gives} <= known


def test_a_parent_that_is_its_own_child_does_not_hang_us() -> None:
    taxonomy = Taxonomy((Tag("A", "a", "a", parent="B"), Tag("B", "b", "b", parent="A")))

    assert taxonomy.ancestors("A") == ("B", "A")


def test_labels_are_in_the_readers_language() -> None:
    assert (TAXONOMY.label("COF", "vi"), TAXONOMY.label("COF", "en")) == ("Cà phê", "Coffee")
    assert TAXONOMY.label("NEW", "vi") == "NEW"


@pytest.mark.parametrize(
    ("prefix", "language", "code"),
    [
        ("trà", "vi", "TEA"),
        ("tra", "vi", "TEA"),
        ("tea", "vi", "TEA"),
        ("tea", "en", "TEA"),
        ("mật o", "vi", "HON"),
        ("mat o", "vi", "HON"),
        ("hone", "vi", "HON"),
        ("dứa", "vi", "FRU.FSH.PINE"),
        ("thơm", "vi", "FRU.FSH.PINE"),
        ("dau phong", "vi", "NUT.PEANUT"),
        ("đậu ph", "vi", "PRF.TOFU"),
        ("cà phê", "vi", "COF"),
    ],
)
def test_type_ahead_offers_what_is_meant_first(prefix: str, language: str, code: str) -> None:
    assert suggest_tags(TAXONOMY.tags, prefix, language=language)[0].code == code


def test_type_ahead_puts_exact_diacritics_before_forgiven_ones() -> None:
    codes = [tag.code for tag in suggest_tags(TAXONOMY.tags, "đào", limit=300)]

    assert codes.index("FRU.FSH.PEACH") < codes.index("CRF.IRON")


def test_type_ahead_of_nothing_is_empty_and_of_much_is_limited() -> None:
    assert suggest_tags(TAXONOMY.tags, " ") == []
    assert len(suggest_tags(TAXONOMY.tags, "c", limit=5)) == 5
    assert suggest_tags(TAXONOMY.tags, "zzzz") == []


def test_a_callers_tags_are_joined_with_our_glossary() -> None:
    row = {"code": "TEA", "parent": "", "name_vi": "Chè, trà", "name_en": "Tea"}

    taxonomy = build_taxonomy([tag_from_row(row)])

    assert taxonomy.tags[0].parent is None
    assert taxonomy.facets
    assert PhraseMapper(taxonomy).find(["danh", "trà"], Script.TONED)[0].codes == ("TEA",)


def test_the_longest_phrase_wins_and_places_are_no_goods() -> None:
    mapper = PhraseMapper(TAXONOMY)

    tea, place = mapper.find(["chè", "shan", "tuyết", "ở", "trà", "vinh"], Script.TONED)

    assert (tea.start, tea.end, tea.codes) == (0, 3, ("TEA.SHAN",))
    assert place.codes == (f"{PLACE}Trà Vinh",)
    assert not place.is_goods
