"""Sixteen hands at one seat with a line before it: never two holders, and a control."""

import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import changed, db, transaction
from events.programme import services as programme
from events.programme.models import Seat, Session
from events.programme.services import seat_offers
from events.waiting import jobs, keepers, services
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.states import WaitingState
from tests.conftest import NOW
from tests.factories import make_event, make_registration, make_session
from tests.races import race, without_constraint

CROWD = 16
S, R = QueueKind.SESSION, HolderKind.REGISTRATION
LATER = NOW + timedelta(days=1, minutes=1)  # the first offer is over


def seat_with_a_line(waiting: int = 3) -> tuple[int, int, int, list[int]]:
    """Session, event, who sits there, and the entries of those who wait."""
    event = make_event()
    talk = make_session(event, capacity=1)
    holder = make_registration(event)
    programme.reserve_seat(talk, holder.id, event.id, NOW)
    line = [
        services.join(S, talk.id, R, make_registration(event).id, event_id=event.id, at=NOW)
        for _ in range(waiting)
    ]
    return talk.id, event.id, holder.id, [entry.id for entry in line]


def holders(talk_id: int) -> tuple[int, int]:
    """How many sit at the session, and how many are offered its seat."""
    count = sa.select(sa.func.count())
    seated = count.select_from(Seat).where(Seat.session_id == talk_id)
    held = count.select_from(WaitingEntry).where(
        WaitingEntry.queue_id == talk_id, WaitingEntry.state == WaitingState.OFFERED
    )
    return db.session.scalar(seated) or 0, db.session.scalar(held) or 0


def release(talk_id: int, holder: int) -> None:
    programme.release_seat(db.session.get_one(Session, talk_id), holder, NOW)


def answer(how: Any, entry_id: int, at: datetime = NOW) -> str:
    with transaction():
        how(db.session.get_one(WaitingEntry, entry_id), at=at)
    return str(how.__name__)


def tick(at: datetime, _number: int) -> int:
    return jobs.expire_overdue(at=at)


def names(outcomes: list[Any]) -> Counter[str]:
    return Counter(o if isinstance(o, str) else type(o).__name__ for o in outcomes)


def test_one_seat_is_offered_to_one_of_the_line(app: Flask, committed: Any) -> None:
    talk, _event, holder, _line = committed(seat_with_a_line, CROWD)
    with app.app_context(), transaction():
        one = sa.delete(Seat).where(Seat.registration_id == holder)
        db.session.execute(one)
        db.session.get_one(Session, talk).taken = 0

    def offer(_number: int) -> str:
        with transaction():
            return f"{len(services.offer_next(S, talk, at=NOW))} offered"

    assert names(race(app, CROWD, offer)) == {"1 offered": 1, "0 offered": CROWD - 1}
    with app.app_context():
        assert holders(talk) == (0, 1)


