"""How many requests and meetings one side may have."""

import sqlalchemy as sa

from core.db import db
from events.exhibitors.models import Exhibitor
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import (
    MOST_AGREED,
    MOST_MUSTS,
    MOST_OPEN,
    Meeting,
    MeetingLimits,
)
from matchmaking.meetings.states import AGREED, MemberState
from matchmaking.needs.models import Buyer


def limits_of(event_id: int) -> MeetingLimits:
    """What the organiser said, or what is usual (a row that is not kept)."""
    found = db.session.get(MeetingLimits, event_id)
    return found or MeetingLimits(
        event_id=event_id, most_open=MOST_OPEN, most_agreed=MOST_AGREED, most_musts=MOST_MUSTS
    )


def has_room(party: Buyer | Exhibitor, *, limits: MeetingLimits) -> bool:
    """Whether a side may have one more meeting."""
    own = Meeting.buyer_id == party.id
    if isinstance(party, Exhibitor):
        groups = sa.select(GroupMember.meeting_id).where(
            GroupMember.exhibitor_id == party.id, GroupMember.state == MemberState.ACCEPTED
        )
        alone = sa.and_(Meeting.exhibitor_id == party.id, Meeting.group_least.is_(None))
        own = sa.or_(alone, Meeting.id.in_(groups))
    agreed = sa.select(sa.func.count()).where(own, Meeting.state.in_(AGREED))
    return (db.session.scalar(agreed) or 0) < limits.most_agreed
