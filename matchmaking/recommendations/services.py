"""Remembering what somebody does not want to see again. All flush; the caller commits."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import changed, db
from events.exhibitors.models import Exhibitor
from matchmaking.needs.models import Buyer, Dismissal, Side


def dismiss(
    buyer: Buyer, exhibitor: Exhibitor, *, side: Side, actor: Any, at: datetime
) -> Dismissal:
    """One side does not want to see the other in its suggestions; saying so twice is fine."""
    found = db.session.scalar(sa.select(Dismissal).where(*_is(buyer, exhibitor, side)))
    if found is not None:
        return found
    row = Dismissal(
        event_id=buyer.event_id,
        side=side,
        buyer_id=buyer.id,
        exhibitor_id=exhibitor.id,
        dismissed_at=at,
    )
    party = buyer if side is Side.BUYER else exhibitor
    company_id = party.company_id
    activity.record("suggestion:dismissed", row, actor=actor, at=at, for_company_id=company_id)
    return row


def restore(buyer: Buyer, exhibitor: Exhibitor, *, side: Side, actor: Any, at: datetime) -> bool:
    """Show it again; whether it had been dismissed."""
    gone = changed(sa.delete(Dismissal).where(*_is(buyer, exhibitor, side)))
    if gone:
        party = buyer if side is Side.BUYER else exhibitor
        activity.record(
            "suggestion:restored",
            buyer,
            actor=actor,
            at=at,
            for_company_id=party.company_id,
            exhibitor_id=exhibitor.id,
        )
    return bool(gone)


def _is(buyer: Buyer, exhibitor: Exhibitor, side: Side) -> list[sa.ColumnElement[bool]]:
    return [
        Dismissal.event_id == buyer.event_id,
        Dismissal.side == side,
        Dismissal.buyer_id == buyer.id,
        Dismissal.exhibitor_id == exhibitor.id,
    ]
