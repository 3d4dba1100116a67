"""What the organiser says of group meetings."""

from datetime import datetime
from typing import Any

from core import activity
from core.db import db
from events.programme.models import Event
from matchmaking.groups.errors import WrongSize
from matchmaking.meetings.members import LEAST_FIRMS, SEATS, GroupRules
from matchmaking.meetings.states import GroupHost


def set_group_rules(
    event: Event,
    *,
    is_allowed: bool,
    most_firms: int,
    least_firms: int,
    host: GroupHost,
    actor: Any,
    at: datetime,
) -> GroupRules:
    """Say whether there are group meetings, how large, and who hosts; what there is stays.

    Raises
    ------
    WrongSize
    """
    if not LEAST_FIRMS <= least_firms <= most_firms <= SEATS:
        raise WrongSize(least=LEAST_FIRMS, most=SEATS)
    rules = db.session.get(GroupRules, event.id) or GroupRules(event_id=event.id)
    rules.is_allowed, rules.host = is_allowed, host
    rules.most_firms, rules.least_firms = most_firms, least_firms
    db.session.add(rules)
    activity.record(
        "event:group_rules",
        event,
        actor=actor,
        at=at,
        is_allowed=is_allowed,
        most_firms=most_firms,
        least_firms=least_firms,
        host=host.value,
    )
    return rules
