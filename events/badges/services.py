"""Taking badges in hand, printing them, printing them again. All flush; the caller commits."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity, jobs
from core.db import changed, constraints, db, lock
from core.text import fold
from events.badges import queries
from events.badges.errors import (
    CLASHES,
    NameToAsk,
    NothingToPrint,
    NoTicket,
    NotMade,
    NotOurs,
    TakenElsewhere,
)
from events.badges.models import BadgeBatch, BadgePrint
from events.badges.states import Layout, PrintState, Reason
from events.programme.models import Event
from events.registration import codes
from events.registration.latin import lacks_letters, must_be_asked
from events.registration.models import Registration, RegistrationRole
from events.registration.rules import has_ticket
from events.registration.services import reissue

MAKE = "badges.make"
MOST_AT_ONCE = 40
_LOOK_AHEAD = 60  # names to be asked for, and what other desks take in this moment, are passed over


def take_next(event: Event, *, count: int, actor: Any, at: datetime) -> list[BadgePrint]:
    """Take the next badges of the line in hand; what another took is passed over."""
    line = queries.waiting_for(event.id).limit(count + _LOOK_AHEAD)
    taken: list[BadgePrint] = []
    for registration in db.session.scalars(line).all():
        if len(taken) == count:
            break
        if must_be_asked(registration):
            continue
        try:
            taken.append(take(registration, actor=actor, at=at))
        except TakenElsewhere:
            continue
    return taken


def take(registration: Registration, *, actor: Any, at: datetime) -> BadgePrint:
    """Take somebody's first badge in hand; a badge that was left out before is wanted after all.

    Raises
    ------
    NoTicket, NameToAsk, TakenElsewhere
    """
    _check(registration)
    db.session.execute(
        sa.delete(BadgePrint).where(
            BadgePrint.registration_id == registration.id,
            BadgePrint.state == PrintState.LEFT_OUT,
            BadgePrint.number == 1,
        )
    )
    return _take(registration, number=1, reason=None, actor=actor, at=at)


def _check(registration: Registration) -> None:
    if not has_ticket(registration):
        raise NoTicket
    if must_be_asked(registration):
        raise NameToAsk


def _take(
    registration: Registration, *, number: int, reason: Reason | None, actor: Any, at: datetime
) -> BadgePrint:
    row = BadgePrint(
        event_id=registration.event_id,
        registration_id=registration.id,
        number=number,
        reason=reason,
        taken_at=at,
        taken_by_id=getattr(actor, "id", None),
    )
    with constraints(CLASHES):
        db.session.add(row)
    return row


def print_again(
    registration: Registration,
    *,
    reason: Reason,
    end_badge_code: bool = False,
    end_ticket: bool = False,
    actor: Any,
    at: datetime,
) -> BadgePrint:
    """Take another badge for somebody in hand; each counts, with its reason.

    ``end_badge_code`` gives a fresh badge code, so that the lost badge is worth nothing to those
    who scan it; ``end_ticket`` makes a new ticket, too, and the old one opens no door any more.

    Raises
    ------
    NoTicket, NameToAsk, TakenElsewhere
    """
    lock(registration)
    _check(registration)
    number = queries.latest_numbers([registration.id]).get(registration.id, 0) + 1
    if number == 1:  # nobody printed one here, but the person had one: count it
        number = 2
    row = _take(registration, number=number, reason=reason, actor=actor, at=at)
    if end_badge_code:
        row.ended_code, registration.badge_code = registration.badge_code, codes.new_badge_code()
    if end_ticket:
        reissue(registration, at=at, actor=actor)
    activity.record(
        "badge:again",
        row,
        actor=actor,
        at=at,
        registration_id=registration.id,
        number=number,
        reason=reason.value,
        code_ended=end_badge_code,
        ticket_ended=end_ticket,
    )
    return row


def mark_printed(rows: Iterable[BadgePrint], *, actor: Any, at: datetime) -> int:
    """What a person has in hand is printed; how many. Raises NotOurs."""
    number = 0
    for row in rows:
        _own(row, actor)
        row.state, row.printed_at = PrintState.PRINTED, at
        activity.record(
            "badge:printed",
            row,
            actor=actor,
            at=at,
            registration_id=row.registration_id,
            number=row.number,
        )
        number += 1
    return number


def give_back(row: BadgePrint, *, actor: Any, at: datetime) -> None:
    """The printer stopped: the badge goes back into the line, as if nobody had taken it.

    A code that the reprint has ended stays ended, so such a row stays as one left out.

    Raises
    ------
    NotOurs
    """
    _own(row, actor)
    activity.record(
        "badge:given_back", row, actor=actor, at=at, registration_id=row.registration_id
    )
    if row.ended_code is not None:
        row.state = PrintState.LEFT_OUT
    else:
        db.session.flush()
        db.session.delete(row)
    db.session.flush()


def leave_out(registration: Registration, *, actor: Any, at: datetime) -> BadgePrint:
    """Somebody needs no badge: they leave the line. Raises TakenElsewhere."""
    row = _take(registration, number=1, reason=None, actor=actor, at=at)
    row.state = PrintState.LEFT_OUT
    activity.record("badge:left_out", row, actor=actor, at=at, registration_id=registration.id)
    return row


def _own(row: BadgePrint, actor: Any) -> None:
    lock(row)
    mine = row.taken_by_id == getattr(actor, "id", None) and row.batch_id is None
    if row.state is not PrintState.TAKEN or not mine:
        raise NotOurs


def write_latin(
    registration: Registration, *, name: str, organisation: str, actor: Any, at: datetime
) -> None:
    """Keep how a name and an organisation are written in Latin letters. Raises NameToAsk."""
    if lacks_letters(name) or lacks_letters(organisation):
        raise NameToAsk
    if name:
        registration.latin_name = name
    if organisation:
        registration.latin_organisation = organisation
    words = f"{registration.search_text} {fold(f'{name} {organisation}')}"
    registration.search_text = words[:400]
    activity.record("registration:latin_name", registration, actor=actor, at=at)


def ask_for_batch(
    event: Event,
    *,
    role: RegistrationRole | None,
    organisation: str,
    only_new: bool,
    layout: Layout,
    actor: Any,
    at: datetime,
) -> BadgeBatch:
    """Take the badges of all who pass the filters in hand at once; a job makes the files.

    Raises
    ------
    NothingToPrint, TakenElsewhere
    """
    people = queries.people_for(event.id, role=role, organisation=organisation, only_new=only_new)
    ready = [one for one in people if not must_be_asked(one)]
    if not ready:
        raise NothingToPrint
    batch = BadgeBatch(
        event_id=event.id,
        role=role,
        organisation=organisation,
        only_new=only_new,
        layout=layout,
        people=len(ready),
        to_ask=len(people) - len(ready),
        file_key=secrets.token_hex(16),
        asked_at=at,
        asked_by_id=getattr(actor, "id", None),
    )
    activity.record("badge_batch:asked", batch, actor=actor, at=at, people=len(ready))
    _take_all(batch, ready, actor=actor, at=at)
    job = jobs.put(MAKE, at=at, payload={"batch_id": batch.id}, event_id=event.id)
    batch.job_id = job.id
    db.session.flush()
    return batch


def _take_all(
    batch: BadgeBatch, people: Sequence[Registration], *, actor: Any, at: datetime
) -> None:
    latest = queries.latest_numbers([one.id for one in people])
    rows = [
        {
            "event_id": batch.event_id,
            "registration_id": one.id,
            "number": latest.get(one.id, 0) + 1,
            "reason": Reason.BATCH if one.id in latest else None,
            "state": PrintState.TAKEN,
            "batch_id": batch.id,
            "taken_at": at,
            "taken_by_id": getattr(actor, "id", None),
        }
        for one in people
    ]
    with constraints(CLASHES):
        db.session.execute(sa.insert(BadgePrint), rows)


def finish_batch(batch: BadgeBatch, *, actor: Any, at: datetime) -> None:
    """The files went through the printer: all their badges count as printed. Raises NotMade."""
    lock(batch)
    if batch.made_at is None:
        raise NotMade
    if batch.printed_at is not None:
        return
    batch.printed_at = at
    changed(
        sa.update(BadgePrint)
        .where(BadgePrint.batch_id == batch.id, BadgePrint.state == PrintState.TAKEN)
        .values(state=PrintState.PRINTED, printed_at=at)
        .execution_options(synchronize_session=False)
    )
    activity.record("badge_batch:printed", batch, actor=actor, at=at, people=batch.people)


def drop_batch(batch: BadgeBatch, *, actor: Any, at: datetime) -> str | None:
    """Throw away a batch that was not printed: its people wait again; the key of its files.

    A printed one stays as the record of its badges: None.
    """
    lock(batch)
    if batch.printed_at is not None:
        return None
    activity.record("badge_batch:dropped", batch, actor=actor, at=at, people=batch.people)
    db.session.flush()
    key = batch.file_key
    db.session.execute(sa.delete(BadgePrint).where(BadgePrint.batch_id == batch.id))
    db.session.delete(batch)
    db.session.flush()
    return key
