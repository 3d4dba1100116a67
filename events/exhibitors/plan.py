"""The plan of a hall as the drawing macro takes it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from events.catalogue.sectors import SECTORS, Sector
from events.exhibitors.models import Booth, Exhibitor, Hall, Place

EDGE = 20


def _box(one: Booth | Place) -> dict[str, int]:
    return {"x": one.x, "y": one.y, "w": one.width, "h": one.depth}


def editable(hall: Hall, name: Callable[[Exhibitor], str]) -> dict[str, Any]:
    """A hall as its editor takes it and sends it back (see ``drawing.read_drawing``)."""
    return {
        "version": hall.version,
        "booths": [
            {
                "id": booth.id,
                "label": booth.label,
                "category": booth.category_id,
                "taken": name(booth.allotment.exhibitor) if booth.allotment else "",
                **_box(booth),
            }
            for booth in hall.booths
        ],
        "places": [
            {"id": one.id, "kind": one.kind, "label": one.label, **_box(one)} for one in hall.places
        ],
    }


def _booth(
    booth: Booth,
    sectors: Mapping[int, Sector],
    here: Collection[int],
    name: Callable[[Exhibitor], str],
    address: Callable[[Exhibitor], str],
) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "label": booth.label,
        "status": "free",
        **_box(booth),
    }
    if booth.allotment is None:
        return drawn | ({"status": "held"} if booth.held_for_id is not None else {})
    exhibitor = booth.allotment.exhibitor
    everybody = [exhibitor, *(share.exhibitor for share in booth.allotment.shares)]
    sector = sectors.get(exhibitor.company_id)
    return drawn | {
        "status": "taken",
        "sector": sector.number if sector else None,
        "title": ", ".join(name(one) for one in everybody),
        "href": address(exhibitor),
        "here": bool(booth.allotment.exhibitor_ids & set(here)),
    }


def plan_of(
    hall: Hall,
    sectors: Mapping[int, Sector],
    *,
    here: Collection[int] = (),
    name: Callable[[Exhibitor], str],
    address: Callable[[Exhibitor], str],
    label: Callable[[Sector], str],
    place: Callable[[Place], str] = lambda place: place.label,
) -> dict[str, Any]:
    """A hall with its booths coloured by sector; ``here`` are the exhibitors to point out."""
    booths = [_booth(booth, sectors, here, name, address) for booth in hall.booths]
    used = {drawn["sector"] for drawn in booths if "sector" in drawn}
    drawn: list[Booth | Place] = [*hall.booths, *hall.places]
    return {
        "width": max((one.x + one.width for one in drawn), default=0) + EDGE,
        "height": max((one.y + one.depth for one in drawn), default=0) + EDGE,
        "booths": booths,
        "places": [{"kind": one.kind, "label": place(one), **_box(one)} for one in hall.places],
        "legend": [
            {"sector": sector.number, "label": label(sector)}
            for sector in SECTORS
            if sector.number in used
        ],
        "marks": [],
    }
