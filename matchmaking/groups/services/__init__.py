"""The verbs of group meetings: inviting, answering, leaving. All flush; the caller commits."""

from matchmaking.groups.services.answering import (
    agree_as_buyer,
    close_overdue,
    join,
    leave,
    pass_on,
)
from matchmaking.groups.services.inviting import invite
from matchmaking.groups.services.rules import set_group_rules

__all__ = [
    "agree_as_buyer",
    "close_overdue",
    "invite",
    "join",
    "leave",
    "pass_on",
    "set_group_rules",
]
