"""What pages ask about meetings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company
from accounts.companies.queries import company_ids_of as ids_of
from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core.db import db
from events.exhibitors.models import Allotment, Exhibitor
from events.programme.models import Event
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import AGREED, LIVE, MeetingState, MemberState, Strength
from matchmaking.needs.models import Buyer, Need, Side

S = MeetingState


def _whole() -> sa.Select[tuple[Meeting]]:
    """Meetings with everything a page tells about them, in a constant number of queries."""
    placement: Any = Meeting.placement
    return sa.select(Meeting).options(
        joinedload(Meeting.event),
        joinedload(Meeting.buyer).joinedload(Buyer.company),
        joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
        joinedload(Meeting.need).selectinload(Need.tags),
        selectinload(Meeting.proposals),
        selectinload(Meeting.members),
        joinedload(Meeting.exhibitor)
        .selectinload(Exhibitor.allotments)
        .joinedload(Allotment.booth),
        joinedload(placement).joinedload(placement.entity.class_.slot),
        joinedload(placement).joinedload(placement.entity.class_.table),
    )


def meeting_at(event: Event, meeting_id: int) -> Meeting | None:
    """A meeting of this event, or nothing."""
    found = _whole().where(Meeting.id == meeting_id, Meeting.event_id == event.id)
    return db.session.scalars(found).unique().one_or_none()


def meetings_of(actor: Any, *, event: Event | None = None) -> list[Meeting]:
    """All meetings of the companies that a person acts for, at one event or at all."""
    mine = ids_of(actor)
    shown = sa.select(Exhibitor.id).where(Exhibitor.company_id.in_(mine))
    groups = sa.select(GroupMember.meeting_id).where(GroupMember.exhibitor_id.in_(shown))
    found = _whole().where(
        sa.or_(
            Meeting.buyer_id.in_(sa.select(Buyer.id).where(Buyer.company_id.in_(mine))),
            sa.and_(Meeting.exhibitor_id.in_(shown), Meeting.group_least.is_(None)),
            Meeting.id.in_(groups),
        )
    )
    if event is not None:
        found = found.where(Meeting.event_id == event.id)
    return list(db.session.scalars(found.order_by(Meeting.id)).unique())


def company_ids_of(actor: Any) -> set[int]:
    """The companies that a person acts for."""
    return set(db.session.scalars(ids_of(actor)))


def live_between(buyer_id: int, exhibitor_id: int) -> Meeting | None:
    """The live meeting of a pair, if any: of the two alone, or of a group with both in it."""
    groups = sa.select(GroupMember.meeting_id).where(
        GroupMember.buyer_id == buyer_id,
        GroupMember.exhibitor_id == exhibitor_id,
        GroupMember.is_live,
    )
    alone = sa.and_(Meeting.exhibitor_id == exhibitor_id, Meeting.group_least.is_(None))
    found = sa.select(Meeting).where(
        Meeting.buyer_id == buyer_id,
        Meeting.state.in_(LIVE),
        sa.or_(alone, Meeting.id.in_(groups)),
    )
    return db.session.scalars(found.order_by(Meeting.id)).first()


def live_pairs(
    event_id: int, *, buyer_ids: Collection[int] = (), exhibitor_ids: Collection[int] = ()
) -> list[Meeting]:
    """The live meetings of these buyers or exhibitors, without anything around them."""
    found = sa.select(Meeting).where(
        Meeting.event_id == event_id,
        Meeting.state.in_(LIVE),
        sa.or_(Meeting.buyer_id.in_(buyer_ids), Meeting.exhibitor_id.in_(exhibitor_ids)),
    )
    return list(db.session.scalars(found))


PARTS = {"answer": "to_answer", "waiting": "waiting", "agreed": "agreed", "past": "past"}


@dataclass
class Box:
    """A person's meetings by what is to be done with them."""

    to_answer: list[Meeting] = field(default_factory=list)
    waiting: list[Meeting] = field(default_factory=list)
    agreed: list[Meeting] = field(default_factory=list)
    past: list[Meeting] = field(default_factory=list)

    def only(self, part: str) -> "Box":
        """One part of it, by its name in an address."""
        name = PARTS[part]
        return Box(**{name: getattr(self, name)})

    def count(self, part: str) -> int:
        """How many stand in a part; without a name in all."""
        names = [PARTS[part]] if part else list(PARTS.values())
        return sum(len(getattr(self, name)) for name in names)


