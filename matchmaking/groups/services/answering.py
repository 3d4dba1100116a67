"""Each firm of a group says yes or no for itself, or leaves; the meeting stands while enough come.

Buyer before exhibitor before meeting, as everywhere: nobody waits in a circle.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import changed, constraints, db, lock
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, HolderKind
from matchmaking.meetings.errors import FullUp, RequestExpired, SlotTaken, WrongState
from matchmaking.meetings.mails import tell, tell_firm
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import has_room, limits_of
from matchmaking.meetings.services import check_move, hold, move, name_usual
from matchmaking.meetings.services.deadlines import set_deadline
from matchmaking.meetings.services.naming import person_asking
from matchmaking.meetings.states import DeclineReason, MeetingState, MemberState
from matchmaking.needs.models import Buyer, Side
from matchmaking.people.errors import PersonBusy
from matchmaking.people.services import fill_gaps, free_interpreter
from matchmaking.timetable.availability.services import refusal_of
from matchmaking.timetable.errors import ExhibitorBusy
from matchmaking.timetable.services import calendar_changed, release

S, M = MeetingState, MemberState
OPEN = frozenset({S.REQUESTED, S.ACCEPTED, S.PLACED})
CLASHES = {"uq_claims_holder_once_per_slot": SlotTaken}


def join(member: GroupMember, *, actor: Any, at: datetime, person_id: int | None = None) -> Meeting:
    """A firm says yes; with enough of them the meeting stands, and who comes later joins it.

    Where the meeting has its time already, that time must suit the newcomer as well.

    Raises
    ------
    WrongState, RequestExpired, NotOfCompany, FullUp, Away, DayFull, NeedsBreak, ExhibitorBusy,
    PersonBusy
    """
    meeting = _held(member, M.INVITED)
    if meeting.expires_at <= at:
        raise RequestExpired
    _check_room(member.exhibitor)
    company = member.exhibitor.company
    member.person_id = person_asking(company.id, person_id, actor)
    member.state, member.answered_at = M.ACCEPTED, at
    activity.record("meeting:joined", meeting, actor=actor, at=at, for_company_id=company.id)
    if meeting.state is S.REQUESTED:
        if _stand_if_enough(meeting, Side.EXHIBITOR, actor=actor, at=at):
            return meeting
    else:
        if meeting.state is S.PLACED:
            _take_seat(member)
        calendar_changed(meeting, at=at)  # who comes is part of the entry; drafts are void
    tell(meeting, Side.BUYER, "group_joined", at=at, firm=company.name)
    db.session.flush()
    return meeting


def agree_as_buyer(
    meeting: Meeting, *, actor: Any, at: datetime, person_id: int | None = None
) -> Meeting:
    """The buyer says yes to firms that ask together; the others still answer for themselves.

    Raises
    ------
    WrongState, RequestExpired, NotOfCompany, FullUp
    """
    hold(meeting.buyer, meeting.exhibitor)
    check_move(meeting, S.ACCEPTED, at=at, by=Side.BUYER, verb="accept")
    meeting.buyer_person_id = person_asking(meeting.buyer.company_id, person_id, actor)
    meeting.awaits = Side.EXHIBITOR
    if not _stand_if_enough(meeting, Side.BUYER, actor=actor, at=at):
        set_deadline(meeting, meeting.event, at=at)
        tell(meeting, Side.EXHIBITOR, "group_buyer_agreed", at=at)
        activity.record(
            "meeting:joined",
            meeting,
            actor=actor,
            at=at,
            for_company_id=meeting.buyer.company_id,
        )
    db.session.flush()
    return meeting


def pass_on(
    member: GroupMember,
    *,
    actor: Any,
    at: datetime,
    reason: DeclineReason | None = None,
    answer: str = "",
) -> Meeting:
    """A firm says no, for itself alone; where too few are left, the meeting is called off.

    Raises
    ------
    WrongState
    """
    meeting = _held(member, M.INVITED)
    return _go(member, meeting, M.DECLINED, actor=actor, at=at, reason=reason, answer=answer)


def leave(
    member: GroupMember,
    *,
    actor: Any,
    at: datetime,
    reason: DeclineReason | None = None,
    answer: str = "",
) -> Meeting:
    """A firm that said yes cannot come: its time is free, the others meet if they are enough.

    Raises
    ------
    WrongState
    """
    meeting = _held(member, M.ACCEPTED)
    _give_back(member)
    if meeting.state is not S.REQUESTED:
        calendar_changed(meeting, at=at)
    return _go(member, meeting, M.LEFT, actor=actor, at=at, reason=reason, answer=answer)


def close_overdue(*, at: datetime) -> int:
    """Let firms go that did not answer in time for a meeting that stands without them; how many."""
    overdue = sa.select(Meeting.id).where(
        Meeting.group_least.is_not(None),
        Meeting.expires_at <= at,
        Meeting.state != S.REQUESTED,
    )
    return changed(
        sa.update(GroupMember)
        .where(
            GroupMember.is_live,
            GroupMember.state == M.INVITED,
            GroupMember.meeting_id.in_(overdue),
        )
        .values(is_live=False)
    )


def _held(member: GroupMember, wanted: MemberState) -> Meeting:
    """Hold everybody in order, and make sure that the firm still stands where it was seen.

    Raises
    ------
    WrongState
    """
    meeting = member.meeting
    hold(meeting.buyer, member.exhibitor)
    lock(meeting)
    lock(member)
    if meeting.state not in OPEN or not member.is_live or member.state is not wanted:
        raise WrongState
    return meeting


def _check_room(party: Buyer | Exhibitor) -> None:
    limits = limits_of(party.event_id)
    if not has_room(party, limits=limits):
        raise FullUp(company=party.company.name, most=limits.most_agreed)


def _coming(meeting: Meeting) -> int:
    return sum(one.comes for one in meeting.members)


def _stand_if_enough(meeting: Meeting, by: Side, *, actor: Any, at: datetime) -> bool:
    """The meeting is agreed once the buyer and enough firms want it; all of them are told."""
    if meeting.awaits is Side.BUYER or _coming(meeting) < (meeting.group_least or 0):
        return False
    _check_room(meeting.buyer)
    name_usual(meeting, actor=actor)
    move(meeting, S.ACCEPTED, actor=actor, at=at, by=by)
    db.session.flush()
    values = {"mode": meeting.event.meeting_mode, "host": meeting.group_host}
    for side in (Side.BUYER, Side.EXHIBITOR):
        tell(meeting, side, "group_stands", at=at, firms=meeting.sellers, **values)
    return True


def _go(
    member: GroupMember,
    meeting: Meeting,
    state: MemberState,
    *,
    actor: Any,
    at: datetime,
    reason: DeclineReason | None,
    answer: str,
) -> Meeting:
    """A firm does not come (any more); the buyer hears why, and the rest goes on if it can."""
    was = meeting.state
    member.state, member.is_live, member.answered_at = state, False, at
    member.reason, member.answer = reason, answer
    company = member.exhibitor.company
    verb = "passed" if state is M.DECLINED else "left"
    activity.record(f"meeting:{verb}", meeting, actor=actor, at=at, for_company_id=company.id)
    db.session.flush()
    if _can_still_stand(meeting):
        _hand_on(member, meeting)
        db.session.flush()
        values = {"reason": reason.value if reason else "", "answer": answer}
        tell(meeting, Side.BUYER, "group_left", at=at, firm=company.name, has_left=was, **values)
        if state is M.LEFT and was is not S.REQUESTED:
            for one in meeting.exhibitors:
                buyer = meeting.buyer.company.name
                tell_firm(meeting, one.company, buyer, "group_smaller", at=at, firm=company.name)
    else:
        _call_off(meeting, company.name, actor=actor, at=at)
    return meeting


def _can_still_stand(meeting: Meeting) -> bool:
    """Whether enough firms come, or may yet where the meeting is not agreed."""
    wanted = {M.ACCEPTED, M.INVITED} if meeting.state is S.REQUESTED else {M.ACCEPTED}
    left = [one for one in meeting.members if one.is_live and one.state in wanted]
    return len(left) >= (meeting.group_least or 0)


def _hand_on(member: GroupMember, meeting: Meeting) -> None:
    """The firm by which the meeting is kept is one that comes, or may."""
    if meeting.exhibitor_id != member.exhibitor_id:
        return
    live = [one for one in meeting.members if one.is_live]
    heir = min(live, key=lambda one: (not one.comes, one.id))
    meeting.exhibitor_id = heir.exhibitor_id
    db.session.flush()
    db.session.expire(meeting, ["exhibitor"])


def _call_off(meeting: Meeting, firm: str, *, actor: Any, at: datetime) -> None:
    """Too few are left: everybody's time is free, and everybody is told."""
    placement = meeting.placement
    slot_id = placement.slot_id if placement is not None else None
    free_interpreter(meeting, at=at)
    release(meeting)
    if meeting.state is not S.REQUESTED:
        calendar_changed(meeting, at=at)
    for side in (Side.BUYER, Side.EXHIBITOR):
        tell(meeting, side, "group_off", at=at, firm=firm, least=meeting.group_least)
    check_move(meeting, S.CANCELLED, at=at)
    move(meeting, S.CANCELLED, actor=actor, at=at)
    db.session.flush()
    if slot_id is not None:
        fill_gaps(meeting.event_id, at=at, slot_id=slot_id)


