"""Halls are drawn: categories, and booths in rows."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import constraints, db, lock
from events.exhibitors.errors import (
    BoothInUse,
    CategoryInUse,
    CategoryNameTaken,
    HallInUse,
    HallNameTaken,
    LabelTaken,
)
from events.exhibitors.models import Allotment, Application, Booth, BoothCategory, Hall
from events.exhibitors.rows import BoothRow
from events.exhibitors.states import QuotaGroup
from events.programme.models import Event

BOOTH = 30  # plan units (decimetres): 3 m
AISLE = 30
EDGE = 20
BETWEEN_ROWS = 25


def add_hall(event: Event, name: str, *, actor: Any, at: datetime) -> Hall:
    """Add a hall or field. Raises HallNameTaken."""
    with constraints({"uq_halls_event_id_name": HallNameTaken}):
        hall = Hall(event_id=event.id, name=name)
        db.session.add(hall)
    record("hall:created", hall, actor=actor, at=at)
    return hall


def delete_hall(hall: Hall, *, actor: Any, at: datetime) -> None:
    """Delete a hall without booths. Raises HallInUse."""
    lock(hall)
    if db.session.scalar(sa.select(Booth.id).where(Booth.hall_id == hall.id).limit(1)) is not None:
        raise HallInUse
    record("hall:deleted", hall, actor=actor, at=at)
    db.session.delete(hall)
    db.session.flush()


def _next_version(hall: Hall) -> None:
    """Editors that were opened before see that the plan has changed."""
    hall.version = Hall.version + 1


def add_category(
    event: Event,
    *,
    name_vi: str,
    name_en: str = "",
    size: str = "",
    price_minor: int = 0,
    kept_for: QuotaGroup | None = None,
    actor: Any,
    at: datetime,
) -> BoothCategory:
    """Add a kind of booth with its price in đồng, perhaps kept for a group.

    Raises
    ------
    CategoryNameTaken
    """
    with constraints({"uq_booth_categories_event_id_name_vi": CategoryNameTaken}):
        category = BoothCategory(
            event_id=event.id,
            name_vi=name_vi,
            name_en=name_en,
            size=size,
            price_minor=price_minor,
            kept_for=kept_for,
        )
        db.session.add(category)
    record("booth_category:created", category, actor=actor, at=at)
    return category


def edit_category(
    category: BoothCategory,
    *,
    name_vi: str,
    name_en: str,
    size: str,
    price_minor: int,
    kept_for: QuotaGroup | None,
    actor: Any,
    at: datetime,
) -> None:
    """Change a category; fees that were asked before stay as they are.

    Raises
    ------
    CategoryNameTaken
    """
    before = category.price_minor
    with constraints({"uq_booth_categories_event_id_name_vi": CategoryNameTaken}):
        category.name_vi, category.name_en, category.size = name_vi, name_en, size
        category.price_minor, category.kept_for = price_minor, kept_for
    record("booth_category:edited", category, actor=actor, at=at, price=price_minor, before=before)


def delete_category(category: BoothCategory, *, actor: Any, at: datetime) -> None:
    """Delete a category that nothing uses. Raises CategoryInUse."""
    for table in (Booth, Application):
        used = sa.select(table.id).where(table.category_id == category.id).limit(1)
        if db.session.scalar(used) is not None:
            raise CategoryInUse
    record("booth_category:deleted", category, actor=actor, at=at)
    db.session.delete(category)
    db.session.flush()


def draw_row(
    hall: Hall, category: BoothCategory, rows: BoothRow, *, actor: Any, at: datetime
) -> list[Booth]:
    """Draw rows of booths below what the hall has already, A01 A02 …; all of them or none.

    Raises
    ------
    LabelTaken
    """
    top = db.session.scalar(
        sa.select(sa.func.max(Booth.y + Booth.depth)).where(Booth.hall_id == hall.id)
    )
    y = EDGE if top is None else top + BETWEEN_ROWS
    booths: list[Booth] = []
    with constraints({"uq_booths_event_id_label": LabelTaken}):
        for letter in rows.letters:
            booths += _one_row(hall, category, letter, rows, y)
            y += BOOTH + BETWEEN_ROWS
        db.session.add_all(booths)
    _next_version(hall)
    record("hall:row_drawn", hall, actor=actor, at=at, booths=len(booths))
    return booths


def _one_row(
    hall: Hall, category: BoothCategory, letter: str, rows: BoothRow, y: int
) -> list[Booth]:
    return [
        Booth(
            event_id=hall.event_id,
            hall_id=hall.id,
            category_id=category.id,
            label=f"{letter}{rows.first + place:02d}",
            x=EDGE
            + place * BOOTH
            + (place // rows.aisle_after * AISLE if rows.aisle_after > 0 else 0),
            y=y,
            width=BOOTH,
            depth=BOOTH,
        )
        for place in range(rows.count)
    ]


def delete_booth(booth: Booth, *, actor: Any, at: datetime) -> None:
    """Delete a free booth. Raises BoothInUse."""
    taken = sa.select(Allotment.id).where(Allotment.booth_id == booth.id)
    if db.session.scalar(taken) is not None:
        raise BoothInUse
    _next_version(booth.hall)
    record("booth:deleted", booth, actor=actor, at=at, label=booth.label)
    db.session.delete(booth)
    db.session.flush()
