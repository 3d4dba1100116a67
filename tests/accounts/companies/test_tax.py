"""A tax code is what the legal form says; a person's number is never shown in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.companies.errors import PersonalNumberWrong, TaxCodeMissing, TaxCodeWrong
from accounts.companies.models import LegalForm
from accounts.companies.tax import normal_tax_code, shown_tax_code
from core.errors import DomainError

VALID = "0100112437"  # the example of python-stdnum's documentation


@pytest.mark.parametrize(
    ("typed", "form", "kept"),
    [
        ("01.00.112.437", LegalForm.LLC, VALID),
        ("0100112437-001", LegalForm.JOINT_STOCK, "0100112437-001"),
        ("0100112437001", LegalForm.COOPERATIVE, "0100112437-001"),
        ("014 199 001 234", LegalForm.HOUSEHOLD, "014199001234"),
        (VALID, LegalForm.ARTISAN, VALID),
        ("", LegalForm.ARTISAN, None),
        ("", LegalForm.COOPERATIVE_GROUP, None),
        ("", LegalForm.FOREIGN, None),
    ],
)
def test_codes_are_kept_in_one_form(typed: str, form: LegalForm, kept: str | None) -> None:
    assert normal_tax_code(typed, legal_form=form, country="VN") == kept


def test_a_foreign_number_belongs_to_its_country() -> None:
    kept = normal_tax_code(" 12-345 X ", legal_form=LegalForm.FOREIGN, country="LA")

    assert kept == "LA:12-345 X"
    assert shown_tax_code(kept) == "12-345 X"


@pytest.mark.parametrize(
    ("typed", "form", "error"),
    [
        ("", LegalForm.LLC, TaxCodeMissing),
        ("", LegalForm.COOPERATIVE, TaxCodeMissing),
        ("0100112438", LegalForm.LLC, TaxCodeWrong),  # one digit mistyped
        ("014199001234", LegalForm.LLC, TaxCodeWrong),
        ("không có", LegalForm.LLC, TaxCodeWrong),
        ("٠١٠٠١١٢٤٣٧", LegalForm.LLC, TaxCodeWrong),
        ("999199001234", LegalForm.HOUSEHOLD, PersonalNumberWrong),
        ("12345", LegalForm.HOUSEHOLD, PersonalNumberWrong),
    ],
)
def test_wrong_codes_say_what_is_wrong(
    typed: str, form: LegalForm, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        normal_tax_code(typed, legal_form=form, country="VN")


@given(st.from_regex(r"0\d{11}", fullmatch=True))
def test_twelve_digits_stay_masked(code: str) -> None:
    assert shown_tax_code(code) == f"0•••••••{code[-4:]}"


def test_other_codes_are_shown() -> None:
    assert [shown_tax_code(code) for code in (VALID, "0100112437-001", None)] == [
        VALID,
        "0100112437-001",
        "",
    ]
