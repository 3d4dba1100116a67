"""Names that differ in legal words alone are one name; former provinces lead to today's."""

import unicodedata

import pytest

from accounts.companies.names import name_key
from accounts.companies.provinces import current_provinces, find_province


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTX Chè Tà Xùa", "Hợp tác xã chè Tà Xùa"),
        ("Công ty TNHH Trà Shan", "CTY trách nhiệm hữu hạn TRÀ SHAN"),
        ("Công ty Cổ phần Mộc Châu", "Mộc Châu JSC"),
        ("Chè Tà Xùa", unicodedata.normalize("NFD", "Chè Tà Xùa")),
        ("Hộ kinh doanh Lò Thị Mai", "HKD Lò Thị Mai"),
    ],
)
def test_legal_words_case_and_tones_make_no_other_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_what_is_left_tells_companies_apart() -> None:
    assert name_key("HTX Chè Tà Xùa") != name_key("HTX Chè Tà Nung")
    assert name_key("Hợp tác xã") == "hop tac xa"


def test_there_are_thirty_four_provinces_today() -> None:
    assert len(current_provinces()) == 34


@pytest.mark.parametrize(
    ("typed", "today"),
    [
        ("Yên Bái", "Lào Cai"),
        ("tinh yen bai", "Lào Cai"),
        ("Sơn La", "Sơn La"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("Sài Gòn", "Hồ Chí Minh"),
        ("Bình Dương", "Hồ Chí Minh"),
        ("Hà Giang", "Tuyên Quang"),
    ],
)
def test_former_names_find_todays_province(typed: str, today: str) -> None:
    found = find_province(typed)

    assert found is not None
    assert (found.name_vi, found.is_current) == (today, True)


def test_an_unknown_place_is_no_province() -> None:
    assert find_province("Atlantis") is None
