"""The halls of an event with who has which booth, as the drawing macro takes them."""

from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from core.db import db
from core.nav import link
from events.exhibitors.models import Allotment, Booth, Exhibitor, Hall
from events.programme.models import Event


def plans_of(event: Event) -> list[tuple[str, dict[str, Any]]]:
    """The name and plan of each hall: one query."""
    rows = db.session.execute(
        sa.select(Hall.name, Booth, Company.id, Company.name)
        .join(Booth, Booth.hall_id == Hall.id)
        .outerjoin(Allotment, Allotment.booth_id == Booth.id)
        .outerjoin(Exhibitor, Exhibitor.id == Allotment.exhibitor_id)
        .outerjoin(Company, Company.id == Exhibitor.company_id)
        .where(Hall.event_id == event.id)
        .order_by(Hall.name, Booth.id)
    )
    halls: dict[str, list[dict[str, Any]]] = {}
    for hall, booth, company_id, company in rows:
        halls.setdefault(hall, []).append(_drawn(booth, company_id, company))
    return [(name, _plan(booths)) for name, booths in halls.items()]


def _drawn(booth: Booth, company_id: int | None, company: str | None) -> dict[str, Any]:
    return {
        "label": booth.label,
        "x": booth.x,
        "y": booth.y,
        "w": booth.width,
        "h": booth.depth,
        "status": "taken" if company_id else "free",
        "sector": 0,
        "title": company or "",
        "href": link("companies.show", company_id=company_id) if company_id else None,
    }


def _plan(booths: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "width": max(booth["x"] + booth["w"] for booth in booths) + 10,
        "height": max(booth["y"] + booth["h"] for booth in booths) + 10,
        "booths": booths,
        "legend": [],
        "marks": [],
    }
