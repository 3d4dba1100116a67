"""Booths are offered to the next in line, held until the offer ends, and taken with one tap.

This slice keeps the places of ``events.waiting``: a queue is a booth category, a holder an
application. The order comes from a draw; who joins later stands behind. After a draw the booths
kept for a group go to the next of that group (``lottery.may_take``).

Whoever accepts an offer is approved by it. So a draw or the organiser puts an application in line,
and a firm comes back on its own only where they have done so before or have approved it.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.db import changed, db, lock
from events.exhibitors import lottery
from events.exhibitors.errors import NoCategory, NotAdmitted, WrongState
from events.exhibitors.models import (
    Allotment,
    Application,
    Booth,
    BoothCategory,
    Draw,
    Exhibitor,
)
from events.exhibitors.queries import holders, last_draw, open_booths
from events.exhibitors.services.applications import approve_application
from events.exhibitors.services.booths import allot_booth
from events.exhibitors.services.hooks import exhibitor_of
from events.exhibitors.services.mails import mail_people
from events.exhibitors.states import LIVE, ApplicationState
from events.exhibitors.wishes import answers, entry_number
from events.programme.models import Event
from events.waiting import services as line
from events.waiting.keepers import Keeper, after_end, after_offer, keep
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.queries import line as line_of
from events.waiting.states import WaitingState

QUEUE, HOLDER = QueueKind.BOOTH_CATEGORY, HolderKind.APPLICATION
USUAL_HOURS = 48
LEAST = timedelta(hours=1)
MISSED = frozenset({WaitingState.EXPIRED, WaitingState.DECLINED})


def queue_application(application: Application, *, actor: Any, at: datetime) -> WaitingEntry:
    """Put an application at the end of the line for its category; a free booth is offered now.

    This is the organiser's to say; a firm joins by :func:`stand_in_line`.

    Raises
    ------
    WrongState, NoCategory, AlreadyWaiting
    """
    if application.state not in LIVE:
        raise WrongState
    if application.category_id is None:
        raise NoCategory
    return line.join(
        QUEUE,
        application.category_id,
        HOLDER,
        application.id,
        event_id=application.event_id,
        at=at,
        by=actor,
    )


def stand_in_line(application: Application, *, actor: Any, at: datetime) -> WaitingEntry:
    """The firm itself joins the line, once the organiser or a draw has let it in.

    Raises
    ------
    NotAdmitted, WrongState, NoCategory, AlreadyWaiting
    """
    if application.state in LIVE and not may_stand_in_line(application):
        raise NotAdmitted
    return queue_application(application, actor=actor, at=at)


def may_stand_in_line(application: Application) -> bool:
    """Whether the firm may join the line: it is let in, and has no booth yet.

    It is let in when it is approved, or when the last offer that a draw or the organiser brought
    it was missed. An application nobody has decided about would otherwise approve itself.
    """
    if application.category_id is None or application.state not in LIVE:
        return False
    exhibitor = exhibitor_of(application.event_id, application.company_id)
    if exhibitor is not None and exhibitor.allotments:
        return False
    return application.state is ApplicationState.APPROVED or _missed_an_offer(application)


def _missed_an_offer(application: Application) -> bool:
    """Whether its last stay in the line ended with an offer it let go."""
    stays = sa.select(WaitingEntry.state).where(
        WaitingEntry.queue_kind == QUEUE,
        WaitingEntry.queue_id == application.category_id,
        WaitingEntry.holder_kind == HOLDER,
        WaitingEntry.holder_id == application.id,
    )
    return db.session.scalar(stays.order_by(WaitingEntry.id.desc()).limit(1)) in MISSED


def offer_free_booths(category_id: int, *, at: datetime) -> list[WaitingEntry]:
    """Offer every free booth of a category to the next in line."""
    return line.offer_next(QUEUE, category_id, at=at)


def _lock(category_id: int) -> BoothCategory:
    return lock(db.session.get_one(BoothCategory, category_id))


def _hold(entry: WaitingEntry, _at: datetime) -> bool:
    free = open_booths(entry.queue_id)
    application = db.session.get(Application, entry.holder_id) if free else None
    if application is None or application.state not in LIVE:
        return False
    draw = last_draw(entry.queue_id)
    if draw is not None and not _may_take(draw, application, entry.queue_id, len(free)):
        return False
    booth = _chosen(draw, application, free)
    given = sa.exists().where(Allotment.booth_id == booth.id)
    take = (
        sa.update(Booth)
        .where(Booth.id == booth.id, Booth.held_for_id.is_(None), ~given)
        .values(held_for_id=application.id)
    )
    if changed(take) == 0:
        return False
    entry.place_id = booth.id
    return True


def _may_take(draw: Draw, application: Application, category_id: int, free: int) -> bool:
    waiting = [
        entry.holder_id
        for entry in line_of(QUEUE, category_id)
        if entry.state is WaitingState.WAITING
    ]
    rows = db.session.scalars(sa.select(Application.number).where(Application.id.in_(waiting)))
    return lottery.may_take(
        lottery.read_list(draw.list_text),
        entry_number(application.number),
        holding=[entry_number(number) for number in holders(category_id)],
        waiting=[entry_number(number) for number in rows],
        free=free,
    )


def _chosen(draw: Draw | None, application: Application, free: list[Booth]) -> Booth:
    """The booth that was drawn, else the first wish that is free, else the first free one."""
    number = entry_number(application.number)
    wins = draw.result["wins"] if draw is not None and draw.result is not None else []
    drawn = {win["stall"] for win in wins if win["number"] == number}
    mine = [booth for booth in free if booth.label in drawn]
    wished = (booth for wish in application.wishes for booth in free if answers(booth, wish))
    return next(iter(mine), None) or next(wished, free[0])


def _free(entry: WaitingEntry, _at: datetime) -> None:
    let_go = (
        sa.update(Booth)
        .where(Booth.id == entry.place_id, Booth.held_for_id == entry.holder_id)
        .values(held_for_id=None)
    )
    changed(let_go)


def _accept(entry: WaitingEntry, at: datetime, by: Any) -> None:
    booth = lock(db.session.get_one(Booth, entry.place_id))
    application = db.session.get_one(Application, entry.holder_id)
    booth.held_for_id = None
    db.session.flush()
    if application.state is ApplicationState.APPROVED:
        exhibitor: Exhibitor | None = exhibitor_of(application.event_id, application.company_id)
        if exhibitor is None:
            raise WrongState
        allot_booth(booth, exhibitor, actor=by, at=at)
    else:
        approve_application(application, booth=booth, actor=by, at=at)


def _lasts(entry: WaitingEntry, at: datetime) -> timedelta:
    """As long as the draw promised, but not beyond the event's beginning, or once begun its end."""
    draw = last_draw(entry.queue_id)
    hours = timedelta(hours=draw.offer_hours if draw else USUAL_HOURS)
    application = db.session.get_one(Application, entry.holder_id)
    return max(LEAST, min(hours, offers_end(application.event, at) - at))


def offers_end(event: Event, at: datetime) -> datetime:
    """Until when booths can be offered: the event's beginning, or its end once it has begun."""
    return event.starts_at if at < event.starts_at else event.ends_at


def _tell_offer(entry: WaitingEntry, at: datetime) -> None:
    _tell(entry, "booth_offered", at, until=entry.offer_expires_at)


def _tell_end(entry: WaitingEntry, at: datetime) -> None:
    if entry.state is WaitingState.EXPIRED:
        _tell(entry, "booth_offer_over", at)


def _tell(entry: WaitingEntry, template: str, at: datetime, until: datetime | None = None) -> None:
    application = db.session.get_one(Application, entry.holder_id)
    booth = db.session.get(Booth, entry.place_id)
    values = {
        "application_id": application.id,
        "booth": booth.label if booth else "",
        "until": until.isoformat() if until else "",
        "zone": application.event.zone,
    }
    mail_people(application.company_id, template, application.event, at=at, **values)


keep(
    QUEUE, Keeper(lock=_lock, hold=_hold, free=_free, accept=_accept, lasts=_lasts, overtakes=True)
)
after_offer[QUEUE].append(_tell_offer)
after_end[QUEUE].append(_tell_end)
