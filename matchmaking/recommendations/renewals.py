"""What the last renewal of an event's suggestions changed, for its organisers."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from accounts.companies.models import Company
from core.db import db
from core.jobs import Job, JobState
from events.catalogue.models import Product
from matchmaking.needs.models import Need

RENEWAL = "suggestions.renewal"
MOST = 5  # needs, and exhibitors, that are named


@dataclass(frozen=True)
class Moved:
    """Whose suggestions changed: how many came and went; an exhibitor by its company."""

    of: Any
    entered: int
    left: int


@dataclass(frozen=True)
class Renewal:
    """When the suggestions were renewed last and what that changed; ``lists`` is None at first.

    ``kept`` is the share of suggestions that stayed. ``entered`` and ``left``, and who changed
    most, are of the first lists that became others, see `jobs.MOST_CHANGES`.
    """

    at: datetime
    products: int
    lists: int | None
    needs: int
    kept: float
    entered: int
    left: int
    most_needs: list[Moved]
    most_companies: list[Moved]


def last_renewal(event_id: int) -> Renewal | None:
    """The last renewal of an event that ended well, with three queries; None before the first."""
    done = sa.select(Job).where(
        Job.kind == RENEWAL, Job.event_id == event_id, Job.state == JobState.DONE
    )
    job = db.session.scalar(done.order_by(Job.id.desc()).limit(1))
    if job is None:
        return None
    told, changes = job.result, job.result.get("changes", [])
    entered, left = _numbers(changes, "entered"), _numbers(changes, "left")
    needs = {
        int(one["need_id"]): (len(one["entered"]), len(one["left"]))
        for one in changes
        if one["entered"] or one["left"]
    }
    return Renewal(
        at=job.finished_at or job.heartbeat_at,
        products=told.get("products", 0),
        lists=told.get("lists_changed"),
        needs=told.get("needs", 0),
        kept=told.get("kept", 1.0),
        entered=entered.total(),
        left=left.total(),
        most_needs=_most_needs(needs),
        most_companies=_most_companies(entered, left),
    )


def _numbers(changes: Iterable[dict[str, Any]], side: str) -> Counter[int]:
    """How often each product came into a list, or left one."""
    return Counter(int(number) for one in changes for number in one[side])


def _most_needs(counts: dict[int, tuple[int, int]]) -> list[Moved]:
    first = sorted(counts, key=lambda number: (-sum(counts[number]), number))[:MOST]
    found = sa.select(Need).where(Need.id.in_(first)).options(selectinload(Need.tags))
    there = {need.id: need for need in db.session.scalars(found)}
    return [Moved(there[number], *counts[number]) for number in first if number in there]


def _most_companies(entered: Counter[int], left: Counter[int]) -> list[Moved]:
    came: Counter[int] = Counter()
    went: Counter[int] = Counter()
    names: dict[int, str] = {}
    for product_id, company_id, name in _makers({*entered, *left}):
        names[company_id] = name
        came[company_id] += entered[product_id]
        went[company_id] += left[product_id]
    most = sorted(names, key=lambda number: (-came[number] - went[number], names[number]))[:MOST]
    return [Moved({"id": one, "name": names[one]}, came[one], went[one]) for one in most]


def _makers(product_ids: Collection[int]) -> Iterable[tuple[int, int, str]]:
    found = (
        sa.select(Product.id, Company.id, Company.name)
        .join(Company, Company.id == Product.company_id)
        .where(Product.id.in_(product_ids))
    )
    return db.session.execute(found).tuples().all()
