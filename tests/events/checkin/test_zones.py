"""Zones: made, renamed and given more room by the organiser, each hall filled by one."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.checkin.models import CheckinList, Gate, Zone
from tests.events.checkin.helpers import make_running_event
from tests.factories import make_gate, make_hall, make_team_member, make_zone

SETUP = "/manage/events/cho/doors"


@pytest.fixture
def made(committed: Any) -> dict[str, int]:
    def make() -> dict[str, int]:
        event, main = make_running_event(slug="cho")
        other, _list = make_running_event(slug="khac")
        hall = make_hall(event)
        return {
            "hall": hall.id,
            "list": main.id,
            "zone": make_zone(event, name_vi="Nhà A", hall_id=hall.id, capacity=500).id,
            "gates": make_gate(event, name="Cổng Bắc").id,
            "other_gate": make_gate(other).id,
            "other_hall": make_hall(other).id,
            "other_zone": make_zone(other).id,
            "organiser": make_team_member(event).id,
        }

    fair: dict[str, int] = committed(make)
    return fair


@pytest.fixture
def organiser(client: Any, made: dict[str, int]) -> Any:
    return client.sign_in(made["organiser"])


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def _data(**values: Any) -> dict[str, Any]:
    return {"name_vi": "Nhà B", "name_en": "Hall B", "capacity": "300", "hall_id": "0"} | values


def test_a_zone_is_made_with_the_gates_that_lead_into_it(
    organiser: Any, made: Any, app: Flask
) -> None:
    organiser.submit(f"{SETUP}/zones/new", _data(gates=[str(made["gates"])]))

    zone = rows(app, Zone)[-1]
    assert (zone.name_vi, zone.name_en, zone.capacity) == ("Nhà B", "Hall B", 300)
    assert [gate.zone_id for gate in rows(app, Gate)] == [zone.id, None]


def test_a_zone_is_renamed_and_loses_its_gate(organiser: Any, made: Any, app: Flask) -> None:
    url, gates = f"{SETUP}/zones/{made['zone']}", [str(made["gates"])]
    organiser.submit(url, _data(gates=gates, hall_id=str(made["hall"])))
    before = rows(app, Gate)[0].zone_id

    organiser.submit(url, _data(name_vi="Nhà C", capacity="", hall_id=str(made["hall"])))

    zone = rows(app, Zone)[0]
    assert (before, rows(app, Gate)[0].zone_id) == (zone.id, None)
    assert (zone.name_vi, zone.capacity, zone.hall_id) == ("Nhà C", None, made["hall"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_vi": "Nhà A"},
        {"name_vi": ""},
        {"capacity": "0"},
        {"capacity": "nhiều"},
        {"hall_id": "hall"},
        {"hall_id": "other_hall"},
        {"gates": "other_gate"},
    ],
)
def test_a_zone_that_cannot_be_is_refused(
    organiser: Any, made: Any, app: Flask, wrong: dict[str, str]
) -> None:
    data = _data(**{name: str(made.get(value, value)) for name, value in wrong.items()})

    organiser.submit(f"{SETUP}/zones/new", data)

    assert [zone.id for zone in rows(app, Zone)] == [made["zone"], made["other_zone"]]


def test_a_zone_goes_and_its_gates_and_lists_stay(
    organiser: Any, made: Any, app: Flask, committed: Any
) -> None:
    def lead() -> None:
        db.session.get_one(Gate, made["gates"]).zone_id = made["zone"]
        db.session.get_one(CheckinList, made["list"]).zone_id = made["zone"]

    committed(lead)
    url = f"{SETUP}/zones/{made['zone']}"

    organiser.submit(f"{url}/remove", {}, page=url)

    assert [zone.id for zone in rows(app, Zone)] == [made["other_zone"]]
    assert {row.zone_id for model in (Gate, CheckinList) for row in rows(app, model)} == {None}


def test_another_events_zone_is_as_if_it_were_not_there(organiser: Any, made: Any) -> None:
    url = f"{SETUP}/zones/{made['other_zone']}"

    assert organiser.get(url).status_code == 404
    assert organiser.submit(f"{url}/remove", {}, page=SETUP).status_code == 404
