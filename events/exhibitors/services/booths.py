"""Booths are given to exhibitors, moved and given back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import constraints, db, lock
from events.exhibitors.errors import BoothHeld, BoothTaken, NotExhibitor, OtherEvent
from events.exhibitors.models import Allotment, Booth, Exhibitor
from events.exhibitors.services.fees import charge, charge_anew, drop
from events.exhibitors.services.partners import end_shares, share_booth
from events.waiting.models import QueueKind
from events.waiting.services import offer_next

CLASHES = {"uq_allotments_booth_id": BoothTaken}


def _check(booth: Booth, exhibitor: Exhibitor) -> None:
    if booth.event_id != exhibitor.event_id:
        raise OtherEvent
    if exhibitor.cancelled_at is not None:
        raise NotExhibitor
    lock(booth)
    if booth.held_for_id is not None:
        raise BoothHeld


def allot_booth(booth: Booth, exhibitor: Exhibitor, *, actor: Any, at: datetime) -> Allotment:
    """Give a booth to an exhibitor of its event; the database knows whether it is free.

    Flushed, not committed.

    Raises
    ------
    BoothTaken, BoothHeld, NotExhibitor, OtherEvent
    """
    _check(booth, exhibitor)
    with constraints(CLASHES):
        row = Allotment(
            event_id=booth.event_id,
            booth_id=booth.id,
            exhibitor_id=exhibitor.id,
            allotted_at=at,
        )
        db.session.add(row)
    _note("booth:allotted", exhibitor, booth.id, actor=actor, at=at)
    share_booth(row, actor=actor, at=at)
    charge(row, actor=actor, at=at)
    return row


def move_booth(allotment: Allotment, booth: Booth, *, actor: Any, at: datetime) -> None:
    """Give an exhibitor another booth instead; the old one is free in the same moment.

    Raises
    ------
    BoothTaken, BoothHeld, NotExhibitor, OtherEvent
    """
    _check(booth, allotment.exhibitor)
    before = allotment.booth_id
    freed = _category_of(before)
    with constraints(CLASHES):
        allotment.booth_id, allotment.allotted_at = booth.id, at
    _note("booth:moved", allotment.exhibitor, booth.id, actor=actor, at=at, before=before)
    charge_anew(allotment, actor=actor, at=at)
    offer_next(QueueKind.BOOTH_CATEGORY, freed, at=at)


def give_back_booth(allotment: Allotment, *, actor: Any, at: datetime) -> None:
    """Take a booth back; its exhibitor stays one, without it. It goes to the next in line."""
    _note("booth:given_back", allotment.exhibitor, allotment.booth_id, actor=actor, at=at)
    exhibitor, booth = allotment.exhibitor, allotment.booth
    partners = [share.exhibitor for share in allotment.shares]
    drop(allotment, actor=actor, at=at)
    db.session.delete(allotment)
    db.session.flush()
    db.session.expire(exhibitor, ["allotments"])
    db.session.expire(booth, ["allotment"])
    end_shares(partners, actor=actor, at=at)
    offer_next(QueueKind.BOOTH_CATEGORY, booth.category_id, at=at)


def _category_of(booth_id: int) -> int:
    kind = sa.select(Booth.category_id).where(Booth.id == booth_id)
    return int(db.session.scalars(kind).one())


def _note(
    verb: str, exhibitor: Exhibitor, booth_id: int, *, actor: Any, at: datetime, **details: Any
) -> None:
    record(verb, exhibitor, actor=actor, at=at, booth_id=booth_id, **details)
