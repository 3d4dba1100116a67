"""Somebody is wanted at sixteen tables at one time: one has them, fifteen are told so."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from events.programme.models import Claim, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.people.errors import InterpreterBusy, PersonBusy
from matchmaking.people.models import Interpreter
from matchmaking.people.services import assign_interpreter
from matchmaking.timetable.models import Table
from matchmaking.timetable.services import accept_meeting
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_interpreter,
    make_meeting,
    make_member,
    make_slot,
    make_table,
    make_user,
)
from tests.races import race, without_constraint

RACERS = 16


def make_one_for_all() -> dict[str, Any]:
    """Sixteen firms that all send the same person, each with a request and a table of its own."""
    event, person = make_event(), make_user()
    meetings, tables = [], []
    for _number in range(RACERS):
        exhibitor = make_exhibitor(event)
        make_member(exhibitor.company, user=person)
        meetings.append(
            make_meeting(make_buyer(event), exhibitor, exhibitor_person_id=person.id).id
        )
        tables.append(make_table(event).id)
    return {"slot": make_slot(event).id, "meetings": meetings, "tables": tables, "who": person.id}


def accept_at_once(app: Flask, made: dict[str, Any], at: datetime) -> list[Any]:
    def act(number: int) -> str:
        with transaction():
            accept_meeting(
                db.session.get_one(Meeting, made["meetings"][number]),
                slot=db.session.get_one(Slot, made["slot"]),
                table=db.session.get_one(Table, made["tables"][number]),
                actor=None,
                at=at,
            )
        return "accepted"

    return race(app, RACERS, act)


def expected_at(app: Flask, made: dict[str, Any]) -> int:
    """At how many tables the person is expected in the slot."""
    with app.app_context():
        claims = sa.select(sa.func.count()).where(
            Claim.holder_kind == HolderKind.PERSON,
            Claim.holder_id == made["who"],
            Claim.slot_id == made["slot"],
        )
        return db.session.scalar(claims) or 0


@pytest.mark.proof("booking")
def test_a_person_is_sent_to_one_of_sixteen_tables(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    made = committed(make_one_for_all)

    outcomes = accept_at_once(app, made, at)

    assert outcomes.count("accepted") == 1
    assert [type(one) for one in outcomes if one != "accepted"] == [PersonBusy] * (RACERS - 1)
    assert expected_at(app, made) == 1


@pytest.mark.proof("booking")
def test_without_the_constraint_the_person_is_sent_to_all(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    made = committed(make_one_for_all)

    with contextlib.ExitStack() as away:
        away.enter_context(without_constraint(app, "claims", "uq_claims_holder_once_per_slot"))
        outcomes = accept_at_once(app, made, at)
        tables = expected_at(app, made)

    assert outcomes == ["accepted"] * RACERS
    assert tables == RACERS


def make_one_interpreter() -> dict[str, Any]:
    """Sixteen placed meetings in one slot need the only interpreter."""
    event = make_event()
    slot, one = make_slot(event), make_interpreter(event)
    meetings = []
    for _number in range(RACERS):
        meeting = make_meeting(
            make_buyer(event),
            make_exhibitor(event),
            state=MeetingState.PLACED,
            language="zh",
            interpreted_into="vi",
        )
        db.session.add(
            Claim(
                event_id=event.id,
                slot_id=slot.id,
                holder_kind=HolderKind.BUYER,
                holder_id=meeting.buyer_id,
                meeting_id=meeting.id,
            )
        )
        meetings.append(meeting.id)
    db.session.flush()
    return {"slot": slot.id, "meetings": meetings, "one": one.id, "who": one.user_id}


def assign_at_once(app: Flask, made: dict[str, Any], at: datetime) -> list[Any]:
    def act(number: int) -> str:
        with transaction():
            meeting = db.session.get_one(Meeting, made["meetings"][number])
            one = db.session.get_one(Interpreter, made["one"])
            assign_interpreter(meeting, one, actor=None, at=at)
        return "assigned"

    return race(app, RACERS, act)


@pytest.mark.proof("booking")
def test_an_interpreter_is_given_to_one_of_sixteen_meetings(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    made = committed(make_one_interpreter)

    outcomes = assign_at_once(app, made, at)

    assert outcomes.count("assigned") == 1
    assert [type(one) for one in outcomes if one != "assigned"] == [InterpreterBusy] * (RACERS - 1)
    assert expected_at(app, made) == 1


@pytest.mark.proof("booking")
def test_without_the_constraint_the_interpreter_is_given_to_all(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    made = committed(make_one_interpreter)

    with contextlib.ExitStack() as away:
        away.enter_context(without_constraint(app, "claims", "uq_claims_holder_once_per_slot"))
        outcomes = assign_at_once(app, made, at)
        meetings = expected_at(app, made)

    assert outcomes == ["assigned"] * RACERS
    assert meetings == RACERS
