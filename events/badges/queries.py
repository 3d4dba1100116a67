"""What the badge desk asks: who waits, what is in hand, what was printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.text import fold
from events.badges.models import BadgeBatch, BadgePrint
from events.badges.states import PrintState
from events.checkin.models import Direction, Scan, ScanResult
from events.programme.models import Event
from events.registration.codes import Unreadable, read_code
from events.registration.latin import must_be_asked
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import registrations_matching

SHOWN = 30
MOST_FOUND = 12


@dataclass(frozen=True)
class Numbers:
    """How many wait at the desk, are in hand, and were printed; and how many of these again."""

    waiting: int = 0
    taken: int = 0
    printed: int = 0
    again: int = 0


def _in_order(event_id: int) -> sa.Select[tuple[Registration]]:
    return sa.select(Registration).where(
        Registration.event_id == event_id,
        Registration.state == RegistrationState.APPROVED,
        Registration.revoked_at.is_(None),
    )


def _without_badge() -> sa.ColumnElement[bool]:
    any_print = sa.select(BadgePrint.id).where(BadgePrint.registration_id == Registration.id)
    return ~any_print.exists()


def waiting_for(event_id: int) -> sa.Select[tuple[Registration]]:
    """Those who came in and have no badge yet, in the order in which they came."""
    came = (
        sa.select(Scan.registration_id, sa.func.min(Scan.scanned_at).label("came_at"))
        .where(
            Scan.event_id == event_id,
            Scan.result == ScanResult.ADMITTED,
            Scan.direction == Direction.ENTRY,
            Scan.undone_at.is_(None),
        )
        .group_by(Scan.registration_id)
        .subquery()
    )
    return (
        _in_order(event_id)
        .join(came, came.c.registration_id == Registration.id)
        .where(_without_badge())
        .order_by(came.c.came_at, Registration.id)
    )


def queue(event_id: int, *, limit: int = SHOWN) -> list[Registration]:
    """The next of the line."""
    return list(db.session.scalars(waiting_for(event_id).limit(limit)))


def numbers(event_id: int) -> Numbers:
    """What the desk's head line says."""

    def how_many(*conditions: sa.ColumnElement[bool]) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)

    is_printed = BadgePrint.state == PrintState.PRINTED
    row = db.session.execute(
        sa.select(
            how_many(BadgePrint.state == PrintState.TAKEN),
            how_many(is_printed),
            how_many(is_printed, BadgePrint.number > 1),
        ).where(BadgePrint.event_id == event_id)
    ).one()
    line = waiting_for(event_id).order_by(None).subquery()
    waiting = db.session.scalar(sa.select(sa.func.count()).select_from(line))
    return Numbers(int(waiting or 0), *(int(number) for number in row))


def in_hand(event_id: int, user_id: int) -> list[BadgePrint]:
    """What one person has in hand at their desk, in the order of taking."""
    mine = sa.select(BadgePrint).where(
        BadgePrint.event_id == event_id,
        BadgePrint.state == PrintState.TAKEN,
        BadgePrint.taken_by_id == user_id,
        BadgePrint.batch_id.is_(None),
    )
    whole = mine.options(joinedload(BadgePrint.registration)).order_by(BadgePrint.id)
    return list(db.session.scalars(whole))


def found_by(event: Event, text: str) -> list[Registration]:
    """People by name, typed code, badge code or the code of their ticket."""
    text = text.strip()
    if not text:
        return []
    try:
        reading = read_code(text)
    except Unreadable:
        reading = None
    if reading is not None and reading.payload is not None:
        one = sa.select(Registration).where(
            Registration.event_id == event.id, Registration.ticket_id == reading.payload.ticket_id
        )
        return list(db.session.scalars(one))
    digits = reading.digits if reading is not None else text
    wanted = registrations_matching(event.id, text=digits)
    return list(db.session.scalars(wanted.limit(MOST_FOUND)))


