"""Rooms hold one session at a time unless they are shared; speakers are named if they agreed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from core.db import db, transaction
from events.programme import errors, services
from events.programme.models import Event, Session
from events.programme.services import rooms
from tests.conftest import NOW
from tests.factories import make_event, make_room, make_session, make_speaker, make_user
from tests.races import race

HOUR = timedelta(hours=1)


def talk(event: Event, start: float, **values: Any) -> dict[str, Any]:
    """A session of an hour, so many hours after the event begins."""
    starts_at = event.starts_at + start * HOUR
    given = {"title_vi": f"Phiên {start}", "title_en": "", "capacity": None, "room": "Hội trường 1"}
    return {**given, "starts_at": starts_at, "ends_at": starts_at + HOUR, **values}


def test_a_room_is_made_by_its_name_once(session: Any, at: datetime) -> None:
    event = make_event()

    first = services.room_named(event, "Hội trường 1", at=at)
    second = services.room_named(event, "hội trường 1", at=at)

    assert first is not None
    assert first is second
    assert services.room_named(event, "", at=at) is None


@pytest.mark.parametrize(
    ("start", "room", "refused"),
    [(0.5, "Hội trường 1", True), (1, "Hội trường 1", False), (0.5, "Hội trường 2", False)],
)
def test_two_sessions_are_not_in_one_room_at_a_time(
    session: Any, at: datetime, start: float, room: str, refused: bool
) -> None:
    event, by = make_event(), make_user()
    services.add_session(event, talk(event, 0), by=by, at=at)
    second = talk(event, start, room=room)

    if refused:
        with pytest.raises(errors.RoomTaken):
            services.add_session(event, second, by=by, at=at)
    else:
        assert services.add_session(event, second, by=by, at=at).room == room


def test_a_shared_room_holds_several_and_stays_shared_while_it_does(
    session: Any, at: datetime
) -> None:
    event, by = make_event(), make_user()
    room = make_room(event, name="Hội trường 1", is_shared=True)
    for start in (0, 0.5):
        services.add_session(event, talk(event, start), by=by, at=at)

    alone = {"name": room.name, "seats": 40, "is_shared": False}
    with pytest.raises(errors.SessionsClash):
        services.edit_room(room, alone, by=by, at=at)


def test_a_session_may_be_moved_within_its_own_time(session: Any, at: datetime) -> None:
    event, by = make_event(), make_user()
    made = services.add_session(event, talk(event, 0), by=by, at=at)

    services.edit_session(made, talk(event, 0.5), by=by, at=at)

    assert made.starts_at == event.starts_at + 0.5 * HOUR


def test_a_room_with_sessions_stays(session: Any, at: datetime) -> None:
    event, by = make_event(), make_user()
    room, empty = make_room(event), make_room(event)
    make_session(event, room_id=room.id)

    services.delete_room(empty, by=by, at=at)
    with pytest.raises(errors.RoomInUse):
        services.delete_room(room, by=by, at=at)


def test_rooms_have_names_of_their_own(session: Any, at: datetime) -> None:
    event = make_event()
    room = make_room(event)
    other = make_room(event)

    with pytest.raises(errors.RoomNamed):
        services.edit_room(
            other, {"name": room.name, "seats": None, "is_shared": False}, by=None, at=at
        )


def crowd_before_a_room() -> tuple[int, int]:
    event = make_event()
    make_room(event, name="Hội trường 1")
    return event.id, make_user().id


def move_in(event_id: int, number: int) -> str:
    with transaction():
        event = db.session.get_one(Event, event_id)
        services.add_session(event, talk(event, number / 20), by=make_user(), at=NOW)
    return "in"


def test_one_of_eight_gets_the_room(app: Flask, committed: Any) -> None:
    event_id, _user = committed(crowd_before_a_room)

    outcomes = race(app, 8, lambda number: move_in(event_id, number))

    assert outcomes.count("in") == 1
    assert sum(isinstance(outcome, errors.RoomTaken) for outcome in outcomes) == 7


def test_without_the_lock_several_get_the_room(
    app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control. SQLite stays right even so: its writers read while the others queue."""
    event_id, _user = committed(crowd_before_a_room)
    monkeypatch.setattr(rooms, "lock", lambda row: row)

    outcomes = race(app, 8, lambda number: move_in(event_id, number))

    with app.app_context():
        one_at_a_time = db.engine.dialect.name == "sqlite"
    assert (outcomes.count("in") == 1) is one_at_a_time


def test_only_those_who_agreed_are_named(session: Any, at: datetime) -> None:
    made: Session = make_session(make_event())
    make_speaker(made, full_name="Hà Văn Thử")
    make_speaker(made, full_name="Lò Thị Kín", is_public=False)
    db.session.refresh(made)

    assert made.speaker == "Hà Văn Thử"


def test_the_public_programme_keeps_quiet_about_others(client: Any, committed: Any) -> None:
    def make() -> None:
        made = make_session(make_event(slug="cho"), room="Phòng 2")
        make_speaker(made, full_name="Hà Văn Thử", job_title="Giám đốc", organisation="HTX Chè")
        make_speaker(made, full_name="Lò Thị Kín", is_public=False)

    committed(make)

    page = client.get("/events/cho/programme").text

    assert "Phòng 2 · Hà Văn Thử (Giám đốc, HTX Chè)" in page
    assert "Lò Thị Kín" not in page
