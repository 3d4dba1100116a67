"""Whom a badge that was scanned stands for, as a partner for a meeting."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Member
from accounts.companies.queries import company_ids_of
from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from events.registration.models import Registration
from matchmaking.needs.models import Buyer, BuyerState, Side


def pair_by_badge(
    event: Event, badge_code: str, actor: Any
) -> tuple[Buyer, Exhibitor, Side] | None:
    """Buyer, exhibitor and the side of the person who scanned; None where the two do not pair.

    The badge leads to a registration of this event and from there to the company it was made
    for, or to those that its person acts for; one of the two must buy and the other show here.
    """
    found = sa.select(Registration).where(
        Registration.event_id == event.id, Registration.badge_code == badge_code
    )
    there = db.session.scalar(found)
    if there is None:
        return None
    theirs = {there.company_id} if there.company_id is not None else set()
    if there.user_id is not None:
        members = sa.select(Member.company_id).where(Member.user_id == there.user_id)
        theirs |= set(db.session.scalars(members))
    ours = set(db.session.scalars(company_ids_of(actor))) - theirs
    for buying, showing, side in ((ours, theirs, Side.BUYER), (theirs, ours, Side.EXHIBITOR)):
        buyer, exhibitor = _buyer(event, buying), _exhibitor(event, showing)
        if buyer is not None and exhibitor is not None:
            return buyer, exhibitor, side
    return None


def _buyer(event: Event, company_ids: set[int]) -> Buyer | None:
    found = sa.select(Buyer).where(
        Buyer.event_id == event.id,
        Buyer.state == BuyerState.APPROVED,
        Buyer.company_id.in_(company_ids),
    )
    return db.session.scalars(found.options(joinedload(Buyer.company)).order_by(Buyer.id)).first()


def _exhibitor(event: Event, company_ids: set[int]) -> Exhibitor | None:
    found = sa.select(Exhibitor).where(
        Exhibitor.event_id == event.id,
        Exhibitor.cancelled_at.is_(None),
        Exhibitor.company_id.in_(company_ids),
    )
    found = found.options(joinedload(Exhibitor.company)).order_by(Exhibitor.id)
    return db.session.scalars(found).first()
