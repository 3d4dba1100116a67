"""What the job runner does: it looks who is due and reminds company by company."""

from datetime import datetime

from core.db import transaction
from core.jobs import each_tick
from matchmaking.timetable.reminders.queries import due_in, windows_at
from matchmaking.timetable.reminders.services import AlreadyReminded, remind

MOST_AT_ONCE = 200  # companies a tick, so that other work gets its turn


@each_tick
def remind_due(*, at: datetime) -> int:
    """Remind everybody who is due; how many mails. Cheap where no meeting time is near."""
    due = [one for window in list(windows_at(at)) for one in due_in(window)]
    sent = 0
    for one in due[:MOST_AT_ONCE]:
        try:
            with transaction():
                sent += remind(one, at=at)
        except AlreadyReminded:
            continue  # by another runner, a moment ago
    return sent
