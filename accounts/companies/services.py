"""Companies and the people who act for them. All flush, none commits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.companies.errors import (
    AlreadyMember,
    DuplicateTaxCode,
    HasAccount,
    LastAdmin,
    SameFormTwice,
)
from accounts.companies.models import EDITABLE, Company, CompanyMerge, Member, MemberRole
from accounts.companies.names import name_key
from accounts.companies.provinces import names_of
from accounts.sign_in import codes
from accounts.sign_in.errors import CodeNotValid
from accounts.sign_in.models import CodePurpose, OneUseCode, User
from core import activity, outbox
from core.db import constraints, db, lock
from core.text import fold

CLASHES = {
    "uq_companies_tax_code": DuplicateTaxCode,
    "uq_companies_form_token": SameFormTwice,
    "uq_members_company_id_user_id": AlreadyMember,
}


# Called as ``callback(company, at=…)`` when the words have changed under which people look for a
# company: upper slices append what they keep of them.
after_renaming: list[Callable[..., None]] = []
# Called as ``note(member, at=…)`` when somebody has accepted an invitation.
after_join: list[Callable[..., None]] = []


def index(company: Company) -> None:
    """Bring what a company is found by up to date; call it after changing its words."""
    place = names_of(company.province_key)
    words = (company.name, company.name_en, place, company.old_district)
    company.search_text = fold(" ".join(filter(None, words)))[:1000]
    company.name_key = name_key(company.name)


def create_company(
    *, by: User, at: datetime, form_token: str | None = None, **values: Any
) -> Company:
    """A new company with its first admin. ``values`` are the columns in ``EDITABLE``.

    Raises DuplicateTaxCode; SameFormTwice when the same form made one already.
    """
    _refuse_earlier_code(values.get("tax_code"), of=None)
    company = Company(created_at=at, form_token=form_token, is_demo=by.is_demo, **_known(values))
    index(company)
    with constraints(CLASHES):
        db.session.add(company)
        db.session.flush()
        db.session.add(
            Member(company_id=company.id, user_id=by.id, role=MemberRole.ADMIN, joined_at=at)
        )
    activity.record("company:created", company, actor=by, at=at, for_company_id=company.id)
    return company


def edit_company(company: Company, *, by: Any, at: datetime, **values: Any) -> None:
    """Change what a company says of itself. Raises DuplicateTaxCode."""
    found_by = company.search_text
    _refuse_earlier_code(values.get("tax_code"), of=company.id)
    with constraints(CLASHES):
        for name, value in _known(values).items():
            setattr(company, name, value)
        index(company)
    if company.search_text != found_by:
        for callback in after_renaming:
            callback(company, at=at)
    activity.record("company:edited", company, actor=by, at=at, for_company_id=company.id)


def _refuse_earlier_code(tax_code: str | None, *, of: int | None) -> None:
    """A code that went out of use in a merge still means the company that was kept."""
    if not tax_code:
        return
    leads_to = sa.select(Company.merged_into_id).join(
        CompanyMerge, CompanyMerge.gone_id == Company.id
    )
    kept = db.session.scalars(leads_to.where(CompanyMerge.tax_code == tax_code)).all()
    if any(company_id != of for company_id in kept):
        raise DuplicateTaxCode


def _known(values: dict[str, Any]) -> dict[str, Any]:
    if strange := set(values) - set(EDITABLE):
        message = f"not a column of a company's form: {sorted(strange)}"
        raise TypeError(message)
    return values


def invite_by_email(
    company: Company, email: str, *, role: MemberRole, by: User, language: str, at: datetime
) -> OneUseCode:
    """Mail somebody an invitation; an older one to the same address dies."""
    codes.drop_codes(CodePurpose.INVITE, at=at, company_id=company.id, email=email)
    row, token = codes.make_code(
        CodePurpose.INVITE,
        at=at,
        company_id=company.id,
        email=email,
        role=role.value,
        made_by_id=by.id,
    )
    activity.record("member:invited", row, actor=by, at=at, for_company_id=company.id)
    outbox.put(
        email,
        "invite",
        language=language,
        at=at,
        company=company.name,
        inviter=by.full_name,
        token=token,
    )
    return row


def invite_by_phone(
    company: Company,
    phone: str,
    *,
    role: MemberRole,
    by: User,
    at: datetime,
    lifetime: timedelta | None = None,
    only_one: bool = False,
) -> tuple[OneUseCode, str]:
    """Digits for somebody with a phone number: whoever gets them joins the company once.

    They live as long as other invitations unless a ``lifetime`` is given; with ``only_one`` all
    earlier invitations of the company die, not only those to this number.
    """
    owner = {"company_id": company.id} if only_one else {"company_id": company.id, "phone": phone}
    codes.drop_codes(CodePurpose.INVITE, at=at, **owner)
    row, digits = codes.make_code(
        CodePurpose.INVITE,
        at=at,
        by_hand=True,
        lifetime=lifetime,
        company_id=company.id,
        phone=phone,
        role=role.value,
        made_by_id=by.id,
    )
    activity.record("member:invited", row, actor=by, at=at, for_company_id=company.id)
    return row, digits


def cancel_invitation(row: OneUseCode, *, by: Any, at: datetime) -> None:
    """Take an invitation back. Raises CodeNotValid when it was used in the meantime."""
    codes.use_code(row, at=at)
    activity.record("member:invitation_cancelled", row, actor=by, at=at)


def accept_invitation(row: OneUseCode, user: User, *, at: datetime) -> Member:
    """Join the company. Of two people with one invitation, one joins.

    Raises CodeNotValid, AlreadyMember
    """
    codes.use_code(row, at=at)
    if row.company_id is None or row.role is None:
        raise CodeNotValid
    member = Member(
        company_id=row.company_id, user_id=user.id, role=MemberRole(row.role), joined_at=at
    )
    with constraints(CLASHES):
        db.session.add(member)
    activity.record("member:joined", member, actor=user, at=at)
    for note in after_join:
        note(member, at=at)
    return member


def join_as_new_person(
    row: OneUseCode, *, full_name: str, password_hash: str, language: str, at: datetime
) -> User:
    """Make the invited person's account and join. Raises HasAccount, CodeNotValid."""
    user = User(
        full_name=full_name,
        email=row.email,
        email_verified_at=at if row.email else None,  # the invitation came by that mailbox
        phone=row.phone,
        password_hash=password_hash,
        language=language,
        created_at=at,
    )
    _drop_unstarted(row)
    with constraints({"uq_users_email": HasAccount, "uq_users_phone": HasAccount}):
        db.session.add(user)
    activity.record("account:started", user, actor=user, at=at, by="invite")
    accept_invitation(row, user, at=at)
    return user


