"""Several firms and one buyer share a slot; each speaks for itself, and a no stops nobody else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.outbox import OutboxMessage, render
from events.programme.models import Claim, HolderKind, MeetingMode
from matchmaking.groups import services
from matchmaking.groups.errors import BuyersOwnFirm, FirmSaidNo, GroupsOff, MeetAlready, WrongSize
from matchmaking.meetings.errors import (
    AlreadyAsked,
    FullUp,
    NotOfCompany,
    RequestExpired,
    TooManyOpen,
    WrongState,
)
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.queries import has_room, limits_of, live_between, meetings_of
from matchmaking.meetings.services import (
    decline_meeting,
    expire_requests,
    request_meeting,
    set_limits,
)
from matchmaking.meetings.states import DeclineReason, GroupHost, MeetingState, MemberState
from matchmaking.needs.models import Side
from matchmaking.timetable.errors import ExhibitorBusy
from matchmaking.timetable.queries import free_places
from matchmaking.timetable.rules import can_cancel_meeting, can_move_meeting
from matchmaking.timetable.services import accept_meeting, cancel_meeting
from tests.factories import make_buyer, make_exhibitor, make_member
from tests.matchmaking.groups.tables import make_round

S, M = MeetingState, MemberState


def claims(meeting: Any) -> set[tuple[HolderKind, int]]:
    rows = sa.select(Claim.holder_kind, Claim.holder_id).where(Claim.meeting_id == meeting.id)
    return {(kind, holder_id) for kind, holder_id in db.session.execute(rows).tuples()}


def mails(template: str) -> list[str]:
    rows = sa.select(OutboxMessage).where(OutboxMessage.template == template)
    return sorted(one.to_address for one in db.session.scalars(rows))


def test_every_firm_is_invited_and_told_who_else_is(session: Any, at: datetime) -> None:
    there = make_round()

    meeting = there.invite(at=at, note="Cần 200 tấn mỗi tháng")

    assert [one.state for one in meeting.members] == [M.INVITED] * 3
    assert mails("group_invited") == sorted(user.email for user in there.users)
    mail = db.session.scalars(sa.select(OutboxMessage).limit(1)).one()
    _subject, body = render(mail)
    assert "Cần 200 tấn mỗi tháng" in body


def test_it_stands_as_soon_as_enough_have_said_yes(session: Any, at: datetime) -> None:
    there = make_round(least=2)
    meeting = there.invite(at=at)

    there.join(meeting, 0, at=at)
    before = meeting.state
    there.join(meeting, 2, at=at)

    assert (before, meeting.state) == (S.REQUESTED, S.ACCEPTED)
    assert meeting.sellers == "HTX 0, HTX 2"
    assert mails("group_stands") == sorted(
        [there.buyer_user.email, there.users[0].email, there.users[2].email]
    )


def test_a_slot_takes_everybody_who_comes_and_nobody_else(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)

    there.place(meeting, at=at)

    assert claims(meeting) == {
        (HolderKind.TABLE, there.tables[0].id),
        (HolderKind.BUYER, there.buyer.id),
        (HolderKind.COMPANY, there.buyer.company_id),
        (HolderKind.PERSON, there.buyer_user.id),
        *((HolderKind.EXHIBITOR, there.firms[n].id) for n in (0, 1)),
        *((HolderKind.COMPANY, there.firms[n].company_id) for n in (0, 1)),
        *((HolderKind.PERSON, there.users[n].id) for n in (0, 1)),
    }


def test_only_times_at_which_all_who_come_are_free_are_offered(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(0, 1, at=at)
    there.join(meeting, 0, 1, at=at)
    for n, slot in ((1, there.slots[0]), (2, there.slots[1])):
        other = request_meeting(
            there.buyer if n == 2 else _other_buyer(there),
            there.firms[n],
            side=Side.BUYER,
            actor=None,
            at=at,
        )
        accept_meeting(other, slot=slot, table=there.tables[1], actor=None, at=at)

    offered = [place.slot.id for place in free_places(meeting, at=at)]

    assert offered == [there.slots[2].id]
    with pytest.raises(ExhibitorBusy):
        there.place(meeting, at=at, slot=0)


def _other_buyer(there: Any) -> Any:
    return make_buyer(there.event)


def test_a_firm_that_comes_late_joins_where_its_time_is_free(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)
    there.place(meeting, at=at)
    sequence = meeting.sequence

    there.join(meeting, 2, at=at)

    assert (HolderKind.COMPANY, there.firms[2].company_id) in claims(meeting)
    assert meeting.sequence == sequence + 1
    assert meeting.sellers == "HTX 0, HTX 1, HTX 2"


def test_a_firm_that_is_elsewhere_then_cannot_join(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)
    there.place(meeting, at=at)
    other = request_meeting(_other_buyer(there), there.firms[2], side=Side.BUYER, actor=None, at=at)
    accept_meeting(other, slot=there.slots[0], table=there.tables[1], actor=None, at=at)

    with pytest.raises(ExhibitorBusy), db.session.begin_nested():
        there.join(meeting, 2, at=at)

    db.session.expire_all()
    assert there.member(meeting, 2).state is M.INVITED


def test_a_no_stops_nobody_else_and_the_buyer_alone_reads_why(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)

    services.pass_on(
        there.member(meeting, 0),
        actor=there.users[0],
        at=at,
        reason=DeclineReason.SOLD_OUT,
        answer="Vụ này đã bán hết.",
    )
    there.join(meeting, 1, 2, at=at)

    assert meeting.state is S.ACCEPTED
    assert meeting.exhibitor_id == there.firms[1].id
    assert mails("group_left") == [there.buyer_user.email]
    assert mails("group_stands") == sorted(
        [there.buyer_user.email, there.users[1].email, there.users[2].email]
    )


def test_with_too_few_left_it_does_not_come_about(session: Any, at: datetime) -> None:
    there = make_round(least=3)
    meeting = there.invite(at=at)
    there.join(meeting, 0, at=at)

    services.pass_on(there.member(meeting, 1), actor=there.users[1], at=at)

    assert meeting.state is S.CANCELLED
    assert not any(one.is_live for one in meeting.members)
    assert there.buyer_user.email in mails("group_off")
    assert there.users[0].email in mails("group_off")


def test_whoever_leaves_frees_its_time_and_the_others_meet(session: Any, at: datetime) -> None:
    there = make_round(least=2)
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, 2, at=at)
    there.place(meeting, at=at)

    services.leave(there.member(meeting, 0), actor=there.users[0], at=at)

    assert meeting.state is S.PLACED
    assert meeting.exhibitor_id == there.firms[1].id
    held = claims(meeting)
    assert not {
        holder
        for holder in held
        if holder[1] == there.firms[0].company_id and holder[0] is HolderKind.COMPANY
    }
    assert (HolderKind.TABLE, there.tables[0].id) in held
    assert mails("group_smaller") == sorted([there.users[1].email, there.users[2].email])


def test_below_the_least_it_is_called_off_with_everything_free(session: Any, at: datetime) -> None:
    there = make_round(least=3)
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, 2, at=at)
    there.place(meeting, at=at)

    services.leave(there.member(meeting, 1), actor=there.users[1], at=at)

    assert meeting.state is S.CANCELLED
    assert claims(meeting) == set()
    assert there.buyer_user.email in mails("group_off")
    db.session.expire_all()
    assert meeting.placement is None


def test_the_buyer_calls_it_off_for_all(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)
    there.place(meeting, at=at)

    cancel_meeting(meeting, actor=there.buyer_user, side=Side.BUYER, at=at)

    assert mails("meeting_cancelled") == sorted([there.users[0].email, there.users[1].email])
    assert live_between(there.buyer.id, there.firms[0].id) is None


def test_answering_twice_or_too_late_is_refused(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, at=at)

    with pytest.raises(WrongState):
        there.join(meeting, 0, at=at)
    with pytest.raises(WrongState):
        services.leave(there.member(meeting, 1), actor=None, at=at)
    with pytest.raises(RequestExpired):
        there.join(meeting, 1, at=meeting.expires_at + timedelta(minutes=1))


def test_a_group_nobody_answered_is_over(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, at=at)

    expire_requests(at=meeting.expires_at)

    assert meeting.state is S.EXPIRED
    assert not any(one.is_live for one in meeting.members)
    assert there.invite(at=meeting.expires_at).state is S.REQUESTED


def test_whoever_stays_silent_is_let_go_when_time_is_over(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)

    assert services.close_overdue(at=at) == 0
    assert services.close_overdue(at=meeting.expires_at) == 1

    db.session.expire_all()
    silent = there.member(meeting, 2)
    assert meeting.state_for({there.firms[2].company_id}, meeting.expires_at) is S.EXPIRED
    assert not silent.is_live


@pytest.mark.parametrize("firms", [1, 3])
def test_a_group_has_as_many_firms_as_the_event_says(
    session: Any, at: datetime, firms: int
) -> None:
    there = make_round(most=2)

    with pytest.raises(WrongSize):
        there.invite(*range(firms), at=at)


def test_where_groups_are_not_allowed_nobody_invites_one(session: Any, at: datetime) -> None:
    with pytest.raises(GroupsOff):
        make_round(allowed=False).invite(at=at)


def test_who_meets_the_buyer_already_is_left_out(session: Any, at: datetime) -> None:
    there = make_round(firms=4)
    request_meeting(there.buyer, there.firms[0], side=Side.BUYER, actor=None, at=at)

    with pytest.raises(MeetAlready):
        there.invite(0, 1, at=at)
    there.invite(1, 2, at=at)
    with pytest.raises(MeetAlready):
        there.invite(2, 3, at=at)
    with pytest.raises(AlreadyAsked):
        request_meeting(there.buyer, there.firms[1], side=Side.BUYER, actor=None, at=at)
    with pytest.raises(AlreadyAsked):
        request_meeting(there.buyer, there.firms[1], side=Side.EXHIBITOR, actor=None, at=at)


def test_a_no_of_before_wins(session: Any, at: datetime) -> None:
    there = make_round()
    asked = request_meeting(there.buyer, there.firms[0], side=Side.BUYER, actor=None, at=at)
    decline_meeting(asked, actor=None, at=at)

    with pytest.raises(FirmSaidNo):
        there.invite(at=at)


def test_the_buyers_own_firm_is_no_guest(session: Any, at: datetime) -> None:
    there = make_round()
    own = make_exhibitor(there.event, there.buyer.company)

    with pytest.raises(BuyersOwnFirm):
        services.invite(there.buyer, [own, there.firms[0]], side=Side.BUYER, actor=None, at=at)


def test_a_group_counts_once_for_each_of_those_in_it(session: Any, at: datetime) -> None:
    there = make_round()
    set_limits(there.event, most_open=1, most_agreed=1, most_musts=1, actor=None, at=at)
    limits = limits_of(there.event.id)
    meeting = there.invite(0, 1, at=at)
    with pytest.raises(TooManyOpen):
        request_meeting(there.buyer, there.firms[2], side=Side.BUYER, actor=None, at=at)

    there.join(meeting, 0, 1, at=at)

    parties: list[Any] = [there.buyer, *there.firms]
    assert [has_room(one, limits=limits) for one in parties] == [False, False, False, True]
    with pytest.raises(FullUp):
        request_meeting(_other_buyer(there), there.firms[1], side=Side.BUYER, actor=None, at=at)


def test_firms_that_go_together_ask_the_buyer_first(session: Any, at: datetime) -> None:
    there = make_round()

    meeting = there.invite(at=at, side=Side.EXHIBITOR, actor=there.users[0])
    there.join(meeting, 1, at=at)
    waiting = meeting.state
    services.agree_as_buyer(meeting, actor=there.buyer_user, at=at)

    assert mails("group_proposed") == [there.buyer_user.email]
    assert there.member(meeting, 0).comes
    assert (waiting, meeting.state) == (S.REQUESTED, S.ACCEPTED)


def test_a_buyer_who_agrees_early_waits_for_enough_firms(session: Any, at: datetime) -> None:
    there = make_round(least=2)
    meeting = there.invite(at=at, side=Side.EXHIBITOR, actor=there.users[0])

    services.agree_as_buyer(meeting, actor=there.buyer_user, at=at)
    waiting = meeting.state
    there.join(meeting, 2, at=at)

    assert (waiting, meeting.state) == (S.REQUESTED, S.ACCEPTED)


def test_each_of_them_finds_it_among_its_meetings(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)
    services.pass_on(there.member(meeting, 2), actor=there.users[2], at=at)
    people = [there.buyer_user, *there.users]

    found = [meetings_of(one) for one in people]

    assert found == [[meeting]] * 4
    states = [meeting.state_for({one.company_id}, at) for one in there.firms]
    assert states == [S.ACCEPTED, S.ACCEPTED, S.DECLINED]


def test_the_organisers_table_is_set_by_the_organiser(session: Any, at: datetime) -> None:
    there = make_round(host=GroupHost.ORGANISER, mode=MeetingMode.BOOKS)
    meeting = there.invite(at=at)
    there.join(meeting, 0, 1, at=at)

    assert not can_move_meeting(there.buyer_user, meeting)
    assert can_cancel_meeting(there.buyer_user, meeting)
    assert not can_cancel_meeting(there.users[0], meeting)


def test_the_database_keeps_a_firm_in_one_live_group_of_a_buyer(session: Any, at: datetime) -> None:
    there = make_round(firms=4)
    there.invite(0, 1, at=at)
    other = there.invite(2, 3, at=at)

    db.session.add(
        GroupMember(
            event_id=there.event.id,
            meeting_id=other.id,
            buyer_id=there.buyer.id,
            exhibitor_id=there.firms[0].id,
        )
    )

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_named_person_must_be_of_the_firm(session: Any, at: datetime) -> None:
    there = make_round()
    meeting = there.invite(at=at)
    colleague = make_member(there.firms[0].company)

    with pytest.raises(NotOfCompany), db.session.begin_nested():
        services.join(there.member(meeting, 0), actor=None, at=at, person_id=there.users[1].id)
    db.session.expire_all()
    services.join(there.member(meeting, 0), actor=None, at=at, person_id=colleague.id)

    assert there.member(meeting, 0).person_id == colleague.id