def test_never_two_holders_whatever_sixteen_do_at_once(app: Flask, committed: Any) -> None:
    """The holder of the offer says yes and no, time runs out, newcomers grasp at the seat."""
    talk, event, holder, line = committed(seat_with_a_line)
    with app.app_context(), transaction():
        release(talk, holder)
    newcomers = [committed(lambda: make_registration(make_event_row(event))) for _ in range(4)]

    def act(number: int) -> str:
        deed = number % 4
        if deed == 0:
            return answer(services.accept, line[0])
        if deed == 1:
            return answer(services.decline, line[0])
        if deed == 2:
            return f"ended {jobs.expire_overdue(at=LATER)}"
        with transaction():
            row = db.session.get_one(Session, talk)
            programme.reserve_seat(row, newcomers[number // 4], event, NOW)
        return "reserved"

    outcomes = names(race(app, CROWD, act))

    with app.app_context():
        seated, held = holders(talk)
        assert (seated + held, db.session.get_one(Session, talk).taken) == (1, 1)
    clear = {"accept", "decline", "ended 0", "ended 1", "ended 2", "OfferGone", "SessionFull"}
    assert set(outcomes) <= clear
    assert outcomes["accept"] <= 1
    assert "reserved" not in outcomes


def make_event_row(event_id: int) -> Any:
    from events.programme.models import Event  # noqa: PLC0415 -- only here

    return db.session.get_one(Event, event_id)


def test_two_expiries_and_the_third_gets_it_with_sixteen_clocks(app: Flask, committed: Any) -> None:
    talk, _event, holder, line = committed(seat_with_a_line)
    with app.app_context(), transaction():
        release(talk, holder)

    for day in (1, 2):
        at = NOW + timedelta(days=day, minutes=day)
        ended = race(app, CROWD, partial(tick, at))
        assert sum(ended) == 1
    at = NOW + timedelta(days=2, minutes=3)
    accepted = race(app, CROWD, lambda _n: answer(services.accept, line[2], at))

    assert names(accepted) == {"accept": 1, "OfferGone": CROWD - 1}
    with app.app_context():
        assert holders(talk) == (1, 0)
        seat = db.session.scalars(sa.select(Seat)).one()
        assert seat.registration_id == db.session.get_one(WaitingEntry, line[2]).holder_id


def look_then_hold(entry: WaitingEntry, _at: datetime) -> bool:
    """Read, think, then write: what the conditional update is there to avoid."""
    wanted = sa.select(Session.taken, Session.capacity).where(Session.id == entry.queue_id)
    seen = db.session.execute(wanted).one()
    if seen.taken >= (seen.capacity or 0):
        return False
    time.sleep(0.02)  # thinks
    more = sa.update(Session).where(Session.id == entry.queue_id).values(taken=Session.taken + 1)
    return changed(more.execution_options(synchronize_session=False)) == 1


def test_without_lock_condition_and_constraint_one_seat_has_many_holders(
    app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control. SQLite stays right even so: its writers read while the others queue."""
    talk, event, holder, _line = committed(seat_with_a_line, 0)
    with app.app_context(), transaction():
        release(talk, holder)
    people = [committed(lambda: make_registration(make_event_row(event))) for _ in range(CROWD)]
    loose = keepers.Keeper(
        lock=lambda _id: None,
        hold=look_then_hold,
        free=seat_offers._free,
        accept=seat_offers._accept,
        lasts=seat_offers._lasts,
    )
    monkeypatch.setitem(keepers._keepers, S, loose)

    def join(number: int) -> str:
        with transaction():
            entry = services.join(S, talk, R, people[number], event_id=event, at=NOW)
        return str(entry.state.value)

    with without_constraint(app, "sessions", "ck_sessions_seats_within_capacity"):
        states = names(race(app, CROWD, join))
        with app.app_context():
            one_at_a_time = db.engine.dialect.name == "sqlite"

    assert (states["offered"] == 1) is one_at_a_time


def test_a_double_click_joins_once(app: Flask, committed: Any) -> None:
    talk, event, _holder, _line = committed(seat_with_a_line, 1)
    person = committed(lambda: make_registration(make_event_row(event)))

    def join(_number: int) -> str:
        with transaction():
            services.join(S, talk, R, person, event_id=event, at=NOW)
        return "joined"

    assert names(race(app, 8, join)) == {"joined": 1, "AlreadyWaiting": 7}


def test_one_place_is_offered_to_one_even_when_the_keeper_errs(
    app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where places have ids (booths), the database itself refuses a second open offer of one."""
    talk, event, _holder, _line = committed(seat_with_a_line, 0)
    people = [committed(lambda: make_registration(make_event_row(event))) for _ in range(CROWD)]

    def always(entry: WaitingEntry, _at: datetime) -> bool:
        entry.place_id = 7
        return True

    careless = keepers.Keeper(
        lock=lambda _id: None,
        hold=always,
        free=lambda _entry, _at: None,
        accept=lambda _entry, _at, _by: None,
        lasts=lambda _entry, _at: timedelta(hours=1),
    )
    monkeypatch.setitem(keepers._keepers, S, careless)

    def join(number: int) -> str:
        with transaction():
            services.join(S, talk, R, people[number], event_id=event, at=NOW)
        return "offered"

    assert names(race(app, CROWD, join)) == {"offered": 1, "PlaceOffered": CROWD - 1}


def test_without_the_index_a_careless_keeper_offers_one_place_to_all(
    app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_constraint(app, "waiting_entries", "uq_waiting_entries_place_once"):
        test = test_one_place_is_offered_to_one_even_when_the_keeper_errs
        with pytest.raises(AssertionError, match="offered"):
            test(app, committed, monkeypatch)
