"""Two entries of one firm become one: nothing is lost, both numbers lead to it, once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.duplicates import Certainty, Reason, find_same
from accounts.companies.errors import (
    DifferentCountries,
    DuplicateTaxCode,
    MergedAlready,
    SameCompany,
)
from accounts.companies.jobs import follow_merges
from accounts.companies.merging import merge_companies
from accounts.companies.models import CHOICES, Company, CompanyMerge, LegalForm, Member, MemberRole
from accounts.companies.queries import alike, companies_of, role_in
from accounts.companies.services import create_company, edit_company
from core.activity import Activity
from core.db import db, transaction
from core.outbox import OutboxMessage, render
from core.references import references_to
from events.catalogue.models import Certificate, Product
from tests import factories as make
from tests.races import race, without_constraint

CODE = "0100112437"


@pytest.fixture
def kept(session: Any) -> Company:
    return make.make_company(name="HTX Chè Tà Xùa")


@pytest.fixture
def gone(session: Any) -> Company:
    return make.make_company(
        name="Hợp tác xã chè Tà Xùa", tax_code=CODE, description_vi="Trà cổ thụ.", name_en="Tà Xùa"
    )


def _merge(kept: Company, gone: Company, at: datetime, **values: Any) -> CompanyMerge:
    return merge_companies(kept, gone, at=at, actor=None, **values)


def test_what_hangs_on_the_one_hangs_on_the_other(
    kept: Company, gone: Company, at: datetime
) -> None:
    product = make.make_product(gone, name_vi="Trà Shan")
    certificate = make.make_certificate(gone)
    registration = make.make_registration(make.make_event(), company_id=gone.id)

    merge = _merge(kept, gone, at)

    rows = (product, certificate, registration)
    assert [row.company_id for row in rows] == [kept.id] * 3
    assert merge.details["moved"]["products.company_id"] == [[product.id]]


def test_no_row_of_any_table_stays_behind(kept: Company, gone: Company, at: datetime) -> None:
    event = make.make_event()
    make.make_member(gone)
    make.make_product(gone)
    make.make_application(event, gone)
    make.make_exhibitor(event, gone)
    make.make_buyer(event, gone)

    _merge(kept, gone, at)

    left = {
        str(column)
        for column in references_to(Company.__table__)  # type: ignore[arg-type]
        if db.session.scalar(sa.select(sa.func.count()).where(column == gone.id))
    }
    assert left == {"company_merges.gone_id"}


def test_empty_fields_are_filled_and_the_code_comes_along(
    kept: Company, gone: Company, at: datetime
) -> None:
    _merge(kept, gone, at)

    assert (kept.name, kept.tax_code) == ("HTX Chè Tà Xùa", CODE)
    assert (kept.description_vi, kept.name_en) == ("Trà cổ thụ.", "Tà Xùa")
    assert "ta xua" in kept.search_text


def test_chosen_fields_win(kept: Company, gone: Company, at: datetime) -> None:
    _merge(kept, gone, at, take={"name": "Hợp tác xã Tà Xùa", "legal_form": LegalForm.LLC})

    assert (kept.name, kept.legal_form) == ("Hợp tác xã Tà Xùa", LegalForm.LLC)


def test_nothing_else_can_be_chosen(kept: Company, gone: Company, at: datetime) -> None:
    assert "country" not in CHOICES
    with pytest.raises(TypeError):
        _merge(kept, gone, at, take={"is_demo": True})


def test_the_gone_number_leads_to_the_kept_company_also_over_two_merges(
    kept: Company, gone: Company, at: datetime
) -> None:
    last = make.make_company(name="Tà Xùa")

    _merge(kept, gone, at)
    _merge(last, kept, at)

    assert (gone.merged_into_id, kept.merged_into_id) == (last.id, last.id)
    assert last.tax_code == CODE


def test_what_both_said_before_is_remembered(kept: Company, gone: Company, at: datetime) -> None:
    merge = _merge(kept, gone, at, take={"name": "Khác"})

    assert merge.details["kept"]["name"] == "HTX Chè Tà Xùa"
    assert merge.details["gone"]["name"] == "Hợp tác xã chè Tà Xùa"
    assert merge.tax_code == CODE


def test_a_code_out_of_use_still_finds_the_firm_and_makes_no_other(
    kept: Company, gone: Company, at: datetime
) -> None:
    kept.tax_code = "0300588569"
    db.session.flush()
    _merge(kept, gone, at)

    found = find_same("Tên trong tệp", CODE)

    assert [(one.company, one.certainty, one.reasons) for one in found] == [
        (kept, Certainty.SURE, (Reason.EARLIER_CODE,))
    ]
    with pytest.raises(DuplicateTaxCode):
        create_company(
            by=make.make_user(),
            at=at,
            name="Mới",
            legal_form=LegalForm.COOPERATIVE,
            tax_code=CODE,
        )


def test_the_firm_itself_may_go_back_to_its_earlier_code(
    kept: Company, gone: Company, at: datetime
) -> None:
    kept.tax_code = "0300588569"
    db.session.flush()
    _merge(kept, gone, at)

    edit_company(kept, by=make.make_user(), at=at, tax_code=CODE)

    assert kept.tax_code == CODE


def test_a_merged_company_is_in_no_list(kept: Company, gone: Company, at: datetime) -> None:
    person = make.make_member(gone)

    _merge(kept, gone, at)

    assert alike("Chè Tà Xùa") == [kept]
    assert companies_of(person) == [kept]


def test_who_acts_for_both_keeps_one_membership(kept: Company, gone: Company, at: datetime) -> None:
    person = make.make_member(kept)
    make.make_member(gone, MemberRole.STAFF, user=person)

    _merge(kept, gone, at)

    assert role_in(person, kept.id) is MemberRole.ADMIN


def test_admins_of_the_gone_come_as_staff_unless_asked_otherwise(
    kept: Company, gone: Company, at: datetime
) -> None:
    make.make_member(kept)
    other = make.make_member(gone)

    _merge(kept, gone, at)

    assert role_in(other, kept.id) is MemberRole.STAFF


@pytest.mark.parametrize("as_staff", [True, False])
def test_a_company_is_never_left_without_admin(
    kept: Company, gone: Company, at: datetime, as_staff: bool
) -> None:
    other = make.make_member(gone)

    _merge(kept, gone, at, as_staff=as_staff)

    assert role_in(other, kept.id) is MemberRole.ADMIN


def test_twin_products_are_shown_once_and_found_under_the_new_name(
    kept: Company, gone: Company, at: datetime
) -> None:
    make.make_product(kept, name_vi="Trà Shan tuyết", name_en="")
    twin = make.make_product(gone, name_vi="TRÀ SHAN TUYẾT", name_en="")
    other = make.make_product(gone, name_vi="Mật ong", name_en="")

    _merge(kept, gone, at, take={"name": "HTX Mây Trắng"})

    assert (twin.is_published, other.is_published) == (False, True)
    assert "may trang" in other.search_text


def test_everybody_of_the_company_is_told(
    app: Flask, kept: Company, gone: Company, at: datetime
) -> None:
    make.make_member(kept, email="cu@test.invalid")
    make.make_member(gone, email="moi@test.invalid", language="en")

    _merge(kept, gone, at)

    rows = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.to_address)).all()
    assert [row.to_address for row in rows] == ["cu@test.invalid", "moi@test.invalid"]
    with app.test_request_context():
        assert "HTX Chè Tà Xùa" in "".join(render(rows[1]))


def test_both_companies_have_it_in_their_history(
    kept: Company, gone: Company, at: datetime
) -> None:
    _merge(kept, gone, at)

    rows = db.session.execute(sa.select(Activity.verb, Activity.subject_id).order_by(Activity.id))
    assert [tuple(row) for row in rows] == [
        ("company:merged", kept.id),
        ("company:merged_into", gone.id),
    ]


def test_a_company_is_not_merged_into_itself_nor_twice_nor_over_a_border(
    kept: Company, gone: Company, at: datetime
) -> None:
    with pytest.raises(SameCompany):
        _merge(kept, kept, at)
    with pytest.raises(DifferentCountries):
        _merge(kept, make.make_company(country="LA"), at)
    _merge(kept, gone, at)
    with pytest.raises(MergedAlready):
        _merge(kept, gone, at)
    with pytest.raises(MergedAlready):
        _merge(gone, make.make_company(), at)


# ── races ──


def test_of_sixteen_merges_of_one_pair_both_ways_one_happens(
    app: Flask, committed: Any, at: datetime
) -> None:
    first, second = committed(lambda: (make.make_company().id, make.make_company().id))

    def act(number: int) -> int:
        pair = (first, second) if number % 2 else (second, first)
        with transaction():
            kept, gone = (db.session.get_one(Company, one) for one in pair)
            return merge_companies(kept, gone, at=at, actor=None).id

    outcomes = race(app, 16, act)

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["MergedAlready"] * 15 + ["int"]


def test_without_the_check_a_company_could_lead_to_itself(
    app: Flask, committed: Any, at: datetime
) -> None:
    company_id = committed(make.make_company)

    def point_at_itself() -> None:
        with app.app_context(), transaction():
            db.session.get_one(Company, company_id).merged_into_id = company_id

    with pytest.raises(sa.exc.IntegrityError):
        point_at_itself()
    with without_constraint(app, "companies", "ck_companies_not_into_itself"):
        point_at_itself()
        with app.app_context(), transaction():
            db.session.execute(sa.update(Company).values(merged_into_id=None))
            db.session.execute(sa.delete(Company))


def test_what_was_being_written_meanwhile_follows(app: Flask, committed: Any, at: datetime) -> None:
    def prepare() -> tuple[int, int]:
        kept, gone = make.make_company(), make.make_company()
        _merge(kept, gone, at)
        make.make_product(gone)  # its page was open before the merge
        make.make_certificate(gone)
        return kept.id, gone.id

    kept_id, _gone_id = committed(prepare)

    with app.app_context():
        assert follow_merges(at=at + timedelta(seconds=2)) == 1
        assert follow_merges(at=at + timedelta(seconds=4)) == 0
        assert follow_merges(at=at + timedelta(days=1)) == 0
        assert db.session.scalar(sa.select(Product.company_id)) == kept_id
        assert db.session.scalar(sa.select(Certificate.company_id)) == kept_id


def test_a_member_row_is_one_per_person(kept: Company, gone: Company, at: datetime) -> None:
    person = make.make_member(kept)
    make.make_member(gone, user=person)

    _merge(kept, gone, at)

    mine = sa.select(sa.func.count()).where(Member.user_id == person.id)
    assert db.session.scalar(mine) == 1
