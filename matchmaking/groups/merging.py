"""Groups when two entries of one firm become one: it sits at a table once, on one side."""

from datetime import datetime

import sqlalchemy as sa

from accounts.companies import merging
from accounts.companies.merging import MergeLog
from accounts.companies.models import Company
from core.db import db
from core.errors import DomainError
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.merging import folding_exhibitors
from matchmaking.groups.services import leave, pass_on
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import LIVE, MeetingState, MemberState
from matchmaking.needs.merging import folding_buyers
from matchmaking.needs.models import Buyer
from matchmaking.timetable.errors import MetEachOther

S = MeetingState
OPEN = frozenset({S.REQUESTED, S.ACCEPTED, S.PLACED})


def _between(one: Company, other: Company) -> list[GroupMember]:
    """The places of one of the two in a group of the other."""
    ids = (one.id, other.id)
    rows = (
        sa.select(GroupMember)
        .join(Buyer, Buyer.id == GroupMember.buyer_id)
        .join(Exhibitor, Exhibitor.id == GroupMember.exhibitor_id)
        .where(GroupMember.is_live, Buyer.company_id.in_(ids), Exhibitor.company_id.in_(ids))
    )
    return list(db.session.scalars(rows.order_by(GroupMember.id)))


def objections_of(kept: Company, gone: Company, **_when: datetime) -> list[DomainError]:
    """Two that agreed to sit at one table across from each other are probably two firms."""
    return [
        MetEachOther(event=one.meeting.event.name_vi)
        for one in _between(kept, gone)
        if one.state is MemberState.ACCEPTED
    ]


def no_own_guests(kept: Company, gone: Company, log: MergeLog) -> None:
    """A firm is no guest of its own."""
    for member in _between(kept, gone):
        _go(member, log)


def one_seat(kept: Buyer | Exhibitor, gone: Buyer | Exhibitor, log: MergeLog) -> None:
    """A firm has one live meeting with a partner: a group gives way to what stands besides."""
    buys = isinstance(kept, Buyer)
    own = GroupMember.buyer_id if buys else GroupMember.exhibitor_id
    rows = sa.select(GroupMember).where(own.in_((kept.id, gone.id))).order_by(GroupMember.id)
    for member in db.session.scalars(rows).all():
        mine = member.buyer_id if buys else member.exhibitor_id
        twin = gone.id if mine == kept.id else kept.id
        if member.is_live and _meets_besides(member, twin, buys=buys):
            _go(member, log)
    if isinstance(kept, Exhibitor) and isinstance(gone, Exhibitor):
        _drop_twins(kept, gone, log)


def _meets_besides(member: GroupMember, twin: int, *, buys: bool) -> bool:
    """Whether the other entry has something live with the same partner."""
    buyer_id = twin if buys else member.buyer_id
    exhibitor_id = member.exhibitor_id if buys else twin
    alone = sa.select(Meeting.id).where(
        Meeting.buyer_id == buyer_id,
        Meeting.exhibitor_id == exhibitor_id,
        Meeting.group_least.is_(None),
        Meeting.state.in_(LIVE),
    )
    group = sa.select(GroupMember.id).where(
        GroupMember.buyer_id == buyer_id,
        GroupMember.exhibitor_id == exhibitor_id,
        GroupMember.is_live,
    )
    return db.session.scalar(alone) is not None or db.session.scalar(group) is not None


def _go(member: GroupMember, log: MergeLog) -> None:
    if member.meeting.state not in OPEN:  # it was held: the firm was there once
        log.change(member, is_live=False)
    elif member.state is MemberState.ACCEPTED:
        leave(member, actor=log.actor, at=log.at)
    else:
        pass_on(member, actor=log.actor, at=log.at)


def _drop_twins(kept: Exhibitor, gone: Exhibitor, log: MergeLog) -> None:
    """Both entries were invited to one group: one row stays."""
    theirs = sa.select(GroupMember.meeting_id).where(GroupMember.exhibitor_id == kept.id)
    rows = sa.select(GroupMember).where(
        GroupMember.exhibitor_id == gone.id, GroupMember.meeting_id.in_(theirs)
    )
    for member in db.session.scalars(rows).all():
        first = sa.select(GroupMember).where(
            GroupMember.exhibitor_id == kept.id, GroupMember.meeting_id == member.meeting_id
        )
        twin = db.session.scalars(first).one()
        log.drop(twin if member.is_live else member)


merging.objections.append(objections_of)
merging.folding.insert(0, no_own_guests)  # while the two are still told apart
folding_exhibitors.insert(0, one_seat)
folding_buyers.insert(0, one_seat)
