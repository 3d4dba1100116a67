"""What the account page shows, and everything we hold about a person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company, Member, MemberRole
from accounts.consent.queries import consents_of
from accounts.profile.hooks import exports
from accounts.sign_in.models import User
from core.activity import Activity
from core.db import db


def memberships(user: User) -> list[Member]:
    """The companies a person acts for, with their role, by name."""
    mine = (
        sa.select(Member)
        .join(Member.company)
        .where(Member.user_id == user.id)
        .options(sa.orm.contains_eager(Member.company))
        .order_by(Company.name)
    )
    return list(db.session.scalars(mine))


def companies_only_they_lead(user: User) -> list[Company]:
    """The companies that would be left without an admin."""
    other = sa.orm.aliased(Member)
    others = sa.exists().where(
        other.company_id == Member.company_id,
        other.role == MemberRole.ADMIN,
        other.user_id != user.id,
    )
    alone = (
        sa.select(Company)
        .join(Member)
        .where(Member.user_id == user.id, Member.role == MemberRole.ADMIN, ~others)
        .order_by(Company.name)
    )
    return list(db.session.scalars(alone))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def everything_about(user: User) -> dict[str, Any]:
    """A person's data in JSON values, with what upper packages add."""
    deeds = sa.select(Activity).where(Activity.actor_id == user.id).order_by(Activity.id)
    return {
        "account": {
            "full_name": user.full_name,
            "email": user.email,
            "email_verified_at": _iso(user.email_verified_at),
            "phone": user.phone,
            "language": user.language,
            "languages": user.languages,
            "created_at": _iso(user.created_at),
            "last_seen_at": _iso(user.last_seen_at),
        },
        "companies": [
            {
                "company": member.company.name,
                "role": member.role.value,
                "joined_at": _iso(member.joined_at),
            }
            for member in memberships(user)
        ],
        "consents": [
            {
                "purpose": row.purpose.value,
                "text_version": row.text_version,
                "language": row.language,
                "channel": row.channel,
                "granted_at": _iso(row.granted_at),
                "withdrawn_at": _iso(row.withdrawn_at),
            }
            for row in consents_of(user=user)
        ],
        "activity": [
            {"at": _iso(row.at), "did": row.verb, "to": f"{row.subject_kind}:{row.subject_id}"}
            for row in db.session.scalars(deeds)
        ],
        **{name: function(user) for name, function in exports.items()},
    }
