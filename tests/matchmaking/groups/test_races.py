"""Two firms answer, leave or are placed in the same moment: the claims and locks decide."""

from datetime import datetime
from typing import Any

from flask import Flask

from core.db import db, transaction
from events.programme.models import Slot
from matchmaking.groups import services
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import request_meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.errors import ExhibitorBusy
from matchmaking.timetable.models import Table
from matchmaking.timetable.services import accept_meeting
from tests.factories import make_buyer, make_member
from tests.matchmaking.groups.tables import make_round
from tests.races import race

S = MeetingState


def _ids(there: Any, meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting.id,
        "members": [one.id for one in meeting.members],
        "slot": there.slots[0].id,
        "tables": [table.id for table in there.tables],
    }


def test_firms_that_say_yes_at_once_all_come_and_it_stands_once(
    app: Flask, committed: Any, at: datetime
) -> None:
    def make() -> dict[str, Any]:
        there = make_round(firms=4, least=3)
        return _ids(there, there.invite(at=at))

    ids = committed(make)

    def join(number: int) -> str:
        with transaction():
            member = db.session.get_one(GroupMember, ids["members"][number])
            services.join(member, actor=None, at=at)
        return "comes"

    assert race(app, 4, join) == ["comes"] * 4
    with app.app_context():
        meeting = db.session.get_one(Meeting, ids["meeting"])
        assert meeting.state is S.ACCEPTED
        assert len(meeting.exhibitors) == 4


def test_firms_that_leave_at_once_end_it_once(app: Flask, committed: Any, at: datetime) -> None:
    def make() -> dict[str, Any]:
        there = make_round(firms=4, least=3)
        meeting = there.invite(at=at)
        there.join(meeting, 0, 1, 2, 3, at=at)
        there.place(meeting, at=at)
        return _ids(there, meeting)

    ids = committed(make)

    def leave(number: int) -> str:
        with transaction():
            member = db.session.get_one(GroupMember, ids["members"][number])
            services.leave(member, actor=None, at=at)
        return "left"

    outcomes = race(app, 4, leave)

    assert outcomes.count("left") == 2  # the second is one too many, and then it is over
    with app.app_context():
        assert db.session.get_one(Meeting, ids["meeting"]).state is S.CANCELLED


def test_a_group_and_a_pair_race_for_one_firm_s_time(
    app: Flask, committed: Any, at: datetime
) -> None:
    def make() -> dict[str, Any]:
        there = make_round(firms=2)
        meeting = there.invite(at=at)
        there.join(meeting, 0, 1, at=at)
        other = make_buyer(there.event)
        make_member(other.company)
        pair = request_meeting(other, there.firms[1], side=Side.BUYER, actor=None, at=at)
        return _ids(there, meeting) | {"both": [meeting.id, pair.id]}

    ids = committed(make)

    def place(number: int) -> str:
        with transaction():
            accept_meeting(
                db.session.get_one(Meeting, ids["both"][number]),
                slot=db.session.get_one(Slot, ids["slot"]),
                table=db.session.get_one(Table, ids["tables"][number]),
                actor=None,
                at=at,
            )
        return "placed"

    outcomes = race(app, 2, place)

    assert outcomes.count("placed") == 1
    assert sum(isinstance(one, ExhibitorBusy) for one in outcomes) == 1
