"""What pages and the draw itself ask about lotteries."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from events.exhibitors.models import (
    Allotment,
    Application,
    Booth,
    Draw,
    Exhibitor,
    Paper,
    PaperKind,
    Wish,
)
from events.exhibitors.states import ApplicationState, DrawState, PaperState
from events.waiting.models import QueueKind
from events.waiting.queries import line
from events.waiting.states import WaitingState


def draws_of(event_id: int) -> list[Draw]:
    """The draws of an event, the newest first."""
    rows = db.session.scalars(
        sa.select(Draw)
        .where(Draw.event_id == event_id)
        .order_by(Draw.number.desc())
        .options(joinedload(Draw.category))
    )
    return list(rows)


def draw_by_number(event_id: int, number: int) -> Draw | None:
    """One draw of an event."""
    return db.session.scalar(
        sa.select(Draw).where(Draw.event_id == event_id, Draw.number == number)
    )


def last_draw(category_id: int) -> Draw | None:
    """The newest finished draw of a category: it says who got what and what is kept for whom."""
    done = sa.select(Draw).where(Draw.category_id == category_id, Draw.state == DrawState.DRAWN)
    return db.session.scalar(done.order_by(Draw.number.desc()).limit(1))


def entrants(category_id: int) -> list[Application]:
    """Who would be in a draw now: waiting for an answer, without a required paper missing."""
    sent = (
        sa.exists()
        .where(
            Paper.application_id == Application.id,
            Paper.kind_id == PaperKind.id,
            Paper.state != PaperState.REFUSED,
        )
        .correlate(Application, PaperKind)
    )
    missing = (
        sa.exists()
        .where(
            PaperKind.event_id == Application.event_id,
            PaperKind.is_required,
            sa.or_(PaperKind.category_id.is_(None), PaperKind.category_id == category_id),
            ~sent,
        )
        .correlate(Application)
    )
    rows = db.session.scalars(_waiting(category_id).where(~missing))
    return list(rows)


def waiting_applications(category_id: int) -> int:
    """How many applications of a category wait for an answer."""
    waiting = _waiting(category_id).order_by(None).options().subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(waiting)) or 0


def _waiting(category_id: int) -> sa.Select[Any]:
    return (
        sa.select(Application)
        .where(
            Application.category_id == category_id,
            Application.state == ApplicationState.SUBMITTED,
        )
        .order_by(Application.number, Application.id)
        .options(
            selectinload(Application.wishes).options(joinedload(Wish.booth), joinedload(Wish.hall))
        )
    )


def open_booths(category_id: int) -> list[Booth]:
    """Booths of a category that nobody has or is offered, by label."""
    free = (
        sa.select(Booth)
        .outerjoin(Allotment, Allotment.booth_id == Booth.id)
        .where(
            Booth.category_id == category_id,
            Allotment.id.is_(None),
            Booth.held_for_id.is_(None),
        )
        .order_by(Booth.label)
        .options(joinedload(Booth.hall))
    )
    return list(db.session.scalars(free))


def holders(category_id: int) -> set[int]:
    """Public numbers of the applications that have or are offered a booth of a category."""
    given = (
        sa.select(Application.number)
        .join(Exhibitor, Exhibitor.application_id == Application.id)
        .join(Allotment, Allotment.exhibitor_id == Exhibitor.id)
        .join(Booth, Booth.id == Allotment.booth_id)
        .where(Booth.category_id == category_id)
    )
    held = (
        sa.select(Application.number)
        .join(Booth, Booth.held_for_id == Application.id)
        .where(Booth.category_id == category_id)
    )
    return {number for number in db.session.scalars(given.union(held)) if number is not None}


def by_numbers(event_id: int, numbers: Collection[int]) -> dict[int, Application]:
    """Applications of an event by their public numbers."""
    rows = db.session.scalars(
        sa.select(Application)
        .where(Application.event_id == event_id, Application.number.in_(numbers))
        .options(joinedload(Application.company))
    )
    return {int(row.number or 0): row for row in rows}


def line_numbers(category_id: int) -> list[tuple[int, bool]]:
    """The waiting order of a category by public numbers; whether a booth is offered just now."""
    entries = line(QueueKind.BOOTH_CATEGORY, category_id)
    rows = db.session.execute(
        sa.select(Application.id, Application.number).where(
            Application.id.in_([entry.holder_id for entry in entries])
        )
    )
    numbers = {application_id: number or 0 for application_id, number in rows}
    return [
        (numbers[entry.holder_id], entry.state is WaitingState.OFFERED)
        for entry in entries
        if entry.holder_id in numbers
    ]
