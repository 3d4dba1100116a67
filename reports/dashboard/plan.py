"""The halls of an event with who has which booth, as the drawing macro takes them."""

from typing import Any

from flask import url_for

from events.catalogue.pages import company_name, sector_name
from events.exhibitors.models import Exhibitor
from events.exhibitors.plan import plan_of
from events.exhibitors.queries import halls_of, sectors_at
from events.exhibitors.words import place_name
from events.programme.models import Event


def plans_of(event: Event) -> list[tuple[str, dict[str, Any]]]:
    """The name and plan of each hall that has booths."""
    sectors = sectors_at(event.id)
    return [
        (
            hall.name,
            plan_of(
                hall,
                sectors,
                name=lambda exhibitor: company_name(exhibitor.company),
                address=_address,
                label=sector_name,
                place=place_name,
            ),
        )
        for hall in halls_of(event.id)
        if hall.booths
    ]


def _address(exhibitor: Exhibitor) -> str:
    return url_for("exhibitors.company", company_id=exhibitor.company_id)
