"""Vacancies, projects, and what investors look for: brought by those who come to the event."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from core import activity
from core.db import db
from core.text import fold
from events.programme.errors import NotBrought
from events.programme.models import Event, Opportunity, OpportunityKind
from events.programme.queries import brings

EDITABLE = (
    "title_vi",
    "title_en",
    "about_vi",
    "about_en",
    "number",
    "low_minor",
    "high_minor",
    "place",
    "stage",
)


def add_opportunity(
    event: Event,
    company: Company,
    kind: OpportunityKind,
    values: dict[str, Any],
    *,
    by: Any,
    at: datetime,
) -> Opportunity:
    """A company brings something to an event; flushed, not committed. Raises NotBrought."""
    if kind not in brings(event, [company.id]).get(company.id, set()):
        raise NotBrought
    opportunity = Opportunity(event_id=event.id, company_id=company.id, kind=kind, made_at=at)
    return _fill(opportunity, company, values, "opportunity:added", by=by, at=at)


def edit_opportunity(
    opportunity: Opportunity, values: dict[str, Any], *, by: Any, at: datetime
) -> Opportunity:
    """Change it; flushed, not committed."""
    return _fill(opportunity, opportunity.company, values, "opportunity:edited", by=by, at=at)


def delete_opportunity(opportunity: Opportunity, *, by: Any, at: datetime) -> None:
    """Take it back; flushed, not committed."""
    activity.record("opportunity:deleted", opportunity, actor=by, at=at)
    db.session.delete(opportunity)
    db.session.flush()


def _fill(
    opportunity: Opportunity,
    company: Company,
    values: dict[str, Any],
    verb: str,
    *,
    by: Any,
    at: datetime,
) -> Opportunity:
    for name in EDITABLE:
        if name in values:
            setattr(opportunity, name, values[name])
    words = (
        opportunity.title_vi,
        opportunity.title_en,
        opportunity.place,
        company.name,
        company.name_en,
    )
    opportunity.search_text = fold(" ".join(filter(None, words)))[:600]
    activity.record(verb, opportunity, actor=by, at=at, kind=opportunity.kind.value)
    return opportunity


def vacancies_at(event_id: Any) -> sa.ScalarSelect[int]:
    """How many people the employers of an event look for."""
    wanted = sa.select(sa.func.coalesce(sa.func.sum(Opportunity.number), 0)).where(
        Opportunity.event_id == event_id, Opportunity.kind == OpportunityKind.VACANCY
    )
    return wanted.scalar_subquery()
