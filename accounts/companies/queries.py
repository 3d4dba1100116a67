"""What pages ask about companies and their people."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Company, Member, MemberRole
from accounts.companies.names import name_key
from accounts.sign_in.models import CodePurpose, OneUseCode, User
from core.db import db


def role_in(actor: Any, company_id: int) -> MemberRole | None:
    """The actor's role in a company, if any."""
    if not actor.is_authenticated:
        return None
    return db.session.scalar(
        sa.select(Member.role).where(Member.company_id == company_id, Member.user_id == actor.id)
    )


def companies_of(actor: Any) -> list[Company]:
    """The companies a person acts for, by name."""
    if not actor.is_authenticated:
        return []
    mine = sa.select(Company).join(Member).where(Member.user_id == actor.id).order_by(Company.name)
    return list(db.session.scalars(mine))


def people_of(company_id: int) -> list[User]:
    """The people who act for a company, admins first."""
    theirs = (
        sa.select(User)
        .join(Member, Member.user_id == User.id)
        .where(Member.company_id == company_id)
        .order_by(Member.role, Member.id)
    )
    return list(db.session.scalars(theirs))


def members_of(company_id: int) -> list[Member]:
    """The memberships of a company with their people, admins first."""
    theirs = (
        sa.select(Member)
        .where(Member.company_id == company_id)
        .options(joinedload(Member.user))
        .order_by(Member.role, Member.id)
    )
    return list(db.session.scalars(theirs))


def open_invitations(company_id: int, *, at: datetime) -> list[OneUseCode]:
    """Invitations that can still be accepted, newest first."""
    waiting = sa.select(OneUseCode).where(
        OneUseCode.purpose == CodePurpose.INVITE,
        OneUseCode.company_id == company_id,
        OneUseCode.used_at.is_(None),
        OneUseCode.expires_at > at,
    )
    return list(db.session.scalars(waiting.order_by(OneUseCode.id.desc())))


def alike(name: str, *, but: int | None = None) -> list[Company]:
    """Companies whose name differs in legal words, case and tones alone; at most five."""
    same = sa.select(Company).where(Company.name_key == name_key(name), Company.name_key != "")
    if but is not None:
        same = same.where(Company.id != but)
    return list(db.session.scalars(same.order_by(Company.id).limit(5)))
