"""A reason is told once, in the reader's language, with numbers that add up as printed."""

import re

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.engine import Reason, load_taxonomy, message, render, shorten
from matchmaking.engine.explain import TEMPLATES, reasons_of
from matchmaking.engine.taxonomy import DATA

TAXONOMY = load_taxonomy()
NUMBER = re.compile(r"\((\d\.\d+)\)")


def test_groups_join_the_tag_below_them_and_words_the_pair_that_holds_them() -> None:
    reasons = reasons_of(
        [
            ("tags", "TEA.SHAN.GRN", 0.3),
            ("tags", "TEA.SHAN", 0.2),
            ("tags", "TEA", 0.1),
            ("facets", "organic", 0.05),
            ("words", "túi lọc", 0.04),
            ("words", "lọc", 0.02),
            ("folded", "=ban lien", 0.01),
        ],
        TAXONOMY,
    )

    assert [(reason.kind, reason.term, round(reason.share, 3)) for reason in reasons] == [
        ("tag", "TEA.SHAN.GRN", 0.6),
        ("word", "túi lọc", 0.06),
        ("facet", "organic", 0.05),
        ("toneless", "ban lien", 0.01),
    ]


def test_the_sentence_is_vietnamese_or_english() -> None:
    reasons = [Reason("tag", "TEA", 0.5), Reason("facet", "organic", 0.25)]

    assert render(reasons, TAXONOMY, decimals=2) == (
        "Cùng loại sản phẩm: Chè, trà (0.50); Cùng nêu: hữu cơ (0.25)"
    )
    assert render(reasons, TAXONOMY, language="en", decimals=2) == (
        "Same kind of product: Tea (0.50); Both say: organic (0.25)"
    )


def test_a_page_gets_a_message_to_translate_and_its_term() -> None:
    template, values = message(Reason("tag", "TEA", 0.5), lambda code: f"<{code}>")

    assert template % values == "Same kind of product: <TEA>"


def test_three_reasons_come_first_and_the_rest_keeps_the_sum() -> None:
    reasons = [Reason("word", str(at), 0.1) for at in range(5)]

    short = shorten(reasons)

    assert [reason.kind for reason in short] == ["word", "word", "word", "rest"]
    assert sum(reason.share for reason in short) == pytest.approx(0.5)
    assert shorten(reasons[:3]) == reasons[:3]


@given(st.lists(st.floats(1e-6, 0.2), min_size=1, max_size=5))
def test_the_printed_shares_add_up_to_the_printed_score(shares: list[float]) -> None:
    reasons = [Reason("word", "chè", share) for share in shares]

    printed = [float(number) for number in NUMBER.findall(render(reasons, None))]

    assert sum(printed) == pytest.approx(round(sum(shares), 6), abs=1e-9)


def test_every_message_has_a_vietnamese_translation_that_says_the_same_as_files_do() -> None:
    path = DATA.parent / "translations" / "vi" / "LC_MESSAGES" / "engine.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="vi")

    translated = {text.id: text.string for text in catalogue if text.id}

    assert translated == {TEMPLATES["en"][kind]: TEMPLATES["vi"][kind] for kind in TEMPLATES["en"]}
