"""Papers that end soon: their companies are told 90 and 30 days before, once each."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from accounts.companies.queries import people_of
from core import outbox
from core.db import db
from events.catalogue.certificates import kind_names
from events.catalogue.models import Certificate, ExpiryReminder, OcopRecord, Product
from events.catalogue.ocop import today_of

RUNGS = (30, 90)  # days before the end; the nearer one alone when both are due
AT_ONCE = 200


class Ending(NamedTuple):
    """A paper that ends, and how far its end is."""

    kind: str
    subject_id: int
    company_id: int
    expires_on: date
    name_vi: str
    name_en: str
    days: int


def _reminded(kind: str, subject: Any, expires_on: Any, days: int) -> sa.ColumnElement[bool]:
    rows = sa.select(ExpiryReminder.id).where(
        ExpiryReminder.kind == kind,
        ExpiryReminder.subject_id == subject,
        ExpiryReminder.expires_on == expires_on,
        ExpiryReminder.days == days,
    )
    return rows.exists()


def _span(column: Any, day: date, days: int) -> sa.ColumnElement[bool]:
    """Ends within ``days``, but not so soon that the next rung speaks of it."""
    nearer = max((rung for rung in RUNGS if rung < days), default=-1)
    first, last = day + timedelta(days=nearer + 1), day + timedelta(days=days)
    return sa.and_(column >= first, column <= last)


def ending(day: date, *, limit: int = AT_ONCE) -> list[Ending]:
    """Papers whose company is to be told today; each in the nearest rung it is in."""
    found: list[Ending] = []
    for days in RUNGS:
        found += _ocop(day, days, limit)
        found += _certificates(day, days, limit)
    return found[:limit]


def _ocop(day: date, days: int, limit: int) -> list[Ending]:
    rows = (
        sa.select(OcopRecord, Product)
        .join(Product)
        .where(
            _span(OcopRecord.expires_on, day, days),
            ~_reminded("ocop", OcopRecord.id, OcopRecord.expires_on, days),
        )
        .order_by(OcopRecord.expires_on, OcopRecord.id)
        .limit(limit)
    )
    return [
        Ending(
            "ocop",
            record.id,
            product.company_id,
            record.expires_on,
            f"OCOP {record.stars} sao: {product.name_vi or product.name_en}",
            f"OCOP {record.stars} stars: {product.name_en or product.name_vi}",
            days,
        )
        for record, product in db.session.execute(rows)
        if record.expires_on is not None
    ]


def _certificates(day: date, days: int, limit: int) -> list[Ending]:
    rows = (
        sa.select(Certificate)
        .where(
            _span(Certificate.expires_on, day, days),
            ~_reminded("certificate", Certificate.id, Certificate.expires_on, days),
        )
        .order_by(Certificate.expires_on, Certificate.id)
        .limit(limit)
    )
    found = []
    for row in db.session.scalars(rows):
        names = (
            (row.title, row.title) if row.kind == "other" and row.title else kind_names(row.kind)
        )
        if row.expires_on is not None:
            found.append(
                Ending("certificate", row.id, row.company_id, row.expires_on, *names, days)
            )
    return found


def remind(*, at: datetime) -> int:
    """Tell each company of its ending papers in one mail; how many papers. Flushed only."""
    by_company: dict[int, list[Ending]] = defaultdict(list)
    for paper in ending(today_of(at)):
        by_company[paper.company_id].append(paper)
        db.session.add(
            ExpiryReminder(
                kind=paper.kind,
                subject_id=paper.subject_id,
                expires_on=paper.expires_on,
                days=paper.days,
                reminded_at=at,
            )
        )
    for company_id, papers in by_company.items():
        _tell(company_id, papers, at=at)
    db.session.flush()
    return sum(len(papers) for papers in by_company.values())


def _tell(company_id: int, papers: list[Ending], *, at: datetime) -> None:
    told = [
        {"vi": one.name_vi, "en": one.name_en, "on": one.expires_on.isoformat()} for one in papers
    ]
    for user in people_of(company_id):
        if user.email:
            outbox.put(
                user.email,
                "papers_ending",
                language=user.language,
                at=at,
                papers=told,
                company_id=company_id,
            )
