"""What pages ask about companies and their people."""

from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company, Member, MemberRole
from accounts.sign_in.models import User
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
