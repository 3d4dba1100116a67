"""What happens to events as time goes by."""

from datetime import datetime

from core.db import db, transaction
from core.jobs import each_tick
from events.programme.services import close_lines_of_begun, due_by_clock, move_by_clock
from events.programme.services.seat_offers import begun_with_line


@each_tick
def close_lines(*, at: datetime) -> int:
    """Nobody waits for a seat of a session that has begun; asks first without the write lock."""
    if db.session.scalar(begun_with_line(at).limit(1)) is None:
        return 0
    with transaction():
        return close_lines_of_begun(at=at)


@each_tick
def keep_time(*, at: datetime) -> int:
    """Open and start events by the clock; asks first without the write lock."""
    if db.session.scalar(due_by_clock(at).limit(1)) is None:
        return 0
    with transaction():
        return move_by_clock(at=at)
