"""The plan of a hall as the drawing macro takes it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from events.catalogue.sectors import SECTORS, Sector
from events.exhibitors.models import Booth, Exhibitor, Hall

EDGE = 20


def _booth(
    booth: Booth,
    sectors: Mapping[int, Sector],
    here: Collection[int],
    name: Callable[[Exhibitor], str],
    address: Callable[[Exhibitor], str],
) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "label": booth.label,
        "x": booth.x,
        "y": booth.y,
        "w": booth.width,
        "h": booth.depth,
        "status": "free",
    }
    if booth.allotment is None:
        return drawn
    exhibitor = booth.allotment.exhibitor
    sector = sectors.get(exhibitor.company_id)
    return drawn | {
        "status": "taken",
        "sector": sector.number if sector else None,
        "title": name(exhibitor),
        "href": address(exhibitor),
        "here": exhibitor.id in here,
    }


def plan_of(
    hall: Hall,
    sectors: Mapping[int, Sector],
    *,
    here: Collection[int] = (),
    name: Callable[[Exhibitor], str],
    address: Callable[[Exhibitor], str],
    label: Callable[[Sector], str],
) -> dict[str, Any]:
    """A hall with its booths coloured by sector; ``here`` are the exhibitors to point out."""
    booths = [_booth(booth, sectors, here, name, address) for booth in hall.booths]
    used = {drawn["sector"] for drawn in booths if "sector" in drawn}
    return {
        "width": max((booth.x + booth.width for booth in hall.booths), default=0) + EDGE,
        "height": max((booth.y + booth.depth for booth in hall.booths), default=0) + EDGE,
        "booths": booths,
        "legend": [
            {"sector": sector.number, "label": label(sector)}
            for sector in SECTORS
            if sector.number in used
        ],
        "marks": [],
    }
