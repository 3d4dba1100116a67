"""The organiser's live screen: who is where, what is full, which device is silent, at one cost."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.db import db
from events.checkin.live import live_of, passed, presence, steps_of
from events.checkin.models import CheckinList, Device, Direction, Gate, Tally, Zone
from events.checkin.queries import devices_of
from events.checkin.services import check_in
from events.checkin.standing import Level, Standing, level_of, percent_of, standing_of
from events.programme.models import Event
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_booth, make_gate, make_hall, make_team_member, make_zone, now
from tests.queries import count_queries

LIVE = "/manage/events/cho/live"
IN, OUT = Direction.ENTRY, Direction.EXIT


class Doors:
    """An event with two halls, each behind a gate of its own, and a main gate."""

    def __init__(self) -> None:
        self.event, self.main = make_running_event(slug="cho")
        self.main.allows_reentry = True
        self.zones = [
            make_zone(self.event, name_vi=f"Nhà {letter}", capacity=10) for letter in "AB"
        ]
        self.gate = make_gate(self.event, name="Cổng chính")
        self.gates = [
            make_gate(self.event, name=f"Cửa {zone.name_vi}", zone_id=zone.id)
            for zone in self.zones
        ]
        self.step = 0

    def scan(
        self,
        code: str,
        gate: Gate | None = None,
        direction: Direction = IN,
        at_list: CheckinList | None = None,
    ) -> Any:
        self.step += 1
        return check_in(
            self.event,
            at_list or self.main,
            code,
            nonce=f"nonce-{self.step:04}",
            at=now() + timedelta(seconds=self.step),
            gate=gate or self.gate,
            direction=direction,
        )

    def ticket(self) -> str:
        return make_ticket(self.event)[1]

    def own_list(self, zone: Zone) -> CheckinList:
        row = CheckinList(event_id=self.event.id, slug=f"nha-{zone.id}", name_vi=zone.name_vi)
        row.zone_id, row.allows_reentry = zone.id, True
        db.session.add(row)
        db.session.flush()
        return row

    def now(self) -> Any:
        return live_of(self.event, at=now() + timedelta(minutes=1))

    def people(self) -> list[int]:
        return [room.people for room in self.now().rooms if room.zone_id]


def test_somebody_is_in_the_zone_where_they_were_last_let_in(session: Any) -> None:
    doors = Doors()
    code = doors.ticket()

    doors.scan(code, doors.gates[0])
    first = doors.people()
    doors.scan(code, doors.gates[0], OUT)
    doors.scan(code, doors.gates[1])

    assert (first, doors.people()) == ([1, 0], [0, 1])


def test_leaving_a_hall_by_its_own_list_is_not_leaving_the_event(session: Any) -> None:
    doors = Doors()
    hall, code = doors.own_list(doors.zones[0]), doors.ticket()
    doors.scan(code)

    doors.scan(code, at_list=hall)
    within = (doors.people(), doors.now().presence.inside)
    doors.scan(code, at_list=hall, direction=OUT)
    outside = (doors.people(), doors.now().presence.inside)
    doors.scan(code, direction=OUT)

    assert (within, outside) == (([1, 0], 1), ([0, 0], 1))
    assert (doors.now().presence.inside, doors.now().presence.entered) == (0, 1)


def test_a_list_that_leads_somewhere_goes_before_its_gates_zone(session: Any) -> None:
    doors = Doors()

    doors.scan(doors.ticket(), doors.gates[0], at_list=doors.own_list(doors.zones[1]))

    assert doors.people() == [0, 1]


def test_people_counted_by_hand_fill_the_zone_of_their_gate(session: Any) -> None:
    doors = Doors()
    doors.scan(doors.ticket(), doors.gates[0])
    for n, change in enumerate((1, 1, 1, -1)):
        values = {"gate_id": doors.gates[0].id, "nonce": f"hand-{n:04}", "change": change}
        db.session.add(Tally(event_id=doors.event.id, counted_at=now(), **values))
    db.session.flush()

    live = doors.now()

    room = live.rooms[0]
    assert (room.inside, room.by_hand, room.people, live.by_hand) == (1, 2, 3, 2)
    assert live.presence.inside == 1


def test_yesterday_does_not_count(session: Any) -> None:
    doors = Doors()
    doors.scan(doors.ticket(), doors.gates[0])

    tomorrow = presence([doors.main], since=now() + timedelta(hours=1))

    assert (tomorrow.entered, tomorrow.inside, dict(tomorrow.by_zone)) == (0, 0, {})


def test_a_gate_tells_why_it_refused(session: Any) -> None:
    doors = Doors()
    code = doors.ticket()
    for asked in (code, code, code, "rác rưởi"):
        doors.scan(asked, doors.gates[1])

    gate = next(row for row in doors.now().gates if row.id == doors.gates[1].id)

    told = [(reason.value if reason else None, number) for reason, number in gate.reasons]
    assert (gate.entries, gate.refused) == (1, 3)
    assert told == [("already_admitted", 2), ("unreadable", 1)]
    assert gate.last_at == now() + timedelta(seconds=4)


def test_entries_stand_in_their_five_minutes(session: Any) -> None:
    doors = Doors()
    for _ in range(3):
        doors.scan(doors.ticket())
    begin = now() - timedelta(minutes=7)

    end, five = now() + timedelta(minutes=4), timedelta(minutes=5)

    scans = passed([doors.main.id], five, since=begin, until=end)
    steps = steps_of(scans, five, since=begin, until=end)

    assert sum(step.entries for step in steps) == 3
    assert [int(step.at.timestamp()) % 300 for step in steps] == [0] * len(steps)
    assert next(step for step in steps if step.entries).at <= now() + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("people", "capacity", "level"),
    [
        (500, None, Level.OPEN),
        (0, 10, Level.CALM),
        (7, 10, Level.CALM),
        (799, 1000, Level.CALM),
        (8, 10, Level.NEAR),
        (9, 10, Level.TIGHT),
        (999, 1000, Level.TIGHT),
        (10, 10, Level.FULL),
        (12, 10, Level.FULL),
        (-1, 10, Level.CALM),
    ],
)
def test_a_room_alarms_at_80_90_and_100_per_cent(
    people: int, capacity: int | None, level: Level
) -> None:
    assert level_of(people, capacity) is level
    assert (percent_of(people, capacity) is None) == (capacity is None)


@pytest.mark.parametrize(
    ("quiet", "standing"),
    [
        (None, Standing.NEVER),
        (timedelta(0), Standing.ONLINE),
        (timedelta(seconds=90), Standing.ONLINE),
        (timedelta(seconds=91), Standing.SILENT),
        (timedelta(minutes=5), Standing.SILENT),
        (timedelta(minutes=42), Standing.OFFLINE),
    ],
)
def test_a_device_is_online_silent_or_offline(quiet: timedelta | None, standing: Standing) -> None:
    seen = None if quiet is None else now() - quiet

    assert standing_of(seen, at=now()) is standing


def _busy(devices: int = 1, people: int = 1) -> int:
    """An event with so many gates, devices, halls, zones and people; its organiser's id."""
    event, main = make_running_event(slug="cho")
    for n in range(devices):
        hall = make_hall(event, name=f"Nhà {n}")
        make_booth(event, hall=hall)
        zone = make_zone(event, name_vi=f"Khu {n}", hall_id=hall.id, capacity=1)
        make_phone(event, f"Máy {n}", gate=make_gate(event, name=f"Cổng {n}", zone_id=zone.id))
    gates = db.session.query(Gate).order_by(Gate.id).all()
    for n in range(people):
        gate = gates[n % len(gates)]
        for m, code in enumerate((make_ticket(event)[1], "rác")):
            check_in(event, main, code, nonce=f"nonce-{n}-{m}", at=now(), gate=gate)
    return make_team_member(event).id


