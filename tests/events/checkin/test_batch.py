"""Queues of phones without a network: each scan answered once, the end the same in any order."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.db import db
from events.checkin.models import Conflict, Device, Direction, Scan, Verdict
from events.checkin.queries import head_count
from events.checkin.services.ledger import Passage, standings
from events.registration.models import Registration, RegistrationState
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import now
from tests.queries import count_queries
from tests.races import race

NOW = now()
LATER = NOW + timedelta(minutes=40)


@pytest.fixture
def door(app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A fair with two phones and three tickets; it is forty minutes after they were paired."""

    def make() -> dict[str, Any]:
        event, main = make_running_event(slug="cho")
        tickets = [make_ticket(event, full_name=f"Người {n}") for n in range(3)]
        return {
            "event": event.id,
            "main": main.id,
            "tokens": [make_phone(event, f"Máy {n}") for n in (1, 2)],
            "codes": [code for _row, code in tickets],
            "people": [row.id for row, _code in tickets],
        }

    made: dict[str, Any] = committed(make)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    one, two = (Phone(app, token) for token in made["tokens"])
    return made | {"one": one, "two": two}


def scans_of(app: Flask) -> list[Scan]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Scan).order_by(Scan.id)))


def count_of(app: Flask, door: dict[str, Any]) -> Any:
    with app.app_context():
        return head_count(door["main"], door["event"])


def minutes(number: int) -> Any:
    return NOW + timedelta(minutes=number)


def test_each_scan_is_answered_on_its_own_and_in_order(door: Any, app: Flask) -> None:
    one, codes = door["one"], door["codes"]
    queue = [
        one.told(codes[0], "queue-0001", minutes(5)),
        one.told("nonsense", "queue-0002", minutes(6), verdict="refused"),
        {"code": 7, "nonce": "queue-0003"},
        one.told(codes[1], "queue-0004", minutes(7)),
    ]

    answer = one.sync(queue, LATER)

    told = [(a["nonce"], a["status"], a.get("result")) for a in answer.json["answers"]]
    assert told == [
        ("queue-0001", 200, "admitted"),
        ("queue-0002", 200, "refused"),
        ("queue-0003", 422, None),
        ("queue-0004", 200, "admitted"),
    ]
    assert count_of(app, door).inside == 2
    assert [scan.scanned_at for scan in scans_of(app)][:1] == [minutes(5)]


def test_a_queue_sent_three_times_counts_once(door: Any, app: Flask) -> None:
    one = door["one"]
    queue = [one.told(code, f"queue-{n:04}", minutes(n)) for n, code in enumerate(door["codes"])]

    answers = [one.sync(queue, LATER).json["answers"] for _ in range(3)]

    assert answers == [answers[0]] * 3
    assert len(scans_of(app)) == 3


def test_a_queue_cut_in_half_ends_the_same(door: Any, app: Flask) -> None:
    one = door["one"]
    queue = [one.told(code, f"queue-{n:04}", minutes(n)) for n, code in enumerate(door["codes"])]

    one.sync(queue[:2], LATER)
    rest = one.sync(queue, LATER).json["answers"]

    assert [a["result"] for a in rest] == ["admitted"] * 3
    assert len(scans_of(app)) == 3


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
def test_two_phones_that_let_one_ticket_in_are_a_conflict_with_both(
    door: Any, app: Flask, order: tuple[int, ...]
) -> None:
    queues = [
        (door["one"], [door["one"].told(door["codes"][0], "early-0001", minutes(5))]),
        (door["two"], [door["two"].told(door["codes"][0], "later-0001", minutes(9))]),
    ]

    for number in order:
        phone, queue = queues[number]
        phone.sync(queue, LATER)

    rows = {scan.nonce: scan for scan in scans_of(app)}
    assert (rows["early-0001"].counts, rows["early-0001"].conflict) == (True, None)
    assert (rows["later-0001"].counts, rows["later-0001"].conflict) == (False, Conflict.TWICE)
    assert count_of(app, door).inside == 1


def test_a_conflict_names_the_first_phone_and_time(door: Any) -> None:
    door["one"].sync([door["one"].told(door["codes"][0], "early-0001", minutes(5))], LATER)

    answer = (
        door["two"]
        .sync([door["two"].told(door["codes"][0], "later-0001", minutes(9))], LATER)
        .json["answers"][0]
    )

    assert answer["conflict"] == {
        "kind": "twice",
        "first_at": minutes(5).isoformat(),
        "first_gate": "Cổng Máy 1",
        "first_device": "Máy 1",
    }
    assert (answer["result"], answer["reason"]) == ("refused", "already_admitted")


