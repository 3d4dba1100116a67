"""What is known of applicants: the facts behind their points, and the groups they count for."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.provinces import current_province
from core.db import db
from events.catalogue.models import Certificate, OcopRecord, Product
from events.catalogue.ocop import stars_on
from events.exhibitors.models import (
    Allotment,
    Application,
    ApplicationGroup,
    Criterion,
    Exhibitor,
    Paper,
    PaperKind,
)
from events.exhibitors.scoring import CriterionKind, Facts
from events.exhibitors.states import PaperState, QuotaGroup
from events.programme.models import Event

LEAST_STARS = 3  # "recognised" begins here


def criteria_of(event_id: int) -> list[tuple[CriterionKind, int]]:
    """The published criteria with their weights, the heaviest first."""
    rows = db.session.execute(
        sa.select(Criterion.kind, Criterion.weight)
        .where(Criterion.event_id == event_id)
        .order_by(Criterion.weight.desc(), Criterion.kind)
    )
    return [(kind, weight) for kind, weight in rows]


def paper_kinds_of(event_id: int, category_id: int | None = None) -> list[PaperKind]:
    """The papers asked for, by name; with a category those that its applicants need."""
    asked = sa.select(PaperKind).where(PaperKind.event_id == event_id)
    if category_id is not None:
        mine = sa.or_(PaperKind.category_id.is_(None), PaperKind.category_id == category_id)
        asked = asked.where(mine)
    return list(db.session.scalars(asked.order_by(PaperKind.name_vi)))


def facts_of(event: Event, applications: Collection[Application]) -> dict[int, Facts]:
    """The facts of each application on the event's first day, in as many queries for all."""
    ids = [one.id for one in applications]
    companies = {one.company_id for one in applications}
    day = event.starts_at.date()
    stars = _stars(companies, day)
    certificates = _certificates(companies, day)
    products = _products(companies)
    shown = _shown_before(event, companies)
    groups = _declared(ids)
    home = current_province(event.province_key)
    local = _within(companies, home.key if home else None)
    kinds = [kind for kind in paper_kinds_of(event.id) if kind.is_required]
    accepted = _accepted(ids)
    return {
        one.id: Facts(
            stars=stars.get(one.company_id, 0),
            certificates=certificates.get(one.company_id, 0),
            products=products.get(one.company_id, 0),
            papers_wanted=sum(kind.category_id in (None, one.category_id) for kind in kinds),
            papers_accepted=sum(
                kind.category_id in (None, one.category_id)
                and kind.id in accepted.get(one.id, set())
                for kind in kinds
            ),
            is_first_timer=one.company_id not in shown,
            is_priority=QuotaGroup.PRIORITY in groups.get(one.id, set()),
            is_commune=QuotaGroup.COMMUNE in groups.get(one.id, set()),
            is_local=one.company_id in local,
        )
        for one in applications
    }


def groups_for(facts: Facts) -> tuple[QuotaGroup, ...]:
    """The groups that an applicant counts for."""
    counts = {
        QuotaGroup.PRIORITY: facts.is_priority,
        QuotaGroup.COMMUNE: facts.is_commune,
        QuotaGroup.FIRST_TIMER: facts.is_first_timer,
        QuotaGroup.OCOP: facts.stars >= LEAST_STARS,
    }
    return tuple(group for group, is_so in counts.items() if is_so)


def _stars(companies: Iterable[int], day: date) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Product.company_id, OcopRecord)
        .join(OcopRecord, OcopRecord.product_id == Product.id)
        .where(Product.company_id.in_(companies), Product.is_published)
    )
    best: dict[int, int] = {}
    for company_id, record in rows:
        best[company_id] = max(best.get(company_id, 0), stars_on(record, day))
    return best


def _certificates(companies: Iterable[int], day: date) -> dict[int, int]:
    valid = sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day)
    return _counted(Certificate.company_id, Certificate.company_id.in_(companies), valid)


def _products(companies: Iterable[int]) -> dict[int, int]:
    return _counted(Product.company_id, Product.company_id.in_(companies), Product.is_published)


def _counted(column: Any, *where: Any) -> dict[int, int]:
    rows = db.session.execute(sa.select(column, sa.func.count()).where(*where).group_by(column))
    return {row[0]: row[1] for row in rows}


def _shown_before(event: Event, companies: Iterable[int]) -> set[int]:
    """Companies that had a booth at an event that began before this one."""
    rows = db.session.scalars(
        sa.select(Exhibitor.company_id)
        .join(Allotment, Allotment.exhibitor_id == Exhibitor.id)
        .join(Event, Event.id == Exhibitor.event_id)
        .where(
            Exhibitor.company_id.in_(companies),
            Event.id != event.id,
            Event.starts_at < event.starts_at,
        )
    )
    return set(rows)


def _declared(ids: Iterable[int]) -> dict[int, set[QuotaGroup]]:
    rows = db.session.execute(
        sa.select(ApplicationGroup.application_id, ApplicationGroup.group).where(
            ApplicationGroup.application_id.in_(ids)
        )
    )
    found: dict[int, set[QuotaGroup]] = {}
    for application_id, group in rows:
        found.setdefault(application_id, set()).add(group)
    return found


def _within(companies: Iterable[int], home: str | None) -> set[int]:
    rows = db.session.execute(
        sa.select(Company.id, Company.province_key).where(Company.id.in_(companies))
    )
    return {
        company_id
        for company_id, key in rows
        if home and (here := current_province(key)) is not None and here.key == home
    }


def _accepted(ids: Iterable[int]) -> dict[int, set[int]]:
    rows = db.session.execute(
        sa.select(Paper.application_id, Paper.kind_id).where(
            Paper.application_id.in_(ids), Paper.state == PaperState.ACCEPTED
        )
    )
    found: dict[int, set[int]] = {}
    for application_id, kind_id in rows:
        found.setdefault(application_id, set()).add(kind_id)
    return found