def prints_of(registration_ids: Sequence[int]) -> dict[int, list[BadgePrint]]:
    """What was printed for each, the first badge first."""
    rows = db.session.scalars(
        sa.select(BadgePrint)
        .where(BadgePrint.registration_id.in_(registration_ids))
        .order_by(BadgePrint.registration_id, BadgePrint.number)
    )
    found: dict[int, list[BadgePrint]] = {}
    for row in rows:
        found.setdefault(row.registration_id, []).append(row)
    return found


def to_ask(event_id: int) -> list[Any]:
    """Those whose badge cannot be printed before the desk has asked for their Latin name."""
    names = _in_order(event_id).with_only_columns(
        Registration.id,
        Registration.full_name,
        Registration.organisation,
        Registration.latin_name,
        Registration.latin_organisation,
        Registration.role,
    )
    rows = db.session.execute(names.order_by(Registration.id))
    return [row for row in rows if must_be_asked(row)]


def people_for(
    event_id: int, *, role: RegistrationRole | None, organisation: str, only_new: bool
) -> list[Registration]:
    """Whose badges a batch prints: by role, organisation and given name, as they are handed out."""
    wanted = _in_order(event_id)
    if role is not None:
        wanted = wanted.where(Registration.role == role)
    for word in fold(organisation).split()[:8]:
        wanted = wanted.where(Registration.search_text.contains(word, autoescape=True))
    if only_new:
        wanted = wanted.where(_without_badge())
    else:
        taken = sa.select(BadgePrint.id).where(
            BadgePrint.registration_id == Registration.id, BadgePrint.state == PrintState.TAKEN
        )
        wanted = wanted.where(~taken.exists())
    return sorted(db.session.scalars(wanted), key=_handing_out)


def _handing_out(one: Registration) -> tuple[str, str, str, str]:
    """Vietnamese names are sorted by the given name, which stands last."""
    name = fold(one.full_name)
    return one.role.value, fold(one.organisation), name.rpartition(" ")[2], name


def latest_numbers(registration_ids: Sequence[int]) -> dict[int, int]:
    """The highest number among the badges of each."""
    found: dict[int, int] = {}
    for start in range(0, len(registration_ids), 500):
        part = registration_ids[start : start + 500]
        rows = db.session.execute(
            sa.select(BadgePrint.registration_id, sa.func.max(BadgePrint.number))
            .where(BadgePrint.registration_id.in_(part))
            .group_by(BadgePrint.registration_id)
        )
        found |= dict(rows.tuples().all())
    return found


def batches_of(event_id: int) -> list[BadgeBatch]:
    """The batches of an event, the newest first."""
    mine = sa.select(BadgeBatch).where(BadgeBatch.event_id == event_id)
    whole = mine.options(joinedload(BadgeBatch.job)).order_by(BadgeBatch.id.desc())
    return list(db.session.scalars(whole.limit(50)))


def batch_at(event: Event, batch_id: int) -> BadgeBatch | None:
    """A batch of this event, or nothing."""
    one = sa.select(BadgeBatch).where(BadgeBatch.id == batch_id, BadgeBatch.event_id == event.id)
    return db.session.scalar(one)


def print_at(event: Event, print_id: int) -> BadgePrint | None:
    """A badge of this event, or nothing."""
    one = sa.select(BadgePrint).where(BadgePrint.id == print_id, BadgePrint.event_id == event.id)
    return db.session.scalar(one)


def registrations_in(
    batch_id: int, *, after: int = 0, limit: int
) -> list[tuple[int, Registration]]:
    """A stretch of a batch in its order: the id of the print, and whose it is."""
    rows = db.session.execute(
        sa.select(BadgePrint.id, Registration)
        .join(Registration, Registration.id == BadgePrint.registration_id)
        .where(BadgePrint.batch_id == batch_id, BadgePrint.id > after)
        .options(joinedload(Registration.event))
        .order_by(BadgePrint.id)
        .limit(limit)
    )
    return list(rows.tuples())


def ended_badge(event_id: int, badge_code: str) -> BadgePrint | None:
    """The reprint that put an end to a badge code: whose it was, and since when it is worthless."""
    one = sa.select(BadgePrint).where(
        BadgePrint.event_id == event_id, BadgePrint.ended_code == badge_code
    )
    return db.session.scalar(one.options(joinedload(BadgePrint.registration)))
