"""Two entries of one firm become one. Flushes, never commits.

What hangs on the entry that goes moves to the one that stays, whatever slice it belongs to:
:func:`core.references.hand_on` finds it in the schema. A slice whose rows exist only once for a
company settles that before, in a function that it appends to ``folding``:
``fold(kept, gone, log)``. What speaks against a merge is named by the
functions in ``objections``: ``object_(kept, gone, at=…)`` returns errors. ``after_merge`` is
called with the company as it is then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.companies.errors import (
    CannotFold,
    DifferentCountries,
    MergedAlready,
    SaidToBeTwo,
    SameCompany,
)
from accounts.companies.models import (
    CHOICES,
    Company,
    CompanyMerge,
    DistinctCompanies,
    Member,
    MemberRole,
)
from accounts.companies.queries import people_of
from accounts.companies.services import index
from core import activity, outbox
from core.db import Base, constraints, db, lock
from core.errors import DomainError
from core.references import hand_on

Callback = Callable[..., Any]
folding: list[Callback] = []
objections: list[Callable[..., list[DomainError]]] = []
after_merge: list[Callback] = []
STAY = ("companies.merged_into_id", "company_merges.gone_id", "company_merges.kept_id")
TWO = ("distinct_companies.first_id", "distinct_companies.second_id")
LATE = timedelta(minutes=2)  # longer than a request lives


@dataclass
class MergeLog:
    """What a merge did, who did it and when, so that it can be told apart again."""

    actor: Any
    at: datetime
    moved: dict[str, list[Any]] = field(default_factory=dict)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def details(self) -> dict[str, Any]:
        """The parts that are kept with the merge."""
        return {"moved": self.moved, "dropped": self.dropped, "changed": self.changed}

    def drop(self, row: Base) -> None:
        """A row goes, for its twin stays; remembered with all it said."""
        self.dropped.append({"table": row.__tablename__, "row": _plain(row)})
        db.session.delete(row)
        db.session.flush()

    def change(self, row: Base, **values: Any) -> None:
        """A row takes other values; those it had are remembered."""
        was = _plain(row)
        key = {column.name: was[column.name] for column in sa.inspect(type(row)).primary_key}
        before = {name: was[name] for name in values}
        self.changed.append({"table": row.__tablename__, "key": key, "was": before})
        for name, value in values.items():
            setattr(row, name, value)
        db.session.flush()

    def hand_on(self, old: Base, new: Base, *, but: tuple[str, ...] = ()) -> None:
        """Everything that points at the old row points at the new one.

        Raises CannotFold where both have what only one may have.
        """
        try:
            with db.session.begin_nested():
                moved = hand_on(old, new, but=but)
        except IntegrityError as error:
            raise CannotFold(what=str(error.orig).splitlines()[0][:200]) from error
        for name, keys in moved.items():
            self.moved.setdefault(name, []).extend(keys)


def _plain(row: Base) -> dict[str, Any]:
    """A row's columns as JSON holds them."""
    return {column.key: _json(getattr(row, column.key)) for column in sa.inspect(type(row)).columns}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def merge_objections(kept: Company, gone: Company, *, at: datetime) -> list[DomainError]:
    """What speaks against a merge; nothing when it can be done."""
    if kept.id == gone.id:
        return [SameCompany()]
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        return [MergedAlready()]
    if kept.country != gone.country:
        return [DifferentCountries()]
    return [error for ask in objections for error in ask(kept, gone, at=at)]


def merge_companies(
    kept: Company,
    gone: Company,
    *,
    at: datetime,
    actor: Any,
    take: Mapping[str, Any] | None = None,
    as_staff: bool = True,
) -> CompanyMerge:
    """Make one company of two entries; the number of the one that goes leads to the other.

    What the kept one does not say is filled from the other; ``take`` gives columns of ``CHOICES``
    other values. The people of the one that goes come as staff, unless nobody is admin of the
    kept one or ``as_staff`` is false. Flushed, not committed.

    Raises
    ------
    SameCompany, MergedAlready, DifferentCountries, CannotFold, and what ``objections`` name
    """
    for company in sorted({kept, gone}, key=lambda one: one.id):
        lock(company)  # in one order, so that two merges of the same pair queue
    against = merge_objections(kept, gone, at=at)
    if against:
        raise against[0]
    log, merge = MergeLog(actor, at), _remembered(kept, gone, actor=actor, at=at)
    _fold_members(kept, gone, log, as_staff=as_staff)
    _take_words(kept, gone, take or {})
    _fold(kept, gone, log)
    gone.merged_into_id, gone.search_text = kept.id, ""
    earlier = sa.update(Company).where(Company.merged_into_id == gone.id)
    db.session.execute(earlier.values(merged_into_id=kept.id))
    index(kept)
    merge.details = {**merge.details, **log.details}
    for callback in after_merge:
        callback(kept, at=at)
    activity.record(
        "company:merged", kept, actor=actor, at=at, for_company_id=kept.id, gone_id=gone.id
    )
    activity.record(
        "company:merged_into", gone, actor=actor, at=at, for_company_id=kept.id, kept_id=kept.id
    )
    _tell(kept, merge, at=at)
    return merge