def test_an_online_scan_between_is_the_second_when_the_queue_was_first(
    door: Any, app: Flask
) -> None:
    door["two"].scan(door["codes"][0], "online-0001")
    door["one"].sync([door["one"].told(door["codes"][0], "early-0001", minutes(5))], LATER)

    rows = {scan.nonce: scan for scan in scans_of(app)}
    assert (rows["early-0001"].counts_once, rows["online-0001"].counts_once) == (True, False)
    assert rows["online-0001"].conflict is Conflict.TWICE
    assert door["two"].scan(door["codes"][0], "online-0001").json["result"] == "admitted"


def test_who_went_in_with_a_cancelled_ticket_is_inside_and_listed(
    door: Any, app: Flask, committed: Any
) -> None:
    def cancel() -> None:
        row = db.session.get_one(Registration, door["people"][0])
        row.state = RegistrationState.CANCELLED

    committed(cancel)

    answer = (
        door["one"]
        .sync([door["one"].told(door["codes"][0], "queue-0001", minutes(5))], LATER)
        .json["answers"][0]
    )

    assert (answer["result"], answer["reason"]) == ("admitted", "cancelled")
    assert answer["conflict"] == {"kind": "went_in"}
    assert count_of(app, door).inside == 1


def test_an_unknown_code_that_was_let_in_is_listed_and_counted_nowhere(
    door: Any, app: Flask
) -> None:
    door["one"].sync(
        [door["one"].told("0000 0000 0000", "queue-0001", minutes(5), verdict="later")], LATER
    )

    assert [scan.conflict for scan in scans_of(app)] == [Conflict.WENT_IN]
    assert count_of(app, door).inside == 0


def test_whom_the_phone_turned_away_did_not_come_in(door: Any, app: Flask) -> None:
    queue = [door["one"].told(door["codes"][0], "queue-0001", minutes(5), verdict="refused")]

    answer = door["one"].sync(queue, LATER).json["answers"][0]

    assert answer["reason"] == "turned_away"
    assert count_of(app, door).inside == 0


def test_a_clock_three_hours_ahead_is_corrected_and_marked(door: Any, app: Flask) -> None:
    one = door["one"]
    one.ahead = timedelta(hours=3)

    answer = one.sync([one.told(door["codes"][0], "queue-0001", minutes(5))], LATER)

    assert (answer.json["clock_offset_s"], answer.json["clock_ok"]) == (10800, False)
    assert [scan.scanned_at for scan in scans_of(app)] == [minutes(5)]
    with app.app_context():
        assert set(db.session.scalars(sa.select(Device.clock_offset_s))) == {10800, None}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("1970-01-01T00:00:00+00:00", NOW),  # not before its queue was last empty
        ("2100-01-01T00:00:00+00:00", LATER),  # not after it arrived
        ("0001-01-01T00:00:00+00:00", NOW),
        ("9999-12-31T23:59:59+00:00", LATER),
    ],
)
def test_impossible_times_are_brought_between_contact_and_arrival(
    door: Any, app: Flask, said: str, kept: Any
) -> None:
    one = door["one"]

    one.sync([one.told(door["codes"][0], "queue-0001", LATER) | {"scanned_at": said}], LATER)

    assert [scan.scanned_at for scan in scans_of(app)] == [kept]


def test_a_scan_whose_answer_came_too_late_is_known_by_its_nonce(door: Any, app: Flask) -> None:
    """Online it was refused, but the phone gave up waiting and let the person in."""
    door["one"].scan(door["codes"][0], "first-0001")
    door["two"].scan(door["codes"][0], "second-001")

    queue = [door["two"].told(door["codes"][0], "second-001", LATER)]
    answer = door["two"].sync(queue, LATER).json["answers"][0]

    assert (answer["status"], answer["reason"]) == (200, "already_admitted")
    assert [scan.conflict for scan in scans_of(app)] == [None, Conflict.TWICE]