def sort_into_box(meetings: Iterable[Meeting], company_ids: set[int], *, at: datetime) -> Box:
    """Requests by fit, agreed meetings by time, what is over with the newest first."""
    box = Box()
    for meeting in meetings:
        state = meeting.state_for(company_ids, at)
        if state is S.REQUESTED:
            (box.to_answer if awaits_one_of(meeting, company_ids) else box.waiting).append(meeting)
        elif state in {S.ACCEPTED, S.PLACED} and not _is_over(meeting, at=at):
            box.agreed.append(meeting)
        else:
            box.past.append(meeting)
    box.to_answer.sort(key=_by_fit)
    box.waiting.sort(key=_by_fit)
    box.agreed.sort(key=lambda m: (m.state is S.ACCEPTED, m.calendar_starts_at or at))
    box.past.sort(key=lambda m: m.closed_at or m.calendar_starts_at or at, reverse=True)
    return box


def awaits_one_of(meeting: Meeting, company_ids: Collection[int]) -> bool:
    """Whether one of these companies has to answer now; in a group, each firm for itself."""
    if meeting.awaits is Side.BUYER:
        return meeting.buyer.company_id in company_ids
    member = meeting.member_of(company_ids)
    if meeting.is_group:
        return member is not None and member.state is MemberState.INVITED
    return meeting.exhibitor.company_id in company_ids


def _by_fit(meeting: Meeting) -> tuple[int, bool, datetime, int]:
    """The fit as it is shown, then musts, then who has waited longest."""
    shown = round(100 * (meeting.score or 0))
    return -shown, meeting.strength is not Strength.MUST, meeting.requested_at, meeting.id


def _is_over(meeting: Meeting, *, at: datetime) -> bool:
    timed = meeting.calendar_ends_at if meeting.state is not S.ACCEPTED else None
    return (timed or meeting.event.ends_at) <= at


def partner_of(meeting: Meeting, company_ids: set[int]) -> Company:
    """The company across the table, seen from these companies."""
    ours = meeting.buyer.company_id in company_ids
    return meeting.exhibitor.company if ours else meeting.buyer.company


def partners_of(meeting: Meeting, company_ids: set[int]) -> list[Company]:
    """Who is across the table; of a group, every firm."""
    if meeting.buyer.company_id in company_ids:
        return [one.company for one in meeting.exhibitors]
    return [meeting.buyer.company]


def others_with(meeting: Meeting, company_ids: Collection[int]) -> list[Company]:
    """The other firms on one's own side of a group; nobody where two meet alone."""
    if not meeting.is_group or meeting.buyer.company_id in company_ids:
        return []
    every = (one.company for one in meeting.exhibitors)
    return [company for company in every if company.id not in company_ids]


def contacts_of(meeting: Meeting, side: Side, *, most: int = 3) -> list[User]:
    """The people across the table, for somebody on ``side``; nobody before both agreed."""
    if meeting.state not in AGREED:
        return []
    theirs = meeting.exhibitor if side is Side.BUYER else meeting.buyer
    return people_of(theirs.company_id)[:most]


def state_counts(event_id: int) -> dict[MeetingState, int]:
    """How many meetings of an event stand where."""
    counts = (
        sa.select(Meeting.state, sa.func.count())
        .where(Meeting.event_id == event_id)
        .group_by(Meeting.state)
    )
    found = dict(db.session.execute(counts).tuples().all())
    return {state: found.get(state, 0) for state in MeetingState}
