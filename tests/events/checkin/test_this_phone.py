"""Door staff make their own phone a scanner: what it may do follows from what they may."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.checkin.models import Device
from events.programme.models import TeamRole
from tests.events.checkin.helpers import make_running_event
from tests.factories import make_gate, make_team_member

PAGE = "/events/cho/check-in"


@pytest.mark.parametrize(
    ("role", "may"), [(TeamRole.DOOR, "scanner"), (TeamRole.ORGANISER, "supervisor")]
)
def test_the_phone_is_paired_with_what_its_owner_may(
    app: Flask, client: Any, committed: Any, role: TeamRole, may: str
) -> None:
    def made() -> tuple[int, int]:
        event, _main = make_running_event(slug="cho")
        make_gate(event, name="Cổng Bắc")
        south = make_gate(event, name="Cổng Nam")
        return make_team_member(event, role, full_name="Hà Thị Soát").id, south.id

    user, gate = committed(made)
    client.sign_in(user)

    answer = client.submit(f"{PAGE}/this-phone", {"gate": str(gate)}, page=PAGE)
    place, _, code = answer.headers["Location"].partition("#pair=")
    told: Any = app.test_client().post("/api/v1/check-in/pair", json={"code": code}).json

    assert (answer.status_code, place) == (303, "/door/vi")
    assert told["device"] | {"id": 0} == {
        "id": 0,
        "name": "Điện thoại của Hà Thị Soát",
        "gate": "Cổng Nam",
        "role": may,
        "lists": [],
    }


def test_an_event_without_a_gate_gets_one(app: Flask, client: Any, committed: Any) -> None:
    client.sign_in(
        committed(lambda: make_team_member(make_running_event(slug="cho")[0], TeamRole.DOOR).id)
    )

    answer = client.submit(f"{PAGE}/this-phone", {"gate": "77"}, page=PAGE)
    code = answer.headers["Location"].partition("#pair=")[2]
    told: Any = app.test_client().post("/api/v1/check-in/pair", json={"code": code}).json

    assert told["device"]["gate"] == "Lối vào"


def test_two_presses_pair_nothing_by_themselves(app: Flask, client: Any, committed: Any) -> None:
    client.sign_in(
        committed(lambda: make_team_member(make_running_event(slug="cho")[0], TeamRole.DOOR).id)
    )

    for _ in range(2):
        client.submit(f"{PAGE}/this-phone", {}, page=PAGE)

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Device)) == 0
