"""What has to happen to meetings as time goes by."""

from datetime import datetime

import sqlalchemy as sa

from core.db import db, transaction
from core.jobs import each_tick
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import expire_requests, remind_of_requests
from matchmaking.meetings.states import MeetingState


@each_tick
def expire_overdue(*, at: datetime) -> int:
    """Close overdue requests; asks first without the write lock, as mostly there are none."""
    overdue = sa.select(Meeting.id).where(
        Meeting.state == MeetingState.REQUESTED, Meeting.expires_at <= at
    )
    if db.session.scalar(overdue.limit(1)) is None:
        return 0
    with transaction():
        return expire_requests(at=at)


@each_tick
def remind_half_time(*, at: datetime) -> int:
    """Remind those whose time to answer is half over; each request once, however often it runs."""
    due = sa.select(Meeting.id).where(
        Meeting.state == MeetingState.REQUESTED, Meeting.remind_at <= at, Meeting.expires_at > at
    )
    if db.session.scalar(due.limit(1)) is None:
        return 0
    with transaction():
        return remind_of_requests(at=at)
