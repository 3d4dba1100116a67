"""Text is stored composed and searched folded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean, fold, slugify


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert fold(composed) == fold(decomposed)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Chè Đắng", "che dang"), ("  Tà-Xùa!  ", "ta xua"), ("ĐIỆN BIÊN", "dien bien")],
)
def test_marks_and_case_do_not_matter_for_searching(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_control_characters_and_direction_overrides_are_dropped() -> None:
    assert clean("a\x00b\u202ec\u200bd") == "abcd"


def test_emoji_joiners_are_kept() -> None:
    assert clean("👩‍🌾") == "👩‍🌾"


def test_a_slug_is_ascii() -> None:
    assert slugify("Hội chợ Tây Bắc 2026 – 北部") == "hoi-cho-tay-bac-2026"
