"""What a door must keep when sixteen scan at once, and when its server is killed.

Whole by ``python3 run.py prove door-race`` and ``prove door-kill``; shortened here.
"""

import contextlib
import os
import threading
import time
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from flask import Flask

from bench import _door
from core.db import db
from events.checkin.models import Scan
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.races import race

FULL = os.environ.get("CHOPHIEN_PROOF") == "full"
ROUNDS = 300 if FULL else 3
KILLS = 20 if FULL else 2
DEVICES = 16


@pytest.mark.proof("door-race")
def test_sixteen_devices_scan_one_ticket_and_one_admits_it(app: Flask, committed: Any) -> None:
    def make() -> dict[str, Any]:
        event, _main = make_running_event(slug="cho")
        tokens = [make_phone(event, f"Máy {n}") for n in range(DEVICES)]
        return {"tokens": tokens, "codes": [make_ticket(event)[1] for _ in range(ROUNDS)]}

    made = committed(make)
    phones = [Phone(app, token) for token in made["tokens"]]

    for number, code in enumerate(made["codes"]):

        def scan(n: int, code: str = code, number: int = number) -> Any:
            return phones[n].scan(code, f"r{number:04}-{n:04}").json

        answers = race(app, DEVICES, scan)
        won = [n for n, told in enumerate(answers) if told["result"] == "admitted"]
        assert len(won) == 1
        others = [told for n, told in enumerate(answers) if n != won[0]]
        assert {(told["reason"], told["first_gate"], told["first_device"]) for told in others} == {
            ("already_admitted", f"Cổng Máy {won[0]}", f"Máy {won[0]}")
        }
        assert all(told["first_admitted_at"] for told in others)
    with app.app_context():
        counting = sa.select(sa.func.count()).where(Scan.counts)
        assert db.session.scalar(counting) == ROUNDS
    if FULL:
        print(f"door-race: {ROUNDS} tickets, {DEVICES} devices at once, 1 admitted each")  # noqa: T201 -- a proof says what it saw


KINDS = ["sqlite", *(["postgres"] if FULL and _door.postgres_answers() else [])]


@pytest.mark.proof("door-kill")
@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_server_forgets_no_answered_scan_and_counts_none_twice(kind: str) -> None:
    rng = np.random.default_rng(None if FULL else 7)
    with _door.database(kind) as (folder, url):
        fair = _door.Fair(folder, url)
        app = fair.prepare(400 * KILLS if FULL else 600, devices=4)
        codes = iter(fair.codes)
        answered: list[_door.Answered] = []
        for number in range(KILLS):
            answered += _killed(fair, codes, rng.uniform(0.2, 1.2), number)
        with (
            fair.server() as server,
            contextlib.closing(_door.Phone(server.port, fair.tokens[0])) as phone,
        ):
            again = [(one, phone.scan(one.code, one.nonce)) for one in answered]
        with app.app_context():
            rows = db.session.execute(
                sa.select(Scan.nonce, Scan.registration_id, Scan.counts).where(Scan.counts)
            ).all()
            db.session.remove()
            db.engine.dispose()
    known = [(one, now) for one, now in again if one.status]
    assert len(known) > KILLS
    assert all(one.body == now.body for one, now in known)
    assert {now.body["result"] for _one, now in again} == {"admitted"}
    assert len({row.registration_id for row in rows}) == len(rows) == len(answered)
    assert {row.nonce for row in rows} == {one.nonce for one in answered}
    if FULL:
        cut = len(again) - len(known)
        print(f"door-kill {kind}: {KILLS} kills, {len(known)} answered scans kept, {cut} cut off")  # noqa: T201 -- see above


def _killed(fair: _door.Fair, codes: Any, after: float, number: int) -> list[_door.Answered]:
    """Scan by four phones until the server dies under them; what each saw, the last unanswered."""
    seen: list[_door.Answered] = []
    hand = threading.Lock()
    with fair.server() as server:

        def work(device: int) -> None:
            with contextlib.closing(_door.Phone(server.port, fair.tokens[device])) as phone:
                scan(phone, device)

        def scan(phone: _door.Phone, device: int) -> None:
            for count in range(10_000):
                with hand:
                    code = next(codes, None)
                if code is None:
                    return
                one = phone.scan(code, f"kill-{number}-{device}-{count:05}")
                with hand:
                    seen.append(one)
                if one.status == 0:
                    return

        threads = [threading.Thread(target=work, args=(device,)) for device in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(after)
        server.kill()
        for thread in threads:
            thread.join(60)
    return seen
