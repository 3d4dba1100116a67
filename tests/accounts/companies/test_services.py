"""Companies have one tax code each and always an admin; invitations let one person in."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies import services
from accounts.companies.errors import (
    AlreadyMember,
    DuplicateTaxCode,
    HasAccount,
    LastAdmin,
    SameFormTwice,
)
from accounts.companies.models import Company, LegalForm, Member, MemberRole
from accounts.companies.queries import alike, members_of, open_invitations, role_in
from accounts.sign_in import codes
from accounts.sign_in.errors import CodeNotValid
from accounts.sign_in.models import CodePurpose, OneUseCode, User
from core.db import db, transaction
from tests import factories as make
from tests.races import race, without_constraint

VALUES: dict[str, Any] = {
    "name": "HTX Chè Tà Xùa",
    "legal_form": LegalForm.COOPERATIVE,
    "tax_code": "0100112437",
    "province_key": "2025-14",
}


def _create(by: User, at: datetime, **values: Any) -> Company:
    return services.create_company(by=by, at=at, **{**VALUES, **values})


@pytest.mark.usefixtures("session")
def test_who_adds_a_company_is_its_admin(at: datetime) -> None:
    person = make.make_user()

    company = _create(person, at)

    assert role_in(person, company.id) is MemberRole.ADMIN
    assert "che ta xua" in company.search_text


@pytest.mark.usefixtures("session")
def test_a_tax_code_belongs_to_one_company(at: datetime) -> None:
    _create(make.make_user(), at)

    with pytest.raises(DuplicateTaxCode):
        _create(make.make_user(), at, name="Khác")


@pytest.mark.usefixtures("session")
def test_several_companies_may_have_no_tax_code(at: datetime) -> None:
    for _n in range(2):
        _create(make.make_user(), at, legal_form=LegalForm.ARTISAN, tax_code=None)


@pytest.mark.usefixtures("session")
def test_one_form_makes_one_company(at: datetime) -> None:
    person = make.make_user()
    _create(person, at, tax_code=None, form_token="form")

    with pytest.raises(SameFormTwice):
        _create(person, at, tax_code=None, form_token="form")


@pytest.mark.usefixtures("session")
def test_a_form_cannot_set_what_is_not_its_own(at: datetime) -> None:
    with pytest.raises(TypeError, match="is_demo"):
        _create(make.make_user(), at, is_demo=True)


@pytest.mark.usefixtures("session")
def test_a_company_of_almost_the_same_name_is_found(at: datetime) -> None:
    company = _create(make.make_user(), at)

    assert alike("Hợp tác xã CHÈ Tà Xùa") == [company]
    assert alike("Hợp tác xã CHÈ Tà Xùa", but=company.id) == []


def _invited(company: Company, admin: User, at: datetime, **values: Any) -> OneUseCode:
    values = {"role": MemberRole.STAFF, "by": admin, "language": "vi", "at": at, **values}
    return services.invite_by_email(company, "moi@example.com", **values)


@pytest.fixture
def company(session: Any, at: datetime) -> Company:
    return _create(make.make_user(), at)


def test_an_invited_person_joins_in_the_role_offered(company: Company, at: datetime) -> None:
    row = _invited(company, members_of(company.id)[0].user, at, role=MemberRole.ADMIN)
    person = make.make_user()

    services.accept_invitation(row, person, at=at)

    assert role_in(person, company.id) is MemberRole.ADMIN
    assert open_invitations(company.id, at=at) == []


def test_a_new_person_joins_with_the_mailbox_proved(company: Company, at: datetime) -> None:
    row = _invited(company, members_of(company.id)[0].user, at)

    person = services.join_as_new_person(
        row, full_name="Lê Minh", password_hash="x", language="vi", at=at
    )

    assert (person.email, person.email_verified_at) == ("moi@example.com", at)
    assert role_in(person, company.id) is MemberRole.STAFF


def test_a_slip_makes_an_account_for_its_number(company: Company, at: datetime) -> None:
    admin = members_of(company.id)[0].user
    row, digits = services.invite_by_phone(
        company, "+84912345678", role=MemberRole.STAFF, by=admin, at=at
    )

    person = services.join_as_new_person(
        codes.find_code(digits, CodePurpose.INVITE, at=at),
        full_name="Mùa A Chua",
        password_hash="x",
        language="vi",
        at=at,
    )

    assert (person.phone, person.email, row.used_at) == ("+84912345678", None, at)


def test_an_invitation_never_takes_over_an_account(company: Company, at: datetime) -> None:
    theirs = make.make_user(email="moi@example.com", password_hash="kept")
    row = _invited(company, members_of(company.id)[0].user, at)

    with pytest.raises(HasAccount):
        services.join_as_new_person(
            row, full_name="Kẻ Gian", password_hash="x", language="vi", at=at
        )

    assert theirs.password_hash == "kept"


def test_a_withdrawn_invitation_lets_nobody_in(company: Company, at: datetime) -> None:
    admin = members_of(company.id)[0].user
    row = _invited(company, admin, at)
    services.cancel_invitation(row, by=admin, at=at)

    with pytest.raises(CodeNotValid):
        services.accept_invitation(row, make.make_user(), at=at)


def test_a_member_does_not_join_twice(company: Company, at: datetime) -> None:
    admin = members_of(company.id)[0].user
    row = _invited(company, admin, at)

    with pytest.raises(AlreadyMember):
        services.accept_invitation(row, admin, at=at)


def test_the_last_admin_is_not_removed(company: Company, at: datetime) -> None:
    member = members_of(company.id)[0]

    with pytest.raises(LastAdmin):
        services.remove_member(member, by=member.user, at=at)


def test_the_last_admin_does_not_step_down(company: Company, at: datetime) -> None:
    member = members_of(company.id)[0]

    with pytest.raises(LastAdmin):
        services.change_role(member, MemberRole.STAFF, by=member.user, at=at)


def test_an_admin_may_go_when_another_stays(company: Company, at: datetime) -> None:
    other = make.make_member(company, MemberRole.STAFF)
    first, second = members_of(company.id)
    services.change_role(second, MemberRole.ADMIN, by=first.user, at=at)

    services.remove_member(first, by=first.user, at=at)

    assert [member.user_id for member in members_of(company.id)] == [other.id]


# ── races ──


def _kinds(outcomes: list[Any]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


def _race_for_tax_code(app: Flask, committed: Any, at: datetime) -> list[Any]:
    people = committed(lambda: [make.make_user().id for _n in range(4)])

    def act(number: int) -> int:
        with transaction():
            return _create(db.session.get_one(User, people[number]), at).id

    return race(app, 4, act)


def test_of_four_at_once_one_gets_the_tax_code(app: Flask, committed: Any, at: datetime) -> None:
    outcomes = _race_for_tax_code(app, committed, at)

    assert _kinds(outcomes) == ["DuplicateTaxCode"] * 3 + ["int"]


def test_without_the_constraint_a_tax_code_has_several_companies(
    app: Flask, committed: Any, at: datetime
) -> None:
    with without_constraint(app, "companies", "uq_companies_tax_code"):
        outcomes = _race_for_tax_code(app, committed, at)
        with app.app_context(), transaction():
            db.session.execute(sa.delete(Company))

    assert _kinds(outcomes) == ["int"] * 4


def test_of_four_at_once_one_uses_the_invitation(app: Flask, committed: Any, at: datetime) -> None:
    def prepare() -> tuple[int, list[int]]:
        admin = make.make_user()
        row = _invited(_create(admin, at), admin, at)
        return row.id, [make.make_user().id for _n in range(4)]

    code_id, people = committed(prepare)

    def act(number: int) -> int:
        with transaction():
            row = db.session.get_one(OneUseCode, code_id)
            person = db.session.get_one(User, people[number])
            return services.accept_invitation(row, person, at=at).id

    assert _kinds(race(app, 4, act)) == ["CodeNotValid"] * 3 + ["int"]


def test_two_admins_cannot_both_step_down(app: Flask, committed: Any, at: datetime) -> None:
    def prepare() -> list[int]:
        company = _create(make.make_user(), at)
        make.make_member(company, MemberRole.ADMIN)
        return [member.id for member in members_of(company.id)]

    admins = committed(prepare)

    def act(number: int) -> str:
        with transaction():
            member = db.session.get_one(Member, admins[number])
            services.change_role(member, MemberRole.STAFF, by=member.user, at=at)
            return "stepped down"

    assert _kinds(race(app, 2, act)) == ["LastAdmin", "str"]
