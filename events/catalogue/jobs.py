"""What has to happen to the catalogue as time goes by."""

from datetime import datetime

from core.db import transaction
from core.jobs import each_tick
from events.catalogue.ocop import today_of
from events.catalogue.reminders import ending, remind


@each_tick
def remind_of_endings(*, at: datetime) -> int:
    """Tell companies of papers that end soon; asks first, as mostly all are told."""
    if not ending(today_of(at), limit=1):
        return 0
    with transaction():
        return remind(at=at)