def test_a_nonce_of_another_code_is_refused_alone_and_writes_nothing(door: Any, app: Flask) -> None:
    one, codes = door["one"], door["codes"]
    one.scan(codes[0], "queue-0001")
    queue = [
        one.told(codes[1], "queue-0001", minutes(5)),
        one.told(codes[1], "queue-0002", minutes(5)),
        one.told(codes[2], "queue-0002", minutes(5)),
    ]

    answers = one.sync(queue, LATER).json["answers"]

    assert [(a["status"], a.get("code")) for a in answers] == [
        (422, "checkin.nonce_reused"),
        (200, None),
        (422, "checkin.nonce_reused"),
    ]
    assert len(scans_of(app)) == 2


def test_a_queue_without_verdicts_is_judged_as_if_they_stood_there(door: Any, app: Flask) -> None:
    one, code = door["one"], door["codes"][0]
    queue = [
        {"code": code, "nonce": f"queue-{n:04}", "direction": direction}
        for n, direction in enumerate(["exit", "entry", "entry", "exit", "exit"])
    ]

    answers = one.sync(queue, LATER).json["answers"]

    assert [a["reason"] for a in answers] == [
        "not_inside",
        None,
        "already_admitted",
        None,
        "not_inside",
    ]
    assert all(scan.conflict is None for scan in scans_of(app))


@pytest.mark.parametrize("number", [0, 201])
def test_a_queue_has_one_to_two_hundred_scans(door: Any, number: int) -> None:
    queue = [{"code": "1", "nonce": f"queue-{n:04}"} for n in range(number)]

    answer = door["one"].sync(queue, LATER)

    assert (answer.status_code, answer.json["field"]) == (422, "scans")


def test_two_hundred_scans_take_as_many_statements_as_two(door: Any, app: Flask) -> None:
    one = door["one"]
    few = [one.told(f"{n:012}", f"warm-{n:04}", minutes(1)) for n in range(2)]
    one.sync(few, LATER)
    with count_queries(app) as sent:
        one.sync([q | {"nonce": f"few-{n:05}"} for n, q in enumerate(few)], LATER)
    many = [one.told(f"{n:012}", f"many-{n:04}", minutes(1)) for n in range(200)]
    with count_queries(app) as sent_for_many:
        one.sync(many, LATER)

    assert len(sent_for_many) == len(sent)


def test_the_same_queue_at_once_from_eight_threads_is_one(door: Any, app: Flask) -> None:
    one = door["one"]
    queue = [one.told(code, f"queue-{n:04}", minutes(n)) for n, code in enumerate(door["codes"])]

    answers = race(app, 8, lambda _n: one.sync(queue, LATER))

    assert {answer.status_code for answer in answers} == {200}
    assert [answer.json["answers"] for answer in answers] == [answers[0].json["answers"]] * 8
    assert (len(scans_of(app)), count_of(app, door).inside) == (3, 3)


def test_two_phones_queues_at_once_leave_one_entry_each(door: Any, app: Flask) -> None:
    phones = [door["one"], door["two"]]

    def act(n: int) -> Any:
        phone = phones[n % 2]
        told = [phone.told(c, f"race-{n}-{i:04}", minutes(n)) for i, c in enumerate(door["codes"])]
        return phone.sync(told, LATER)

    answers = race(app, 6, act)

    assert {answer.status_code for answer in answers} == {200}
    assert count_of(app, door).inside == 3
    rows = scans_of(app)
    assert sum(scan.conflict is Conflict.TWICE for scan in rows) == len(rows) - 3 == 15
    assert {scan.nonce[:6] for scan in rows if scan.counts} == {"race-0"}


PASSAGES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([None, 1, 2]), st.sampled_from(list(Direction))),
    max_size=7,
)


@given(PASSAGES, st.booleans(), st.randoms(use_true_random=False))
def test_the_ledger_does_not_depend_on_the_order_of_arrival(
    drawn: list[tuple[int, int | None, Direction]], allows_reentry: bool, shuffle: Any
) -> None:
    passages = [
        Passage(f"n{i}", way, NOW + timedelta(minutes=minute), device, Verdict.ADMITTED)
        for i, (minute, device, way) in enumerate(drawn)
    ]
    mixed = list(passages)
    shuffle.shuffle(mixed)

    worth = standings(passages, allows_reentry=allows_reentry)

    assert standings(mixed, allows_reentry=allows_reentry) == worth
    signs = [
        (1 if one.direction is Direction.ENTRY else -1)
        for one in sorted(passages, key=lambda p: p.place)
        if worth[one.nonce].counts
    ]
    assert set(itertools.accumulate(signs)) <= {0, 1}
    assert allows_reentry or signs.count(1) <= 1
    assert sum(one.counts_once for one in worth.values()) <= 1
