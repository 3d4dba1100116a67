"""Offers end by themselves."""

import logging
from datetime import datetime

from core.db import db, transaction
from core.jobs import each_tick
from events.waiting.models import WaitingEntry
from events.waiting.queries import overdue
from events.waiting.services import expire

log = logging.getLogger(__name__)


@each_tick
def expire_overdue(*, at: datetime) -> int:
    """End overdue offers and offer their places to the next; how many ended.

    One question when there is nothing to do. Each offer is its own transaction, so that one
    which cannot be ended does not stand in the way of the others.
    """
    ended = 0
    for entry_id in overdue(at):
        try:
            with transaction():
                entry = db.session.get(WaitingEntry, entry_id)
                ended += entry is not None and expire(entry, at=at)
        except Exception:
            log.exception("offer %d could not be ended", entry_id)
    return ended
