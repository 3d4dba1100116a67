"""A lottery is announced, its list is closed, and it is held: each step binds the next."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import constraints, db, lock
from events.exhibitors import lottery
from events.exhibitors.errors import (
    DrawLive,
    DrawMoved,
    NothingToDraw,
    OfferTooLong,
    OtherEvent,
    TooLateToDraw,
    TooManyReserved,
)
from events.exhibitors.models import Application, BoothCategory, Criterion, Draw
from events.exhibitors.queries import (
    by_numbers,
    criteria_of,
    entrants,
    facts_of,
    groups_for,
    open_booths,
)
from events.exhibitors.scoring import CriterionKind, score
from events.exhibitors.services.offers import HOLDER, QUEUE, offer_free_booths, offers_end
from events.exhibitors.states import ApplicationState, DrawState, QuotaGroup
from events.exhibitors.wishes import entry_number, wish_text, zones_of
from events.programme.models import Event
from events.waiting import services as line

CLASHES = {"uq_draws_live": DrawLive, "uq_draws_event_id_number": DrawLive}


def set_criteria(
    event: Event, weights: Mapping[CriterionKind, int], *, actor: Any, at: datetime
) -> None:
    """Say what counts and how much; a weight of 0 does not count."""
    rows = db.session.scalars(sa.select(Criterion).where(Criterion.event_id == event.id))
    known = {row.kind: row for row in rows}
    for kind, weight in weights.items():
        row = known.get(kind)
        if weight == 0 and row is not None:
            db.session.delete(row)
        elif row is not None:
            row.weight = weight
        elif weight:
            db.session.add(Criterion(event_id=event.id, kind=kind, weight=weight))
    kept = {kind.value: weight for kind, weight in weights.items() if weight}
    record("event:criteria_set", event, actor=actor, at=at, **kept)


def announce_draw(
    event: Event,
    category: BoothCategory,
    *,
    method: str,
    quotas: Sequence[tuple[QuotaGroup, int]],
    offer_hours: int,
    actor: Any,
    at: datetime,
) -> Draw:
    """Publish the rules of a draw and the hash of its secret seed, before the list is known.

    Flushed, not committed.

    Raises
    ------
    DrawLive, TooManyReserved, OtherEvent, OfferTooLong, TooLateToDraw
    """
    if category.event_id != event.id:
        raise OtherEvent
    if sum(booths for _group, booths in quotas) > len(open_booths(category.id)):
        raise TooManyReserved
    _check_hours(event, offer_hours, at)
    secret = secrets.token_hex(32)
    last = sa.select(sa.func.max(Draw.number)).where(Draw.event_id == event.id)
    with constraints(CLASHES):
        draw = Draw(
            event_id=event.id,
            number=(db.session.scalar(last) or 0) + 1,
            category_id=category.id,
            method=method,
            quotas=[[group.value, booths] for group, booths in quotas if booths],
            offer_hours=offer_hours,
            secret=secret,
            seed_hash=lottery.sha256(secret),
            announced_at=at,
        )
        db.session.add(draw)
    record("draw:announced", draw, actor=actor, at=at, seed_hash=draw.seed_hash)
    return draw


def _check_hours(event: Event, hours: int, at: datetime) -> None:
    """What is promised to the winners can be kept if the draw were held now."""
    most = (offers_end(event, at) - at) // timedelta(hours=1)
    if most < 1:
        raise TooLateToDraw
    if hours > most:
        raise OfferTooLong(hours=most)


def close_draw(draw: Draw, *, actor: Any, at: datetime) -> None:
    """Close the list: who is in, with which points, groups and wishes, for which booths.

    Raises
    ------
    DrawMoved, NothingToDraw, TooManyReserved
    """
    _lock_at(draw, DrawState.ANNOUNCED)
    event = db.session.get_one(Event, draw.event_id)
    applications, booths = entrants(draw.category_id), open_booths(draw.category_id)
    if not applications or not booths:
        raise NothingToDraw
    if sum(number for _group, number in draw.quotas) > len(booths):
        raise TooManyReserved
    _number(event, applications)
    facts, criteria = facts_of(event, applications), criteria_of(event.id)
    drawn = lottery.DrawList(
        event=event.slug,
        draw=draw.number,
        method=draw.method,
        stalls=tuple(lottery.Stall(booth.label, zones_of(booth)) for booth in booths),
        quotas=tuple(lottery.Quota(group, number) for group, number in draw.quotas),
        entries=tuple(
            lottery.Entry(
                entry_number(one.number),
                score(facts[one.id], criteria).points,
                tuple(group.value for group in groups_for(facts[one.id])),
                tuple(wish_text(wish) for wish in one.wishes),
            )
            for one in applications
        ),
    )
    draw.list_text = drawn.text()
    draw.list_hash = lottery.sha256(draw.list_text)
    draw.state, draw.closed_at = DrawState.CLOSED, at
    record("draw:closed", draw, actor=actor, at=at, list_hash=draw.list_hash)


def hold_draw(draw: Draw, *, witness: str = "", actor: Any, at: datetime) -> lottery.Result:
    """Draw, publish the seed, offer the winners their booths, and put the others in line.

    ``witness`` is what somebody who does not know the seed said aloud; it is mixed in. Who
    withdrew after the list was closed is passed over, and their booth goes to the next.

    Raises
    ------
    DrawMoved
    """
    _lock_at(draw, DrawState.CLOSED)
    result = lottery.allot(lottery.read_list(draw.list_text), lottery.seed_of(draw.secret, witness))
    draw.witness, draw.result = witness, lottery.result_data(result)
    draw.state, draw.drawn_at = DrawState.DRAWN, at
    record("draw:held", draw, actor=actor, at=at)
    in_line = [*(win.number for win in result.wins), *result.waiting]
    known = by_numbers(draw.event_id, [int(number) for number in in_line])
    for rank, number in enumerate(in_line, 1):
        application = known.get(int(number))
        if application is not None and application.state is ApplicationState.SUBMITTED:
            _line_up(draw, application, rank, actor=actor, at=at)
    offer_free_booths(draw.category_id, at=at)
    return result


def cancel_draw(draw: Draw, *, reason: str, actor: Any, at: datetime) -> None:
    """Call a draw off before it is held; the reason is published. Raises DrawMoved."""
    lock(draw)
    if draw.state not in {DrawState.ANNOUNCED, DrawState.CLOSED}:
        raise DrawMoved
    draw.state, draw.reason = DrawState.CANCELLED, reason[:500]
    record("draw:cancelled", draw, actor=actor, at=at)


def _lock_at(draw: Draw, state: DrawState) -> None:
    lock(draw)
    if draw.state is not state:
        raise DrawMoved


def _number(event: Event, applications: Sequence[Application]) -> None:
    """Applications from before there were public numbers get theirs."""
    last = sa.select(sa.func.max(Application.number)).where(Application.event_id == event.id)
    number = db.session.scalar(last) or 0
    for one in applications:
        if one.number is None:
            number += 1
            one.number = number
    db.session.flush()


def _line_up(draw: Draw, application: Application, rank: int, *, actor: Any, at: datetime) -> None:
    line.withdraw_all(HOLDER, application.id, at=at, by=actor)
    line.join(
        QUEUE,
        draw.category_id,
        HOLDER,
        application.id,
        event_id=draw.event_id,
        at=at,
        by=actor,
        rank=rank,
        offer=False,
    )
