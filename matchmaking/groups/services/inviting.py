"""Inviting several firms to one meeting: a buyer does it, or a firm that brings others along."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core import activity
from core.db import constraints, db, lock
from events.exhibitors.models import Exhibitor
from matchmaking.groups.errors import (
    BuyersOwnFirm,
    FirmGone,
    FirmSaidNo,
    GroupsOff,
    MeetAlready,
    WrongSize,
)
from matchmaking.groups.queries import group_rules_of
from matchmaking.meetings.errors import AlreadyAsked, ExhibitorGone, OwnCompany, SaidNo
from matchmaking.meetings.mails import tell, tell_firm
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services.asking import (
    check_open,
    check_pair,
    check_wanted,
    new_meeting,
    standing,
)
from matchmaking.meetings.services.moves import check_room
from matchmaking.meetings.services.naming import person_asking
from matchmaking.meetings.states import MemberState
from matchmaking.needs.models import Buyer, Need, Side

LIVE = {"uq_meetings_live": AlreadyAsked, "uq_group_members_live": AlreadyAsked}


def invite(
    buyer: Buyer,
    exhibitors: Sequence[Exhibitor],
    *,
    side: Side,
    actor: Any,
    at: datetime,
    need: Need | None = None,
    note: str = "",
    person_id: int | None = None,
) -> Meeting:
    """Ask several firms to one table with a buyer; each gets mail and answers for itself.

    With ``side`` exhibitor the first of the firms asks: it comes, the others and the buyer answer.
    ``person_id`` says who comes from the asking side: who asks, unless somebody else is named.

    Raises
    ------
    GroupsOff, WrongSize, NotOfCompany, EventOver, BuyersOwnFirm, BuyerNotApproved, FirmGone,
    MeetAlready, FirmSaidNo, FullUp, TooManyOpen, AlreadyAsked
    """
    rules = group_rules_of(buyer.event)
    if not rules.is_allowed:
        raise GroupsOff
    exhibitors = list(dict.fromkeys(exhibitors))
    if not rules.least_firms <= len(exhibitors) <= rules.most_firms:
        raise WrongSize(least=rules.least_firms, most=rules.most_firms)
    lock(buyer)
    for one in sorted(
        exhibitors, key=lambda one: one.id
    ):  # in one order, so nobody waits in a ring
        lock(one)
    for one in exhibitors:
        _check_firm(buyer, one, side, at=at)
    check_open(buyer, exhibitors[0], side, at=at)
    meeting = new_meeting(
        buyer,
        exhibitors[0],
        side,
        actor=actor,
        at=at,
        need_id=need.id if need is not None else None,
        note=note,
        group_least=rules.least_firms,
        group_host=rules.host,
    )
    company_id = buyer.company_id if side is Side.BUYER else exhibitors[0].company_id
    comes = person_asking(company_id, person_id, actor)
    if side is Side.BUYER:
        meeting.buyer_person_id = comes
    with constraints(LIVE):
        db.session.add(meeting)
        db.session.flush()
        db.session.add_all(_member(meeting, one) for one in exhibitors)
    db.session.refresh(meeting, ["members"])
    if side is Side.EXHIBITOR:
        first = meeting.members[0]
        first.state, first.person_id, first.answered_at = MemberState.ACCEPTED, comes, at
    activity.record("meeting:requested", meeting, actor=actor, at=at, for_company_id=company_id)
    _tell_invited(meeting, side, at=at)
    return meeting


def _check_firm(buyer: Buyer, one: Exhibitor, side: Side, *, at: datetime) -> None:
    """Make sure that a firm and the buyer can meet, with a refusal that says which firm cannot."""
    name = one.company.name
    try:
        check_pair(buyer, one, at=at)
        check_wanted(buyer, one, side)
    except OwnCompany as error:
        raise BuyersOwnFirm(company=name) from error
    except ExhibitorGone as error:
        raise FirmGone(company=name) from error
    except SaidNo as error:
        raise FirmSaidNo(company=name) from error
    if standing(buyer, one, at=at) is not None:
        raise MeetAlready(company=name)
    check_room(buyer, one)


def _member(meeting: Meeting, one: Exhibitor) -> GroupMember:
    return GroupMember(
        event_id=meeting.event_id,
        meeting_id=meeting.id,
        buyer_id=meeting.buyer_id,
        exhibitor_id=one.id,
    )


def _tell_invited(meeting: Meeting, side: Side, *, at: datetime) -> None:
    until = meeting.expires_at.isoformat()
    values: dict[str, Any] = {"note": meeting.note, "until": until}
    if side is Side.EXHIBITOR:
        asking = meeting.exhibitor.company.name
        tell(meeting, Side.BUYER, "group_proposed", at=at, asking=asking, **values)
    firms = [one.exhibitor.company for one in meeting.members]
    for member in meeting.members:
        if member.state is MemberState.INVITED:
            own = member.exhibitor.company
            others = ", ".join(one.name for one in firms if one is not own)
            buyer = meeting.buyer.company.name
            tell_firm(meeting, own, buyer, "group_invited", at=at, others=others, **values)
