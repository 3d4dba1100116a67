"""A seat at a session takes its holder's time: they claim every slot that the session overlaps.

So nobody is expected at a table while they sit in a session. A slot that two sessions of one
person overlap is claimed once.
"""

import contextlib
from collections.abc import Collection

import sqlalchemy as sa

from core.db import constraints, db
from events.programme.errors import BusyThen
from events.programme.models import Claim, HolderKind, Seat, Session, Slot

CLASHES = {"uq_claims_holder_once_per_slot": BusyThen}


def hold_times(
    event_id: int, *, registration_ids: Collection[int] | None = None, strict: bool = False
) -> None:
    """Let the claims of people with an account follow their seats; flushed, not committed.

    ``registration_ids`` None: of everybody at the event. With ``strict`` a slot in which a person
    has a meeting is refused; without, the meeting keeps it.

    Raises BusyThen, when strict.
    """
    wanted = _wanted(event_id, registration_ids)
    users = {user_id for user_id, _slot_id in wanted} | _users(registration_ids)
    theirs = sa.select(Claim).where(
        Claim.event_id == event_id,
        Claim.holder_kind == HolderKind.PERSON,
        Claim.session_id.is_not(None),
    )
    if registration_ids is not None:
        theirs = theirs.where(Claim.holder_id.in_(users))
    there = {(claim.holder_id, claim.slot_id): claim for claim in db.session.scalars(theirs)}
    for key, claim in there.items():
        if key not in wanted:
            db.session.delete(claim)
        elif claim.session_id != wanted[key]:
            claim.session_id = wanted[key]
    db.session.flush()
    for user_id, slot_id in sorted(wanted.keys() - there.keys()):
        with contextlib.nullcontext() if strict else contextlib.suppress(BusyThen):
            _claim(event_id, user_id, slot_id, wanted[user_id, slot_id])


def _claim(event_id: int, user_id: int, slot_id: int, session_id: int) -> None:
    with constraints(CLASHES):
        db.session.add(
            Claim(
                event_id=event_id,
                slot_id=slot_id,
                holder_kind=HolderKind.PERSON,
                holder_id=user_id,
                session_id=session_id,
            )
        )


def _wanted(event_id: int, registration_ids: Collection[int] | None) -> dict[tuple[int, int], int]:
    """Person and slot of every seat, with the first session that takes the slot."""
    people = db.metadata.tables["registrations"].c  # rows of an upper slice
    rows = (
        sa.select(people.user_id, Slot.id, sa.func.min(Session.id))
        .select_from(Seat)
        .join(Session, Session.id == Seat.session_id)
        .join(people.id.table, people.id == Seat.registration_id)
        .join(
            Slot,
            sa.and_(
                Slot.event_id == Seat.event_id,
                Slot.starts_at < Session.ends_at,
                Session.starts_at < Slot.ends_at,
            ),
        )
        .where(Seat.event_id == event_id, people.user_id.is_not(None))
        .group_by(people.user_id, Slot.id)
    )
    if registration_ids is not None:
        rows = rows.where(people.user_id.in_(_users(registration_ids)))
    return {(user, slot): session for user, slot, session in db.session.execute(rows).tuples()}


def _users(registration_ids: Collection[int] | None) -> set[int]:
    if not registration_ids:
        return set()
    people = db.metadata.tables["registrations"].c
    found = sa.select(people.user_id).where(
        people.id.in_(registration_ids), people.user_id.is_not(None)
    )
    return set(db.session.scalars(found))
