"""A plan is saved as a whole; of two editors the second is told and loses nothing."""

import json
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from core.db import db, transaction
from events.exhibitors import errors, services
from events.exhibitors.drawing import read_drawing
from events.exhibitors.models import Booth, Hall
from events.exhibitors.plan import editable
from events.programme.models import Event
from tests.factories import (
    make_allotment,
    make_booth,
    make_category,
    make_event,
    make_exhibitor,
    make_hall,
    make_team_member,
    now,
)
from tests.queries import count_queries
from tests.races import race

WHO: dict[str, Any] = {"actor": None}
PLACE = {"id": None, "kind": "stage", "label": "Sân khấu", "x": 5, "y": 5, "w": 80, "h": 40}


def _hall(*labels: str) -> Hall:
    event = make_event(slug="fair")
    hall, category = make_hall(event), make_category(event)
    for label in labels:
        make_booth(event, hall=hall, category=category, label=label)
    return hall


def _event(hall: Hall) -> Event:
    return db.session.get_one(Event, hall.event_id)


def _sent(hall: Hall, **changes: Any) -> dict[str, Any]:
    db.session.expire_all()
    return editable(hall, lambda exhibitor: exhibitor.company.name) | changes


def _save(hall: Hall, sent: dict[str, Any], at: datetime) -> None:
    services.save_drawing(hall, read_drawing(json.dumps(sent)), at=at, **WHO)


def test_booths_move_come_and_go_in_one_save(session: Any, at: datetime) -> None:
    hall = _hall("A01", "A02")
    sent = _sent(hall)
    first, second = sent["booths"]
    new = first | {"id": None, "label": "A03", "x": 200}

    _save(hall, sent | {"booths": [second | {"x": 95, "y": 60}, new], "places": [PLACE]}, at)

    assert [(one.label, one.x, one.y) for one in hall.booths] == [("A02", 95, 60), ("A03", 200, 10)]
    assert [(one.kind.value, one.label) for one in hall.places] == [("stage", "Sân khấu")]
    assert hall.version == 2


def test_two_booths_may_swap_their_numbers(session: Any, at: datetime) -> None:
    hall = _hall("A01", "A02")
    sent = _sent(hall)
    one, two = sent["booths"]

    _save(hall, sent | {"booths": [one | {"label": "A02"}, two | {"label": "A01"}]}, at)

    assert [booth.label for booth in hall.booths] == ["A02", "A01"]


def test_an_older_drawing_is_refused(session: Any, at: datetime) -> None:
    hall = _hall("A01")
    old = _sent(hall)
    services.delete_booth(hall.booths[0], at=at, **WHO)

    with pytest.raises(errors.PlanChanged):
        _save(hall, old, at)


def test_a_booth_that_is_given_stays(session: Any, at: datetime) -> None:
    hall = _hall("A01", "A02")
    make_allotment(session.query(Booth).first(), make_exhibitor(_event(hall)))
    sent = _sent(hall)

    with pytest.raises(errors.BoothInUse):
        _save(hall, sent | {"booths": sent["booths"][1:]}, at)


def test_numbers_are_unique_over_the_halls_of_an_event(session: Any, at: datetime) -> None:
    hall = _hall("A01")
    make_booth(_event(hall), label="B01")
    sent = _sent(hall)

    with pytest.raises(errors.LabelElsewhere):
        _save(hall, sent | {"booths": [sent["booths"][0] | {"label": "B01"}]}, at)


def test_rows_of_another_hall_cannot_be_taken(session: Any, at: datetime) -> None:
    hall = _hall("A01")
    other = make_booth(_event(hall), label="B01")
    sent = _sent(hall)

    with pytest.raises(errors.BadPlan):
        _save(hall, sent | {"booths": [sent["booths"][0] | {"id": other.id}]}, at)


