"""Learning anew in the background, with a report of what it changes in the suggestions."""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db, transaction
from core.jobs import Job, JobState, beat, each_tick, handler, put
from events.programme.models import Event
from matchmaking.evaluation.difference import difference
from matchmaking.needs.queries import open_needs_at
from matchmaking.recommendations import fitted, market
from matchmaking.recommendations.facts import facts_at
from matchmaking.recommendations.index import need_record
from matchmaking.recommendations.market_work import keep, work_out
from matchmaking.recommendations.renewals import RENEWAL
from matchmaking.recommendations.taxonomy import current_taxonomy

log = logging.getLogger(__name__)
ORDERING = "suggestions.order"
TOLD_EVERY = 25  # buyers
MOST_NEEDS = 300  # compared; more would say no more
MOST_CHANGES = 50  # kept of the lists that became others
KEPT_AFTER = timedelta(days=30)  # an event's end
LOOKED_AT = 20  # places of a list that people look at
_tidied: list[datetime] = []


@each_tick
def renew_wanted(*, at: datetime) -> int:
    """Queue the renewals that pages asked for, each event once; and tidy up every hour."""
    if not _tidied or at - _tidied[-1] > timedelta(hours=1):
        _tidied[:] = [at]
        tidy(at=at)
    wanted = fitted.wanted()
    if not wanted:
        return 0
    with transaction():
        running = _under_way(RENEWAL)
        for event_id in wanted:
            if event_id not in running:
                put(RENEWAL, at=at, event_id=event_id)
    for event_id in wanted:
        fitted.forget_wish(event_id)
    return len(wanted)


def _under_way(kind: str) -> set[int | None]:
    """The events that have such a job waiting or running."""
    found = sa.select(Job.event_id).where(
        Job.kind == kind, Job.state.in_((JobState.WAITING, JobState.RUNNING))
    )
    return set(db.session.scalars(found))


@handler(RENEWAL)
def renew(job: Job) -> None:
    """Weigh an event's products anew, write the state, and keep what that changes."""
    event_id = job.event_id or 0
    needs = [need_record(need) for need in open_needs_at(event_id)[:MOST_NEEDS]]
    facts, taxonomy = facts_at(event_id), current_taxonomy()
    db.session.rollback()  # what follows takes a while and asks nothing more of the tables
    with fitted.held(event_id):
        before = fitted.caught_up(event_id, facts, taxonomy)
        after = fitted.caught_up(event_id, facts, taxonomy)
        after = after.reweigh() if after else fitted.fit(facts, taxonomy)
        told = asdict(difference(before, after, needs, top_n=LOOKED_AT)) if before else {}
        fitted.keep(event_id, after, facts)
    if told:
        told["lists_changed"] = len(told["changes"])
        told["changes"] = told["changes"][:MOST_CHANGES]
        log.info(
            "suggestions of event %d weighed anew: %d of %d lists change, %.1f %% stay",
            event_id, told["lists_changed"], told["needs"], 100 * told["kept"],
        )  # fmt: skip
    beat(job, done=1, total=1, at=clock.now())
    with transaction():
        job.result = _plain(told) | {"products": len(facts)}


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in told.items()
    }


def tidy(*, at: datetime) -> int:
    """Remove the states of events that are gone or long over; how many."""
    there = fitted.events_kept()
    if not there:
        return 0
    needed = sa.select(Event.id).where(Event.id.in_(there), Event.ends_at > at - KEPT_AFTER)
    gone = there - set(db.session.scalars(needed))
    for event_id in gone:
        fitted.remove(event_id)
    return len(gone)


@each_tick
def order_wanted(*, at: datetime) -> int:
    """Queue the ordering of lists that pages asked for, each event once."""
    wanted = market.wanted()
    if wanted:
        with transaction():
            for event_id in set(wanted) - _under_way(ORDERING):
                put(ORDERING, at=at, event_id=event_id)
    for event_id in wanted:
        market.forget_wish(event_id)
    return len(wanted)


@handler(ORDERING)
def order(job: Job) -> None:
    """Order the lists of an event's buyers, and keep what each exhibitor got."""
    event = db.session.get(Event, job.event_id or 0)
    if event is None:
        return

    def tell(done: int, total: int) -> None:
        if done % TOLD_EVERY == 0:
            beat(job, done=done, total=total, at=clock.now())

    work = work_out(event, at=clock.now(), tell=tell)
    with transaction():
        keep(work)
        job.result = {
            "exhibitors": len(work.standings),
            "short": sum(one.why_not is not None for one in work.standings),
        }
