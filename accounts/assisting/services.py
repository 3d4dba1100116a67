"""Naming helpers, entering firms, handing them over. All flush, none commits."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.assisting.errors import (
    AdminActsAlone,
    CodeIsForOwner,
    HelpEnded,
    HelperAlready,
    NoPhone,
    NoSuchAccount,
    OwnerActs,
)
from accounts.assisting.models import Assistance, Helper
from accounts.companies.models import Company, Member, MemberRole
from accounts.companies.services import after_join, create_unclaimed, invite_by_phone
from accounts.sign_in.models import OneUseCode, User
from accounts.sign_in.queries import by_login_name
from core import activity
from core.db import constraints, db, lock

SLIP_LASTS = timedelta(days=60)  # a slip lies in a drawer until the next market day


def name_helper(login: str, organisation: str, *, actor: Any, at: datetime) -> Helper:
    """Let somebody with an account enter firms for a commune or an association.

    Raises
    ------
    NoSuchAccount, AdminActsAlone, HelperAlready
    """
    user = by_login_name(login)
    if user is None:
        raise NoSuchAccount
    if user.is_admin:
        raise AdminActsAlone
    helper = Helper(
        user_id=user.id,
        organisation=organisation,
        named_at=at,
        named_by_id=getattr(actor, "id", None),
    )
    with constraints({"uq_helpers_live_user": HelperAlready}):
        db.session.add(helper)
    activity.record("helper:named", helper, actor=actor, at=at)
    return helper


def end_helper(helper: Helper, *, actor: Any, at: datetime) -> bool:
    """Somebody helps no more: acting ends with their next click. False when it had ended."""
    lock(helper)
    if helper.ended_at is not None:
        return False
    helper.ended_at = at
    activity.record("helper:ended", helper, actor=actor, at=at)
    return True


def enter_firm(
    helper: Helper,
    *,
    owner_name: str,
    owner_phone: str | None,
    signed_on: date,
    at: datetime,
    form_token: str | None = None,
    **values: Any,
) -> Assistance:
    """Enter a firm for its owner, who signed on paper that this may be done.

    Raises
    ------
    HelpEnded, DuplicateTaxCode, SameFormTwice
    """
    if helper.ended_at is not None:
        raise HelpEnded
    company = create_unclaimed(
        by=helper.user, at=at, is_demo=helper.user.is_demo, form_token=form_token, **values
    )
    assistance = Assistance(
        company_id=company.id,
        helper_id=helper.id,
        owner_name=owner_name,
        owner_phone=owner_phone,
        signed_on=signed_on,
        begun_at=at,
    )
    activity.record(
        "assistance:begun", assistance, actor=helper.user, at=at, for_company_id=company.id
    )
    return assistance


def give_code(
    assistance: Assistance, phone: str | None, *, actor: User, at: datetime
) -> tuple[OneUseCode, str]:
    """The digits with which the owner takes the firm over; older ones die.

    Raises
    ------
    OwnerActs, NoPhone
    """
    lock(assistance.company)
    if _has_admin(assistance.company_id):
        raise OwnerActs
    number = phone or assistance.owner_phone
    if number is None:
        raise NoPhone
    assistance.owner_phone = number
    return invite_by_phone(
        assistance.company,
        number,
        role=MemberRole.ADMIN,
        by=actor,
        at=at,
        lifetime=SLIP_LASTS,
        only_one=True,
    )


def _has_admin(company_id: int) -> bool:
    admin = sa.select(Member.id).where(
        Member.company_id == company_id, Member.role == MemberRole.ADMIN
    )
    return db.session.scalar(admin.limit(1)) is not None


def _taken_over(member: Member, *, at: datetime) -> None:
    """The first admin of a firm that was entered for it: the help ends until they say otherwise."""
    if member.role is not MemberRole.ADMIN:
        return
    open_ones = sa.select(Assistance).where(
        Assistance.company_id == member.company_id, Assistance.taken_over_at.is_(None)
    )
    for assistance in db.session.scalars(open_ones).all():
        if assistance.helper.user_id == member.user_id:
            raise CodeIsForOwner
        assistance.taken_over_at = at
        assistance.ended_at = assistance.ended_at or at
        activity.record(
            "assistance:taken_over",
            assistance,
            actor=member.user,
            at=at,
            for_company_id=member.company_id,
        )


after_join.append(_taken_over)


def decide_on_help(
    assistance: Assistance, company: Company, *, goes_on: bool, actor: Any, at: datetime
) -> None:
    """The owner lets the helper go on, or ends it.

    Raises
    ------
    HelpEnded
    """
    lock(assistance)
    if goes_on and db.session.get_one(Helper, assistance.helper_id).ended_at is not None:
        raise HelpEnded
    if goes_on == (assistance.ended_at is None):
        return
    assistance.ended_at = None if goes_on else at
    assistance.kept_at = at if goes_on else assistance.kept_at
    verb = "assistance:kept" if goes_on else "assistance:ended"
    activity.record(verb, assistance, actor=actor, at=at, for_company_id=company.id)
