"""Six processes book, move and cancel through HTTP; the history of answers breaks no promise.

The control takes the constraints away: then the same judge sees tables and people promised twice.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import waitress
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from accounts.sign_in.models import User
from core.db import db
from matchmaking.timetable.models import Placement
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_table,
)
from tests.matchmaking.timetable.booking import client as booking_client
from tests.matchmaking.timetable.booking.judge import breaches, standing
from tests.races import without_constraint

WHOLE = os.environ.get("CHOPHIEN_PROOF") == "full"
SECONDS = 60 if WHOLE else 3
CONTROL_SECONDS = 10 if WHOLE else 2
SERVER_ERROR = 500
ROUNDS = 10  # of the control, until it has shown what it should
PROCESSES, PARTIES, SLOTS, TABLES = 6, 6, 4, 3

pytestmark = pytest.mark.proof("booking-race")


def make_ground() -> dict[str, Any]:
    """Six buyers, six exhibitors, everybody asked; few slots and fewer tables."""
    event = make_event()
    buyers = [make_buyer(event) for _ in range(PARTIES)]
    exhibitors = [make_exhibitor(event) for _ in range(PARTIES)]
    companies = [one.company for one in buyers] + [one.company for one in exhibitors]
    user_of = {company.id: make_member(company).id for company in companies}
    return {
        "slug": event.slug,
        "slots": [make_slot(event).id for _ in range(SLOTS)],
        "tables": [make_table(event).id for _ in range(TABLES)],
        "people": list(user_of.values()),
        "pairs": [
            {
                "meeting": make_meeting(buyer, exhibitor).id,
                "buyer_id": buyer.id,
                "exhibitor_id": exhibitor.id,
                "buyer": str(user_of[buyer.company_id]),
                "seller": str(user_of[exhibitor.company_id]),
            }
            for buyer in buyers
            for exhibitor in exhibitors
        ],
    }


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """The server that ships, in front of the application, on a port of its own."""
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    thread.join(10)


def orders(app: Flask, ground: dict[str, Any], port: int, seconds: int) -> dict[str, Any]:
    """Who may speak, with their sessions; nobody signs in six hundred times."""
    interface: Any = app.session_interface
    sign = interface.get_signing_serializer(app).dumps
    name = app.config["SESSION_COOKIE_NAME"]
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
    cookies = {}
    with app.app_context():
        for user_id in ground["people"]:
            identity = db.session.get_one(User, user_id).get_id()
            session = {"_user_id": identity, "_fresh": True, "csrf_token": "known"}
            cookies[str(user_id)] = f"{name}={sign(session)}"
    return ground | {
        "cookies": cookies,
        "token": token.dumps("known"),
        "port": port,
        "seconds": seconds,
    }


def run_race(given: dict[str, Any], *, first_seed: int = 0) -> list[dict[str, Any]]:
    """Let all processes go and gather what they did."""
    script = str(Path(booking_client.__file__))
    processes = [
        subprocess.Popen(
            [sys.executable, script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    outputs: list[str] = [""] * PROCESSES

    def feed(number: int) -> None:
        order = json.dumps(given | {"seed": first_seed + number})
        outputs[number] = processes[number].communicate(order, timeout=given["seconds"] + 60)[0]

    threads = [threading.Thread(target=feed, args=(number,)) for number in range(PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.returncode for process in processes] == [0] * PROCESSES
    return [json.loads(line) for output in outputs for line in output.splitlines()]


def tell(app: Flask, name: str, history: list[dict[str, Any]], found: int) -> None:
    """Print what the proof is asked for."""
    with app.app_context():
        database = db.engine.dialect.name
    done = Counter(one["what"] for one in history if one["done"])
    errors = sum(one["status"] >= SERVER_ERROR for one in history)
    print(  # noqa: T201 -- `prove` is asked for it
        f"\n{name} on {database}: {len(history)} answers, done {dict(sorted(done.items()))}, "
        f"{errors} five-hundreds, {found} violations"
    )


def test_nobody_and_no_table_is_promised_twice(
    app: Flask, committed: Callable[..., Any], at: datetime, port: int
) -> None:
    given = orders(app, committed(make_ground), port, SECONDS)

    history = run_race(given)

    found = breaches(history)
    tell(app, "booking race", history, len(found))
    assert found == []
    assert [one for one in history if one["status"] >= SERVER_ERROR] == []
    done = {one["what"] for one in history if one["done"]}
    assert done >= ({"ask", "accept", "move", "cancel"} if WHOLE else {"accept"})
    with app.app_context():
        rows = db.session.execute(
            sa.select(Placement.meeting_id, Placement.slot_id, Placement.table_id)
        )
        there = {meeting_id: (slot_id, table_id) for meeting_id, slot_id, table_id in rows}
    promised = standing(history)
    assert {meeting_id: there.get(meeting_id) for meeting_id in promised} == promised


def test_without_the_constraints_the_judge_sees_promises_broken(
    app: Flask, committed: Callable[..., Any], at: datetime, port: int
) -> None:
    given = orders(app, committed(make_ground), port, CONTROL_SECONDS)

    with contextlib.ExitStack() as away:
        away.enter_context(without_constraint(app, "placements", "uq_placements_slot_id_table_id"))
        away.enter_context(without_constraint(app, "claims", "uq_claims_holder_once_per_slot"))
        history: list[dict[str, Any]] = []
        for turn in range(ROUNDS):  # a busy machine may let one request after the other
            history += run_race(given, first_seed=turn * PROCESSES)
            if breaches(history):
                break

    found = breaches(history)
    tell(app, "control without constraints", history, len(found))
    assert found


def _said(what: str, meeting: int, began: float, ended: float, **values: Any) -> dict[str, Any]:
    place = {"slot": 1, "table": 1, "buyer": meeting, "exhibitor": meeting}
    return place | {
        "what": what,
        "meeting": meeting,
        "done": True,
        "status": 303,
        "began": began,
        "ended": ended,
        **values,
    }


def test_the_judge_tells_a_breach_from_a_place_handed_on() -> None:
    handed_on = [
        _said("accept", 1, 0, 1),
        _said("cancel", 1, 2, 5),
        _said("accept", 2, 3, 4),
    ]
    both = [_said("accept", 1, 0, 1), _said("accept", 2, 2, 3), _said("cancel", 1, 4, 5)]

    assert breaches(handed_on) == []
    assert [(kind, one.meeting, two.meeting) for kind, one, two in breaches(both)] == [
        ("table", 1, 2)
    ]
    assert standing(handed_on) == {2: (1, 1)}
