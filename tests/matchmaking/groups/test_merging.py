"""Two entries of one firm sit at a table once; where that leaves too few, it is called off."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.merging import merge_companies, merge_objections
from core.db import db
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.services import request_meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.errors import MetEachOther
from matchmaking.timetable.services import accept_meeting
from tests.factories import make_exhibitor
from tests.matchmaking.groups.tables import make_round

S = MeetingState


def test_both_entries_in_one_group_become_one_guest(session: Any, at: datetime) -> None:
    there = make_round(firms=4, least=2)
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, 2, at=at)

    merge_companies(there.firms[0].company, there.firms[1].company, at=at, actor=None)

    db.session.expire_all()
    firms = [one.exhibitor_id for one in meeting.members]
    assert len(firms) == len(set(firms)) == 3
    assert meeting.state is S.ACCEPTED
    assert meeting.sellers == "HTX 0, HTX 2"


def test_a_meeting_of_two_goes_before_a_seat_in_a_group(session: Any, at: datetime) -> None:
    there = make_round(firms=4, least=2)
    group = there.invite(0, 1, 2, at=at)
    there.join(group, 0, 1, 2, at=at)
    alone = request_meeting(there.buyer, there.firms[3], side=Side.BUYER, actor=None, at=at)
    accept_meeting(alone, slot=there.slots[0], table=there.tables[0], actor=None, at=at)

    merge_companies(there.firms[3].company, there.firms[0].company, at=at, actor=None)

    db.session.expire_all()
    assert alone.state is S.PLACED
    assert group.sellers == "HTX 1, HTX 2"
    live = sa.select(sa.func.count()).where(GroupMember.is_live)
    assert db.session.scalar(live) == 2


def test_whoever_agreed_to_be_a_guest_is_another_firm(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, at=at)

    found = merge_objections(there.buyer.company, there.firms[0].company, at=at)

    assert [type(error) for error in found] == [MetEachOther]


def test_a_seat_moves_with_the_firm(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)
    there.place(meeting, at=at)
    other = make_exhibitor(there.event)

    merge_companies(other.company, there.firms[0].company, at=at, actor=None)

    db.session.expire_all()
    assert meeting.state is S.PLACED
    assert other.company.name in meeting.sellers
