"""A whole morning at a job fair: six phones online, two without a network for forty minutes.

One of those two has a clock three hours ahead; 37 codes are tried twice; 5 tickets were revoked
meanwhile; one queue is sent three times, one is cut in half. Everything adds up exactly.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import db
from demo.job_fair import door_codes, make_job_fair
from events.checkin.models import Conflict, Scan
from events.checkin.queries import head_count, list_by_slug
from events.checkin.services.settling import clashes_of
from events.programme.models import Event
from events.registration.models import Registration
from tests.events.checkin.devices import Phone, make_phone
from tests.factories import now

DEVICES, EACH = 8, 20
OFFLINE = (6, 7)
NOW = now()


@dataclass
class Morning:
    """What each phone does, by the minute; offline ones queue."""

    phones: list[Phone]
    codes: list[str]
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    queues: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def scan(self, device: int, code: int, nonce: str, at: datetime) -> None:
        """One scan: asked online, or let in and queued."""
        phone = self.phones[device]
        if device in OFFLINE:
            entry = phone.told(self.codes[code], nonce, at)
            self.queues.setdefault(device, []).append(entry)
        else:
            self.answers[nonce] = phone.scan(self.codes[code], nonce).json


def _plan() -> list[tuple[int, int, int, str]]:
    """(minute, device, code, nonce): every code once, 37 of them a second time."""
    plan = [
        (2 * turn, device, device + DEVICES * turn, f"first-{device}-{turn:03}")
        for device in range(DEVICES)
        for turn in range(EACH)
    ]
    seen = {code: (minute, device) for minute, device, code, _nonce in plan}
    online = [code for code, (minute, device) in seen.items() if device not in OFFLINE and minute]
    of_six = [code for code, (_minute, device) in seen.items() if device == 6]
    for number, code in enumerate(online[:20]):  # online, then online at another gate
        other = (seen[code][1] + 1) % 6
        plan.append((seen[code][0] + 1, other, code, f"again-on-{number:03}"))
    for number, code in enumerate(online[20:30]):  # online, then by the phone without a network
        plan.append((seen[code][0] + 1, 6, code, f"again-off-{number:03}"))
    for number, code in enumerate(of_six[:7]):  # the other way round
        plan.append((seen[code][0] + 1, number % 6, code, f"again-mix-{number:03}"))
    return sorted(plan)


def _revoked(plan: list[tuple[int, int, int, str]]) -> list[int]:
    """Five codes that are scanned once, after minute ten: three offline, two online."""
    twice = {code for *_rest, code, nonce in plan if nonce.startswith("again")}
    late = [(device, code) for minute, device, code, _n in plan if minute > 20]
    alone = [(device, code) for device, code in late if code not in twice]
    offline = [code for device, code in alone if device in OFFLINE]
    online = [code for device, code in alone if device not in OFFLINE]
    return offline[:3] + online[:2]


@pytest.fixture
def morning(app: Flask, committed: Any) -> Morning:
    def make() -> dict[str, Any]:
        event = make_job_fair(DEVICES * EACH, at=NOW)
        event.slug = "cho"
        tokens = [make_phone(event, f"Máy {n}") for n in range(DEVICES)]
        return {"tokens": tokens, "codes": list(door_codes(event, at=NOW))}

    made = committed(make)
    phones = [Phone(app, token, f"Máy {n}") for n, token in enumerate(made["tokens"])]
    phones[7].ahead = timedelta(hours=3)
    return Morning(phones, made["codes"])


def _revoke(codes: list[int]) -> None:
    people = db.session.scalars(sa.select(Registration).order_by(Registration.id)).all()
    for code in codes:
        people[code].revoked_at = NOW + timedelta(minutes=10)


def test_a_morning_with_two_phones_offline_adds_up(
    app: Flask, committed: Any, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = _plan()
    gone, is_revoked = _revoked(plan), False
    for number, (minute, device, code, nonce) in enumerate(plan):
        at = NOW + timedelta(minutes=minute, seconds=number % 50)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        if minute >= 10 and not is_revoked:
            committed(_revoke, gone)
            is_revoked = True
        morning.scan(device, code, nonce, at)
    back = NOW + timedelta(minutes=45)
    monkeypatch.setattr(clock, "now", lambda: back)

    thrice = [morning.phones[6].sync(morning.queues[6], back).json["answers"] for _ in range(3)]
    half = morning.phones[7].sync(morning.queues[7][:10], back).json["answers"]
    whole = morning.phones[7].sync(morning.queues[7], back).json

    assert thrice[0] == thrice[1] == thrice[2]
    assert whole["answers"][:10] == half
    assert (whole["clock_offset_s"], whole["clock_ok"]) == (10800, False)
    with app.app_context():
        event = db.session.scalars(sa.select(Event)).one()
        main = list_by_slug(event.id)
        assert main
        count = head_count(main.id, event.id)
        clashes = clashes_of(event.id)
        rows = db.session.scalar(sa.select(sa.func.count()).select_from(Scan))
        names = {person.id: number for number, person in enumerate(_people())}
        listed = {(clash.scan.nonce, clash.other.nonce if clash.other else "") for clash in clashes}
        kinds = [clash.scan.conflict for clash in clashes]
        both = {
            (one.device.name, other.device.name)
            for clash in clashes
            if (one := clash.scan).device and (other := clash.other) and other.device
        }
        went_in = {names[clash.scan.registration_id or 0] for clash in clashes if not clash.other}
    assert rows == len(plan) == DEVICES * EACH + 37
    assert (count.entries, count.exits, count.inside) == (158, 0, 158)
    assert count.refused == 20 + 10 + 2  # second tries online and offline, revoked online
    assert (kinds.count(Conflict.TWICE), kinds.count(Conflict.WENT_IN)) == (17, 3)
    firsts = {code: nonce for _m, _d, code, nonce in plan if nonce.startswith("first")}
    expected = {
        (nonce, firsts[code])
        for _minute, _device, code, nonce in plan
        if nonce.startswith(("again-off", "again-mix"))
    }
    assert {pair for pair in listed if pair[1]} == expected
    assert went_in == set(gone[:3])
    assert all("Máy 6" in pair for pair in both)
    online = [answer["reason"] for answer in morning.answers.values()]
    assert (online.count("already_admitted"), online.count("revoked")) == (20, 2)


def _people() -> list[Registration]:
    return list(db.session.scalars(sa.select(Registration).order_by(Registration.id)))