@pytest.mark.parametrize("page", [LIVE, f"{LIVE}/figures", f"{LIVE}/wall", f"{LIVE}?span=day"])
def test_it_asks_as_often_for_many_devices_as_for_one(
    app: Flask, client: Any, committed: Any, page: str
) -> None:
    client.sign_in(committed(_busy))
    client.get(page)
    with count_queries(app) as few:
        client.get(page)
    with app.app_context():
        from tests.conftest import _empty_tables  # noqa: PLC0415 -- the same event again, larger

        _empty_tables()
    client.sign_in(committed(_busy, 12, 60))
    with count_queries(app) as many:
        assert client.get(page).status_code == 200

    assert len(many) == len(few)


def test_the_alarm_is_said_in_words(client: Any, committed: Any) -> None:
    client.sign_in(committed(_busy, 1, 2))

    page = client.get(LIVE).text

    assert "Khu 0: Đã đầy, 2 trên 1." in page
    assert "Vượt giới hạn 1" in page
    assert 'aria-label="Khu 0: 2 trên 1, 200 %. Vượt giới hạn 1."' in page


def test_no_visitors_name_is_on_the_screen(client: Any, committed: Any) -> None:
    def named() -> int:
        event, main = make_running_event(slug="cho")
        code = make_ticket(event, full_name="Sùng A Páo")[1]
        check_in(event, main, code, nonce="nonce-0001", at=now())
        return make_team_member(event).id

    client.sign_in(committed(named))

    assert all("Sùng A Páo" not in client.get(page).text for page in (LIVE, f"{LIVE}/wall"))


def test_a_phone_says_how_it_is(app: Flask, client: Any, committed: Any) -> None:
    made: dict[str, Any] = committed(
        lambda: {
            "token": make_phone(make_running_event(slug="cho")[0]),
            "user": make_team_member(db.session.query(Event).one()).id,
        }
    )
    ahead = (now() + timedelta(hours=3)).isoformat()
    Phone(app, made["token"]).post("/heartbeat", queued=17, sent_at=ahead)
    client.sign_in(made["user"])

    page = client.get(LIVE).text

    assert "Trực tuyến" in page
    assert "nhanh 3 giờ" in page
    assert ">17<" in page


def test_a_revoked_phone_is_not_waited_for(session: Any) -> None:
    event, _main = make_running_event()
    make_phone(event)
    device: Device = devices_of(event.id)[0][0]
    device.revoked_at = now()

    assert live_of(event, at=now()).devices == []
