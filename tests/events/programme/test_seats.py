"""Seats at a session: one for a person, never more than there are, also in a crowd."""

import time
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.errors import DomainError
from events.programme import errors, services
from events.programme.models import Seat, Session
from events.programme.services import seats
from tests.conftest import NOW
from tests.factories import make_event, make_registration, make_session
from tests.races import race, without_constraint

CROWD = 16


def test_a_reserved_seat_is_counted(session: Any, at: datetime) -> None:
    event = make_event()
    talk, visitor = make_session(event, capacity=2), make_registration(event)

    seat = services.reserve_seat(talk, visitor.id, event.id, at)

    assert (seat.registration_id, seat.reserved_at, talk.taken) == (visitor.id, at, 1)


@pytest.mark.parametrize(
    ("room", "error"),
    [
        ({"capacity": 3, "taken": 3}, errors.SessionFull),
        ({"capacity": None}, errors.NoSeats),
        ({"capacity": 3, "starts_at": "now"}, errors.SessionPast),
    ],
)
def test_there_is_not_always_a_seat(
    session: Any, at: datetime, room: dict[str, Any], error: type[DomainError]
) -> None:
    event = make_event()
    values = room | ({"starts_at": at} if "starts_at" in room else {})
    talk, visitor = make_session(event, **values), make_registration(event)

    with pytest.raises(error):
        services.reserve_seat(talk, visitor.id, event.id, at)

    assert db.session.scalars(sa.select(Seat)).all() == []


def test_a_person_has_one_seat_at_a_session(session: Any, at: datetime) -> None:
    event = make_event()
    talk, visitor = make_session(event, capacity=9), make_registration(event)
    services.reserve_seat(talk, visitor.id, event.id, at)

    with pytest.raises(errors.SeatTaken):
        services.reserve_seat(talk, visitor.id, event.id, at)

    db.session.refresh(talk)
    assert talk.taken == 1


def test_a_registration_of_another_event_gets_no_seat(session: Any, at: datetime) -> None:
    talk, stranger = make_session(make_event(), capacity=9), make_registration(make_event())

    with pytest.raises(sa.exc.IntegrityError):
        services.reserve_seat(talk, stranger.id, talk.event_id, at)


def test_a_seat_given_back_is_free_again(session: Any, at: datetime) -> None:
    event = make_event()
    talk, visitor = make_session(event, capacity=1), make_registration(event)
    services.reserve_seat(talk, visitor.id, event.id, at)

    services.release_seat(talk, visitor.id, at)

    assert talk.taken == 0
    assert services.reserve_seat(talk, make_registration(event).id, event.id, at).id


def test_giving_back_what_one_does_not_have_changes_nothing(session: Any, at: datetime) -> None:
    event = make_event()
    talk = make_session(event, capacity=5, taken=3)

    assert services.release_seat(talk, make_registration(event).id, at) is False
    assert talk.taken == 3


def test_a_cancelled_registration_gives_back_all_its_seats(session: Any, at: datetime) -> None:
    event = make_event()
    talks = [make_session(event, capacity=5) for _ in range(3)]
    visitor = make_registration(event)
    for talk in talks[:2]:
        services.reserve_seat(talk, visitor.id, event.id, at)

    assert services.release_seats_of(visitor.id, at) == 2
    assert [talk.taken for talk in talks] == [0, 0, 0]


def crowd_before_one_seat() -> tuple[int, int, list[int]]:
    """Session, event, and the registrations of those who want its last seat."""
    event = make_event()
    talk = make_session(event, capacity=10, taken=9)
    return talk.id, event.id, [make_registration(event).id for _ in range(CROWD)]


def ask_all_at_once(app: Flask, talk_id: int, event_id: int, people: list[int]) -> Counter[str]:
    """How often the last seat was given, and what the others heard."""

    def ask(n: int) -> str:
        with transaction():
            talk = db.session.get_one(Session, talk_id)
            services.reserve_seat(talk, people[n], event_id, NOW)
        return "a seat"

    outcomes = race(app, CROWD, ask)
    return Counter(o if isinstance(o, str) else type(o).__name__ for o in outcomes)


def test_the_last_seat_is_given_once(app: Flask, committed: Any) -> None:
    talk_id, event_id, people = committed(crowd_before_one_seat)

    answers = ask_all_at_once(app, talk_id, event_id, people)

    assert answers == {"a seat": 1, "SessionFull": CROWD - 1}
    with app.app_context():
        assert db.session.get_one(Session, talk_id).taken == 10
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Seat)) == 1


def look_then_take(session_id: int) -> None:
    """Read, think, then write: what the conditional update is there to avoid."""
    seen = db.session.execute(
        sa.select(Session.taken, Session.capacity).where(Session.id == session_id)
    ).one()
    if seen.taken >= (seen.capacity or 0):
        raise errors.SessionFull
    time.sleep(0.02)  # thinks
    more = sa.update(Session).where(Session.id == session_id).values(taken=Session.taken + 1)
    db.session.execute(more.execution_options(synchronize_session=False))


def test_without_condition_and_constraint_the_last_seat_is_given_often(
    app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control. SQLite stays right even so: its writers read while the others queue."""
    talk_id, event_id, people = committed(crowd_before_one_seat)
    monkeypatch.setattr(seats, "_take", look_then_take)

    with without_constraint(app, "sessions", "ck_sessions_seats_within_capacity"):
        answers = ask_all_at_once(app, talk_id, event_id, people)
        with app.app_context():
            one_at_a_time = db.engine.dialect.name == "sqlite"

    assert (answers["a seat"] == 1) is one_at_a_time
