"""What happens to applications and showings when two entries of one firm become one.

A company shows at an event once, so two exhibitors of one event are folded into one; what hangs
on them moves. Slices whose rows exist once for an exhibitor settle that before, in a function in
``folding_exhibitors``: ``fold(kept, gone, log)``.
"""

from collections.abc import Callable

import sqlalchemy as sa

from accounts.companies import merging
from accounts.companies.merging import MergeLog
from accounts.companies.models import Company
from core.activity import record
from core.db import db
from events.exhibitors.models import AllotmentShare, Application, CoExhibitor, Exhibitor
from events.exhibitors.states import ApplicationState

folding_exhibitors: list[Callable[..., None]] = []
A = ApplicationState


def fold_showing(kept: Company, gone: Company, log: MergeLog) -> None:
    """Of two live applications for one category the approved or older one stays; one exhibitor."""
    _fold_applications(kept, gone, log)
    _fold_partners(kept, gone, log)
    there = _by_event(kept.id)
    for event_id, row in _by_event(gone.id).items():
        if event_id in there:
            _fold_exhibitors(there[event_id], row, log)


def _by_event(company_id: int) -> dict[int, Exhibitor]:
    rows = sa.select(Exhibitor).where(Exhibitor.company_id == company_id)
    return {row.event_id: row for row in db.session.scalars(rows.order_by(Exhibitor.id))}


def _live(company_id: int) -> dict[tuple[int, int | None], Application]:
    live = sa.select(Application).where(
        Application.company_id == company_id, Application.state.in_((A.SUBMITTED, A.APPROVED))
    )
    rows = db.session.scalars(live.order_by(Application.id))
    return {(row.event_id, row.category_id): row for row in rows}


def _fold_applications(kept: Company, gone: Company, log: MergeLog) -> None:
    there = _live(kept.id)
    for key, coming in _live(gone.id).items():
        if key not in there:
            continue
        rows = (there[key], coming)
        first = min(rows, key=lambda row: (row.state is not A.APPROVED, row.submitted_at, row.id))
        other = rows[1] if first is rows[0] else rows[0]
        log.change(other, state=A.WITHDRAWN)
        record("application:folded", other, actor=log.actor, at=log.at, stays=first.id)


def _fold_partners(kept: Company, gone: Company, log: MergeLog) -> None:
    """A firm is named as a partner once, and never on its own application."""
    rows = db.session.scalars(
        sa.select(CoExhibitor)
        .where(CoExhibitor.company_id.in_((kept.id, gone.id)))
        .order_by(CoExhibitor.confirmed_at.is_(None), CoExhibitor.id)
    )
    named: set[int] = set()
    for row in rows.all():
        own = row.application.company_id in (kept.id, gone.id)
        if own or row.application_id in named:
            log.drop(row)
        named.add(row.application_id)


def _fold_shares(kept: Exhibitor, gone: Exhibitor, log: MergeLog) -> None:
    """One firm stands at a booth once, whether it holds it or shares it."""
    both = (kept.id, gone.id)
    rows = db.session.scalars(
        sa.select(AllotmentShare)
        .where(AllotmentShare.exhibitor_id.in_(both))
        .order_by(AllotmentShare.id)
    )
    seen: set[int] = set()
    for row in rows.all():
        if row.allotment.exhibitor_id in both or row.allotment_id in seen:
            log.drop(row)
        seen.add(row.allotment_id)


def _fold_exhibitors(kept: Exhibitor, gone: Exhibitor, log: MergeLog) -> None:
    _fold_shares(kept, gone, log)
    for callback in folding_exhibitors:
        callback(kept, gone, log)
    shows = kept if kept.cancelled_at is None else gone
    log.change(
        kept,
        cancelled_at=shows.cancelled_at,
        approved_at=min(kept.approved_at, gone.approved_at),
        application_id=shows.application_id or kept.application_id or gone.application_id,
        seeks_vi=kept.seeks_vi or gone.seeks_vi,
        seeks_en=kept.seeks_en or gone.seeks_en,
    )
    log.hand_on(gone, kept)
    record("exhibitor:folded", kept, actor=log.actor, at=log.at, gone_id=gone.id)
    log.drop(gone)


merging.folding.append(fold_showing)