def _holders(member: GroupMember) -> list[tuple[HolderKind, int]]:
    """What a firm takes of a slot, in the order in which meetings claim."""
    holders = [
        (HolderKind.COMPANY, member.exhibitor.company_id),
        (HolderKind.EXHIBITOR, member.exhibitor_id),
    ]
    return holders + ([(HolderKind.PERSON, member.person_id)] if member.person_id else [])


def _take_seat(member: GroupMember) -> None:
    """Claim the time of a newcomer, who joins a meeting that has its place."""
    meeting, company = member.meeting, member.exhibitor.company
    slot_id = meeting.placement.slot_id
    refusal = refusal_of(meeting.event, [company], slot_id)
    if refusal is not None:
        raise refusal
    for kind, holder_id in _holders(member):
        claim = Claim(
            event_id=meeting.event_id,
            slot_id=slot_id,
            holder_kind=kind,
            holder_id=holder_id,
            meeting_id=meeting.id,
        )
        try:
            with constraints(CLASHES):
                db.session.add(claim)
        except SlotTaken as clash:
            if kind is HolderKind.PERSON:
                raise PersonBusy(name=_name_of(member), company=company.name) from clash
            raise ExhibitorBusy(company=company.name) from clash


def _name_of(member: GroupMember) -> str:
    return db.session.get_one(User, member.person_id).full_name


def _give_back(member: GroupMember) -> None:
    """The claims of one firm go; the others keep slot and table."""
    theirs = sa.delete(Claim).where(
        Claim.meeting_id == member.meeting_id,
        sa.tuple_(Claim.holder_kind, Claim.holder_id).in_(_holders(member)),
    )
    db.session.execute(theirs)