def _drop_unstarted(row: OneUseCode) -> None:
    """A sign-up by this address that was never finished makes way; the mailbox is proved now."""
    if row.email is None:
        return
    db.session.execute(
        sa.delete(User).where(
            User.email == row.email,
            User.password_hash.is_(None),
            User.is_admin.is_(False),
            User.last_seen_at.is_(None),
            User.is_demo.is_(False),
        )
    )


def change_role(member: Member, role: MemberRole, *, by: Any, at: datetime) -> None:
    """Make somebody admin or staff. Raises LastAdmin."""
    _keep_an_admin(member, stays=role is MemberRole.ADMIN)
    member.role = role
    activity.record("member:role_changed", member, actor=by, at=at, role=role.value)


def remove_member(member: Member, *, by: Any, at: datetime) -> None:
    """Somebody no longer acts for the company. Raises LastAdmin."""
    _keep_an_admin(member, stays=False)
    activity.record("member:removed", member, actor=by, at=at, user_id=member.user_id)
    db.session.delete(member)
    db.session.flush()


def _keep_an_admin(member: Member, *, stays: bool) -> None:
    """Held under the company's lock, so that two admins cannot step down at once."""
    lock(db.session.get_one(Company, member.company_id))
    others = sa.select(Member.id).where(
        Member.company_id == member.company_id,
        Member.role == MemberRole.ADMIN,
        Member.id != member.id,
    )
    if not stays and db.session.scalar(others.limit(1)) is None:
        raise LastAdmin


def create_unclaimed(
    *, by: Any, at: datetime, is_demo: bool = False, form_token: str | None = None, **values: Any
) -> Company:
    """A company that staff enter from a list: nobody acts for it until its owner claims it.

    Raises DuplicateTaxCode; SameFormTwice when the same form made one already.
    """
    company = Company(created_at=at, is_demo=is_demo, form_token=form_token, **_known(values))
    index(company)
    with constraints(CLASHES):
        db.session.add(company)
    activity.record("company:created", company, actor=by, at=at, for_company_id=company.id)
    return company
