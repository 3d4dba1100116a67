"""What pages and sessions ask about help."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from accounts.assisting.models import Assistance, Helper
from accounts.companies.models import Company
from core.activity import Activity
from core.db import db

UNCONFIRMED_AFTER = timedelta(days=7)


def helper_of(actor: Any) -> Helper | None:
    """The live grant of a person, if they are a helper."""
    if not actor.is_authenticated:
        return None
    return db.session.scalar(
        sa.select(Helper).where(Helper.user_id == actor.id, Helper.ended_at.is_(None))
    )


def helpers() -> list[Helper]:
    """Everybody who helps or did, those who still do first."""
    everybody = sa.select(Helper).options(joinedload(Helper.user))
    order = (Helper.ended_at.is_not(None), Helper.id.desc())
    return list(db.session.scalars(everybody.order_by(*order).limit(300)))


def _live() -> sa.Select[tuple[Assistance]]:
    return (
        sa.select(Assistance)
        .join(Assistance.helper)
        .join(Assistance.company)
        .options(contains_eager(Assistance.helper), contains_eager(Assistance.company))
        .where(
            Assistance.ended_at.is_(None),
            Helper.ended_at.is_(None),
            Company.merged_into_id.is_(None),
        )
    )


def live_assistance(assistance_id: int, user_id: int) -> Assistance | None:
    """An assistance that this person may act by at this moment."""
    mine = _live().where(Assistance.id == assistance_id, Helper.user_id == user_id)
    return db.session.scalar(mine)


def assistances_of(helper: Helper) -> list[Assistance]:
    """The firms of a helper: those still to be confirmed first, then the latest."""
    theirs = (
        sa.select(Assistance)
        .where(Assistance.helper_id == helper.id)
        .options(joinedload(Assistance.company))
    )
    order = (
        Assistance.ended_at.is_not(None),
        Assistance.taken_over_at.is_not(None),
        Assistance.id.desc(),
    )
    return list(db.session.scalars(theirs.order_by(*order).limit(500)))


def help_for(company_id: int) -> list[Assistance]:
    """Who entered or enters things for a firm, the first first."""
    theirs = (
        sa.select(Assistance)
        .where(Assistance.company_id == company_id)
        .options(joinedload(Assistance.helper).joinedload(Helper.user))
        .order_by(Assistance.id)
    )
    return list(db.session.scalars(theirs))


def unconfirmed(company_ids: Collection[int] | sa.SelectBase, *, at: datetime) -> list[Assistance]:
    """Firms entered more than a week ago that no owner has taken over, the oldest first."""
    old = (
        _live()
        .where(
            Assistance.company_id.in_(company_ids),
            Assistance.taken_over_at.is_(None),
            Assistance.begun_at <= at - UNCONFIRMED_AFTER,
        )
        .options(contains_eager(Assistance.helper).joinedload(Helper.user))
    )
    return list(db.session.scalars(old.order_by(Assistance.begun_at).limit(500)))


def entered_for(company_id: int, *, limit: int = 30) -> list[Activity]:
    """What helpers did for a firm, the latest first."""
    done = sa.select(Activity).where(
        Activity.company_id == company_id, Activity.for_somebody.is_(True)
    )
    return list(db.session.scalars(done.order_by(Activity.id.desc()).limit(limit)))