BOOTH = {"id": None, "label": "A1", "category": 1, "x": 0, "y": 0, "w": 30, "h": 30}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({"version": "1", "booths": [], "places": []}),
        json.dumps({"version": 1, "booths": [None], "places": []}),
        *(
            json.dumps({"version": 1, "booths": [BOOTH | bad], "places": []})
            for bad in (
                {"label": ""},
                {"label": "<script>"},
                {"label": "A" * 13},
                {"x": -1},
                {"x": 1.5},
                {"y": True},
                {"w": 0},
                {"w": 10**9},
                {"id": "1"},
                {"category": None},
            )
        ),
        json.dumps({"version": 1, "booths": [], "places": [PLACE | {"kind": "moat"}]}),
        json.dumps({"version": 1, "booths": [], "places": [PLACE | {"label": "x" * 61}]}),
        json.dumps({"version": 1, "booths": [], "places": [PLACE] * 1001}),
    ],
)
def test_what_is_no_plan_is_refused_before_the_database(text: str) -> None:
    with pytest.raises(errors.BadPlan):
        read_drawing(text)


def test_one_number_twice_is_said_with_the_number() -> None:
    with pytest.raises(errors.TwiceOnPlan) as caught:
        read_drawing(json.dumps({"version": 1, "booths": [BOOTH, BOOTH], "places": []}))

    assert caught.value.values == {"label": "A1"}


def test_only_an_empty_hall_is_deleted(session: Any, at: datetime) -> None:
    hall, empty = _hall("A01"), make_hall(make_event())

    services.delete_hall(empty, at=at, **WHO)

    with pytest.raises(errors.HallInUse):
        services.delete_hall(hall, at=at, **WHO)


def test_of_sixteen_editors_one_saves_and_fifteen_are_told(app: Flask, committed: Any) -> None:
    hall = committed(lambda: _hall("A01"))
    with app.app_context():
        sent = json.dumps(editable(db.session.get_one(Hall, hall), lambda _one: ""))

    def save(_number: int) -> str:
        with transaction():
            row = db.session.get_one(Hall, hall)
            services.save_drawing(row, read_drawing(sent), at=now(), **WHO)
        return "saved"

    outcomes = race(app, 16, save)

    assert outcomes.count("saved") == 1
    assert sum(isinstance(outcome, errors.PlanChanged) for outcome in outcomes) == 15


def _page(client: Any, committed: Any) -> tuple[str, dict[str, Any]]:
    def make() -> tuple[int, int]:
        hall = _hall("A01", "A02")
        return make_team_member(_event(hall)).id, hall.id

    organiser, hall = committed(make)
    client.sign_in(organiser)
    return f"/manage/events/fair/halls/{hall}", {
        "X-CSRFToken": client.token("/manage/events/fair/hall")
    }


def test_the_second_of_two_editors_gets_the_newest_plan(
    app: Flask, client: Any, committed: Any
) -> None:
    url, headers = _page(client, committed)
    headers |= {"Accept": "application/json"}
    with app.app_context():
        sent = editable(db.session.query(Hall).one(), lambda _one: "")

    first = client.post(url, json=sent | {"places": [PLACE]}, headers=headers)
    second = client.post(url, json=sent, headers=headers)
    bad = client.post(url, json=sent | {"version": None}, headers=headers)

    assert (first.status_code, first.json["plan"]["version"]) == (200, 2)
    assert (second.status_code, second.json["code"]) == (409, "exhibitors.plan_changed")
    assert second.json["plan"]["places"][0]["label"] == "Sân khấu"
    assert (bad.status_code, list(bad.json)) == (422, ["error", "status"])


def test_the_public_plan_shows_the_places(client: Any, committed: Any, app: Flask) -> None:
    url, headers = _page(client, committed)
    with app.app_context():
        sent = editable(db.session.query(Hall).one(), lambda _one: "")
    client.post(url, json=sent | {"places": [PLACE, PLACE | {"label": ""}]}, headers=headers)

    page = client.get("/events/fair/plan").text

    assert page.count('class="tf-place tf-place--stage"') == 2
    assert "Sân khấu" in page


def test_the_editor_asks_the_same_for_one_booth_and_thirty(
    app: Flask, client: Any, committed: Any
) -> None:
    url, _headers = _page(client, committed)

    def grow(upto: int) -> None:
        hall = db.session.query(Hall).one()
        event, category = _event(hall), hall.booths[0].category
        for number in range(upto):
            label = f"Z{upto}-{number}"
            booth = make_booth(event, hall=hall, category=category, label=label)
            make_allotment(booth, make_exhibitor(event))

    counts = []
    for number in (1, 30):
        committed(grow, number)
        with count_queries(app) as sent:
            assert client.get(url).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]
