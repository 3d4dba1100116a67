"""A whole plan as an editor sends it: read strictly, before anything touches the database."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.text import clean
from events.exhibitors.errors import BadPlan, TwiceOnPlan
from events.exhibitors.states import PlaceKind

MOST = 1000  # booths and places of one hall
FARTHEST = 5000  # plan units: half a kilometre
LABEL = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ.\-]{0,11}")
PLACE_LABEL = 60


@dataclass(frozen=True)
class Spot:
    """Where something stands and how large it is, in plan units."""

    x: int
    y: int
    width: int
    depth: int


@dataclass(frozen=True)
class DrawnBooth:
    """A booth on the drawing; ``id`` is None for a new one."""

    id: int | None
    label: str
    category_id: int
    spot: Spot


@dataclass(frozen=True)
class DrawnPlace:
    """A gate, a stage …; ``id`` is None for a new one."""

    id: int | None
    kind: PlaceKind
    label: str
    spot: Spot


@dataclass(frozen=True)
class Drawing:
    """Everything in a hall, and the version it was drawn on."""

    version: int
    booths: tuple[DrawnBooth, ...]
    places: tuple[DrawnPlace, ...]


def read_drawing(text: str) -> Drawing:
    """The plan in an editor's JSON.

    Raises
    ------
    BadPlan, TwiceOnPlan
    """
    try:
        data = json.loads(text)
        version, booths, places = data["version"], data["booths"], data["places"]
        if not _is_number(version) or len(booths) + len(places) > MOST:
            raise BadPlan(label="…")
        drawing = Drawing(
            version, tuple(_booth(one) for one in booths), tuple(_place(one) for one in places)
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadPlan(label="…") from error
    _check_once(one.label for one in drawing.booths)
    _check_ids(drawing)
    return drawing


def _booth(data: dict[str, Any]) -> DrawnBooth:
    label = clean(str(data["label"])).upper()
    if not LABEL.fullmatch(label) or not _is_number(data["category"]):
        raise BadPlan(label=label[:20])
    return DrawnBooth(_id(data, label), label, data["category"], _spot(data, label))


def _place(data: dict[str, Any]) -> DrawnPlace:
    label = clean(str(data["label"]))
    if len(label) > PLACE_LABEL or data["kind"] not in set(PlaceKind):
        raise BadPlan(label=label[:20])
    return DrawnPlace(_id(data, label), PlaceKind(data["kind"]), label, _spot(data, label))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _id(data: dict[str, Any], label: str) -> int | None:
    number: int | None = data["id"]
    if number is not None and not _is_number(number):
        raise BadPlan(label=label[:20])
    return number


def _spot(data: dict[str, Any], label: str) -> Spot:
    numbers = [data[name] for name in ("x", "y", "w", "h")]
    if not all(_is_number(number) and 0 <= number <= FARTHEST for number in numbers):
        raise BadPlan(label=label[:20])
    if numbers[2] < 1 or numbers[3] < 1:
        raise BadPlan(label=label[:20])
    return Spot(*numbers)


def _check_once(labels: Iterable[str]) -> None:
    for label, times in Counter(labels).items():
        if times > 1:
            raise TwiceOnPlan(label=label)


def _check_ids(drawing: Drawing) -> None:
    for drawn in (drawing.booths, drawing.places):
        known = [one.id for one in drawn if one.id is not None]
        if len(known) != len(set(known)):
            raise BadPlan(label="…")
