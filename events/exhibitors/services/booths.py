"""Booths are given to exhibitors, moved and given back."""

from datetime import datetime
from typing import Any

from core.activity import record
from core.db import constraints, db
from events.exhibitors.errors import BoothTaken, NotExhibitor, OtherEvent
from events.exhibitors.models import Allotment, Booth, Exhibitor

CLASHES = {"uq_allotments_booth_id": BoothTaken}


def _check(booth: Booth, exhibitor: Exhibitor) -> None:
    if booth.event_id != exhibitor.event_id:
        raise OtherEvent
    if exhibitor.cancelled_at is not None:
        raise NotExhibitor


def allot_booth(booth: Booth, exhibitor: Exhibitor, *, actor: Any, at: datetime) -> Allotment:
    """Give a booth to an exhibitor of its event; the database knows whether it is free.

    Flushed, not committed.

    Raises
    ------
    BoothTaken, NotExhibitor, OtherEvent
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
    return row


def move_booth(allotment: Allotment, booth: Booth, *, actor: Any, at: datetime) -> None:
    """Give an exhibitor another booth instead; the old one is free in the same moment.

    Raises
    ------
    BoothTaken, NotExhibitor, OtherEvent
    """
    _check(booth, allotment.exhibitor)
    before = allotment.booth_id
    with constraints(CLASHES):
        allotment.booth_id, allotment.allotted_at = booth.id, at
    _note("booth:moved", allotment.exhibitor, booth.id, actor=actor, at=at, before=before)


def give_back_booth(allotment: Allotment, *, actor: Any, at: datetime) -> None:
    """Take a booth back; its exhibitor stays one, without it."""
    _note("booth:given_back", allotment.exhibitor, allotment.booth_id, actor=actor, at=at)
    exhibitor, booth = allotment.exhibitor, allotment.booth
    db.session.delete(allotment)
    db.session.flush()
    db.session.expire(exhibitor, ["allotments"])
    db.session.expire(booth, ["allotment"])


def _note(
    verb: str, exhibitor: Exhibitor, booth_id: int, *, actor: Any, at: datetime, **details: Any
) -> None:
    record(verb, exhibitor, actor=actor, at=at, booth_id=booth_id, **details)
