"""A plan is saved as a whole, on the version it was drawn on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import constraints, db, lock
from events.exhibitors.drawing import Drawing, DrawnBooth, DrawnPlace, Spot
from events.exhibitors.errors import BadPlan, BoothInUse, LabelElsewhere, PlanChanged
from events.exhibitors.models import Allotment, Booth, BoothCategory, Hall, Place


def save_drawing(hall: Hall, drawing: Drawing, *, actor: Any, at: datetime) -> Hall:
    """Make a hall look like the drawing: what is not on it goes, what is new comes.

    Flushed, not committed.

    Raises
    ------
    PlanChanged, BoothInUse, LabelElsewhere, BadPlan
    """
    lock(hall)
    if hall.version != drawing.version:
        raise PlanChanged
    booths = {booth.id: booth for booth in hall.booths}
    places = {place.id: place for place in hall.places}
    gone = _gone(booths, drawing.booths)
    _check_free(gone)
    with constraints({"uq_booths_event_id_label": LabelElsewhere}):
        for row in [*gone, *_gone(places, drawing.places)]:
            db.session.delete(row)
        _clear_labels(booths, drawing.booths)
        db.session.flush()
        _draw_booths(hall, booths, drawing.booths)
        _draw_places(hall, places, drawing.places)
    hall.version += 1
    db.session.flush()
    db.session.expire(hall, ["booths", "places"])
    record("hall:drawn", hall, actor=actor, at=at, version=hall.version, deleted=len(gone))
    return hall


def _gone(rows: Mapping[int, Any], drawn: tuple[Any, ...]) -> list[Any]:
    kept = {one.id for one in drawn}
    return [row for number, row in rows.items() if number not in kept]


def _check_free(booths: list[Booth]) -> None:
    ids = [booth.id for booth in booths]
    taken = sa.select(Allotment.id).where(Allotment.booth_id.in_(ids)).limit(1)
    if ids and db.session.scalar(taken) is not None:
        raise BoothInUse


def _clear_labels(rows: Mapping[int, Booth], drawn: tuple[DrawnBooth, ...]) -> None:
    """Two booths may swap their numbers: those that change are without one for a moment."""
    for one in drawn:
        row = rows.get(one.id) if one.id is not None else None
        if row is not None and row.label != one.label:
            row.label = f"~{row.id}"


def _place_at(row: Booth | Place, spot: Spot) -> None:
    row.x, row.y, row.width, row.depth = spot.x, spot.y, spot.width, spot.depth


def _draw_booths(hall: Hall, rows: Mapping[int, Booth], drawn: tuple[DrawnBooth, ...]) -> None:
    kinds = sa.select(BoothCategory.id).where(BoothCategory.event_id == hall.event_id)
    categories = set(db.session.scalars(kinds))
    for one in drawn:
        if one.category_id not in categories:
            raise BadPlan(label=one.label)
        row = _known(rows, one) or Booth(event_id=hall.event_id, hall_id=hall.id)
        row.label, row.category_id = one.label, one.category_id
        _place_at(row, one.spot)
        db.session.add(row)


def _draw_places(hall: Hall, rows: Mapping[int, Place], drawn: tuple[DrawnPlace, ...]) -> None:
    for one in drawn:
        row = _known(rows, one) or Place(event_id=hall.event_id, hall_id=hall.id)
        row.kind, row.label = one.kind, one.label
        _place_at(row, one.spot)
        db.session.add(row)


def _known(rows: Mapping[int, Any], one: DrawnBooth | DrawnPlace) -> Any:
    """The row of something drawn before; one of another hall is nobody's."""
    if one.id is None:
        return None
    if one.id not in rows:
        raise BadPlan(label=one.label)
    return rows[one.id]