def _remembered(kept: Company, gone: Company, *, actor: Any, at: datetime) -> CompanyMerge:
    merge = CompanyMerge(
        gone_id=gone.id,
        kept_id=kept.id,
        tax_code=gone.tax_code,
        merged_at=at,
        merged_by_id=getattr(actor, "id", None),
        details={"kept": _plain(kept), "gone": _plain(gone)},
    )
    with constraints({"uq_company_merges_gone_id": MergedAlready}):
        db.session.add(merge)
    return merge


def _fold_members(kept: Company, gone: Company, log: MergeLog, *, as_staff: bool) -> None:
    """Who acts for both keeps the stronger role; the others come as staff, or as they were."""
    there = {
        row.user_id: row
        for row in db.session.scalars(sa.select(Member).where(Member.company_id == kept.id))
    }
    has_admin = any(row.role is MemberRole.ADMIN for row in there.values())
    coming = sa.select(Member).where(Member.company_id == gone.id).order_by(Member.id)
    for row in db.session.scalars(coming).all():
        keeps_role = not as_staff or not has_admin
        twin = there.get(row.user_id)
        if twin is not None:
            if row.role is MemberRole.ADMIN and keeps_role:
                log.change(twin, role=MemberRole.ADMIN)
            log.drop(row)
        elif row.role is MemberRole.ADMIN and not keeps_role:
            log.change(row, role=MemberRole.STAFF)


def _take_words(kept: Company, gone: Company, take: Mapping[str, Any]) -> None:
    """Chosen values, then those of the one that goes where the kept one says nothing."""
    if strange := set(take) - set(CHOICES):
        message = f"not a column to choose: {sorted(strange)}"
        raise TypeError(message)
    values = {name: getattr(kept, name) or getattr(gone, name) for name in CHOICES} | dict(take)
    gone.tax_code = None  # one code, one company: it is free before the kept one takes it
    db.session.flush()
    for name, value in values.items():
        setattr(kept, name, value)
    db.session.flush()


def _fold(kept: Company, gone: Company, log: MergeLog) -> None:
    for callback in folding:
        callback(kept, gone, log)
    db.session.execute(_two_of(gone.id))
    log.hand_on(gone, kept, but=(*STAY, *TWO))


def _two_of(company_id: int) -> sa.Delete:
    """What was said of a company that is none any more."""
    said = DistinctCompanies
    return sa.delete(said).where(sa.or_(said.first_id == company_id, said.second_id == company_id))


def _tell(kept: Company, merge: CompanyMerge, *, at: datetime) -> None:
    gone = merge.details["gone"]["name"]
    for user in people_of(kept.id):
        if user.email:
            outbox.put(
                user.email,
                "company_merged",
                language=user.language,
                at=at,
                company=kept.name,
                gone=gone,
                company_id=kept.id,
            )


def fold_latecomers(*, at: datetime) -> int:
    """What was being written for a company while it was merged follows it.

    Looks at the merges of the last minutes; returns how many of them had something late.
    """
    late = sa.select(CompanyMerge).where(CompanyMerge.merged_at > at - LATE)
    found = 0
    for merge in db.session.scalars(late.order_by(CompanyMerge.id)).all():
        gone = lock(db.session.get_one(Company, merge.gone_id))
        kept = lock(db.session.get_one(Company, gone.merged_into_id or merge.kept_id))
        log = MergeLog(None, at)
        _fold(kept, gone, log)
        if any(log.details.values()):
            merge.details = {**merge.details, "late": [*merge.details.get("late", []), log.details]}
            activity.record("company:latecomers", kept, actor=None, at=at, gone_id=gone.id)
            found += 1
    return found


def say_distinct(one: Company, other: Company, *, actor: Any, at: datetime) -> DistinctCompanies:
    """Note that two that are alike are two firms: the list asks no more. Raises SameCompany."""
    if one.id == other.id:
        raise SameCompany
    first, second = sorted((one.id, other.id))
    said = sa.select(DistinctCompanies).where(
        DistinctCompanies.first_id == first, DistinctCompanies.second_id == second
    )
    if (there := db.session.scalar(said)) is not None:
        return there
    with constraints({"uq_distinct_companies_first_id_second_id": SaidToBeTwo}):
        row = DistinctCompanies(
            first_id=first, second_id=second, decided_at=at, decided_by_id=actor.id
        )
        db.session.add(row)
    activity.record("company:distinct", one, actor=actor, at=at, other_id=other.id)
    return row


__all__ = [
    "CHOICES",
    "MergeLog",
    "after_merge",
    "fold_latecomers",
    "folding",
    "merge_companies",
    "merge_objections",
    "objections",
    "say_distinct",
]
