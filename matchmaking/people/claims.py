"""The slot that a meeting holds, as its claims tell it."""

import sqlalchemy as sa

from core.db import db
from events.programme.models import Claim
from matchmaking.meetings.models import Meeting


def slot_of(meeting: Meeting) -> int | None:
    """The slot that a meeting claims, if it has one."""
    return db.session.scalar(
        sa.select(Claim.slot_id).where(Claim.meeting_id == meeting.id).limit(1)
    )
