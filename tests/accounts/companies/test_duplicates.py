"""One tax code is one firm; the same name may be one firm, and is said to be no more than that."""

import unicodedata
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from accounts.companies.duplicates import (
    Certainty,
    Reason,
    Same,
    facts_of,
    find_same,
    judge,
    likely_duplicates,
)
from accounts.companies.merging import say_distinct
from accounts.companies.models import Company, LegalForm
from tests import factories as make
from tests.queries import count_queries

CODE, OTHER_CODE = "0100112437", "0300588569"
HERE, THERE = "2025-14", "2025-15"


def _verdict(one: dict[str, Any], other: dict[str, Any]) -> Any:
    names = {"name": "HTX Chè Tà Xùa"}
    return judge(facts_of(**(names | one)), facts_of(**(names | other)))


def test_one_tax_code_is_one_firm_whatever_the_names_say() -> None:
    one = {"name": "HTX Chè Tà Xùa", "tax_code": "010 011 2437", "province_key": HERE}
    other = {"name": "Trà Mây", "tax_code": CODE, "province_key": THERE}

    assert _verdict(one, other) == (Certainty.SURE, (Reason.TAX_CODE,))


def test_two_tax_codes_are_two_firms_even_of_one_name() -> None:
    assert _verdict({"tax_code": CODE}, {"tax_code": OTHER_CODE}) is None


def test_a_branch_is_asked_about() -> None:
    found = _verdict({"tax_code": CODE}, {"name": "Chi nhánh Bắc Yên", "tax_code": f"{CODE}-001"})

    assert found == (Certainty.LIKELY, (Reason.BRANCH,))


@pytest.mark.parametrize(
    "name",
    [
        "Hợp tác xã chè TÀ XÙA",
        "HTX che ta xua",
        unicodedata.normalize("NFD", "HTX Chè Tà Xùa"),
        "HTX Chè Taxua",
        "Liên hiệp HTX “Chè Tà Xùa”",
    ],
)
def test_legal_words_tones_case_and_gaps_are_forgiven(name: str) -> None:
    found = _verdict({"province_key": HERE}, {"name": name, "province_key": HERE})

    assert found == (Certainty.LIKELY, (Reason.NAME, Reason.PROVINCE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Công ty TNHH Hoa Ban", "Cty TNHH Hoa Ban"),
        ("Công ty TNHH MTV TM DV Hoa Ban", "Cty TNHH một thành viên Thương mại và Dịch vụ Hoa Ban"),
        ("CTCP XNK Hoa Ban", "Công ty cổ phần Xuất nhập khẩu Hoa Ban"),
        ("Hộ kinh doanh Lò Thị Mai", "HKD Lò Thị Mai"),
        ("Hoa Ban Co., Ltd.", "Công ty TNHH Hoa Ban"),
    ],
)
def test_what_is_written_short_is_read_as_in_full(one: str, other: str) -> None:
    assert _verdict({"name": one}, {"name": other}) == (Certainty.LIKELY, (Reason.NAME,))


def test_a_name_in_two_provinces_is_two_firms() -> None:
    assert _verdict({"province_key": HERE}, {"province_key": THERE}) is None


def test_a_former_province_is_the_one_of_today() -> None:
    yen_bai_then, lao_cai_now = {"province_key": "2008-15"}, {"province_key": "2025-15"}

    found = _verdict(yen_bai_then, lao_cai_now)

    assert found == (Certainty.LIKELY, (Reason.NAME, Reason.PROVINCE))


def test_a_firm_is_in_one_country() -> None:
    assert _verdict({"country": "LA"}, {"country": "VN"}) is None


def test_a_household_gone_over_to_its_owners_number_is_asked_about() -> None:
    before, now = {"tax_code": CODE}, {"tax_code": "014090001234"}

    assert _verdict(before, now) == (Certainty.LIKELY, (Reason.NAME,))


@pytest.fixture
def known(session: Any) -> Company:
    company = make.make_company(name="HTX Chè Tà Xùa", tax_code=CODE, province_key=HERE)
    make.make_company(name="HTX Rau Mộc Châu", tax_code=OTHER_CODE, province_key=HERE)
    return company


def test_a_firm_is_found_by_its_code_however_it_is_typed(known: Company) -> None:
    assert find_same("Tên khác", " 0100 112 437 ") == [
        Same(known, Certainty.SURE, (Reason.TAX_CODE,))
    ]


def test_a_firm_without_a_code_is_found_by_name_and_province(known: Company) -> None:
    assert find_same("Hợp tác xã chè tà xùa", None, HERE) == [
        Same(known, Certainty.LIKELY, (Reason.NAME, Reason.PROVINCE))
    ]


def test_the_sure_one_stands_first(known: Company) -> None:
    twin = make.make_company(name="Chè Tà Xùa", province_key=HERE)

    found = find_same("HTX Chè Tà Xùa", CODE, HERE)

    assert [(one.company, one.certainty) for one in found] == [
        (known, Certainty.SURE),
        (twin, Certainty.LIKELY),
    ]


def test_a_foreign_firm_is_found_by_its_number_at_home(session: Any) -> None:
    lao = make.make_company(
        name="Lao Coffee", legal_form=LegalForm.FOREIGN, tax_code="LA:77-01", country="LA"
    )

    found = find_same("Another name", "77 01", country="LA")

    assert [one.company for one in found] == [lao]
    assert find_same("Another name", "77 01", country="TH") == []


def test_nothing_is_found_for_a_new_firm(known: Company) -> None:
    assert find_same("HTX Mật ong Mèo Vạc", "0309532909", "2025-08") == []


def test_the_firm_itself_is_left_out(known: Company) -> None:
    assert find_same(known.name, CODE, HERE, but={known.id}) == []


def test_the_list_shows_each_likely_pair_once(known: Company) -> None:
    twin = make.make_company(name="Hợp tác xã Chè Tà Xùa", province_key=HERE)

    pairs = likely_duplicates()

    assert [(pair.first, pair.second, pair.reasons) for pair in pairs] == [
        (known, twin, (Reason.NAME, Reason.PROVINCE))
    ]


def test_a_pair_said_to_be_two_is_not_asked_about_again(known: Company, at: datetime) -> None:
    twin = make.make_company(name="Hợp tác xã Chè Tà Xùa", province_key=HERE)
    person = make.make_user()

    said = say_distinct(twin, known, actor=person, at=at)

    assert say_distinct(known, twin, actor=person, at=at) is said
    assert likely_duplicates() == []


def test_a_common_name_fills_no_list(session: Any) -> None:
    for place in range(10):
        make.make_company(name="HKD Nguyễn Thị Lan", province_key=(HERE, THERE)[place % 2])

    assert {pair.reasons for pair in likely_duplicates()} == {(Reason.NAME, Reason.PROVINCE)}
    for _more in range(10):
        make.make_company(name="HKD Nguyễn Thị Lan", province_key=HERE)
    assert len(likely_duplicates()) == 10  # those of the other province


def test_the_list_asks_the_same_of_few_and_many(app: Flask, session: Any) -> None:
    def ask() -> int:
        session.expire_all()
        with count_queries(app) as sent:
            likely_duplicates()
        return len(sent)

    make.make_company(name="HTX Một", province_key=HERE)
    make.make_company(name="Hợp tác xã một", province_key=HERE)
    few = ask()
    for number in range(30):
        make.make_company(name=f"HTX Đơn {number}", province_key=HERE)
        make.make_company(name=f"Hợp tác xã đơn {number}", province_key=HERE)

    assert ask() == few
