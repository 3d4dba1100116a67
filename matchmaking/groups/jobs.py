"""What has to happen to group meetings as time goes by."""

from datetime import datetime

from core.db import transaction
from core.jobs import each_tick
from matchmaking.groups.queries import has_overdue
from matchmaking.groups.services import close_overdue


@each_tick
def close_overdue_invitations(*, at: datetime) -> int:
    """Let firms go that did not answer in time; asks first without the write lock."""
    if not has_overdue(at=at):
        return 0
    with transaction():
        return close_overdue(at=at)
