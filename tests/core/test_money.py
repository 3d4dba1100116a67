"""Amounts as people type them become whole đồng."""

import pytest

from core.money import parse_vnd


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1.250.000 ₫", 1_250_000),
        ("1,25 triệu", 1_250_000),
        ("2 tỷ", 2_000_000_000),
        ("500k", 500_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_it_is_meant(typed: str, dong: int) -> None:
    assert parse_vnd(typed) == dong


@pytest.mark.parametrize(
    "typed", ["", "abc", "-5", "1.5", "1e309", "NaN", "1.25.000", "1,2345 nghìn"]
)
def test_nonsense_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_vnd(typed)
