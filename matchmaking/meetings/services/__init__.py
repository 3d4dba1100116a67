"""The verbs of meetings: asking, wishing, answering, proposing. All flush; the caller commits."""

from matchmaking.meetings.services.answering import (
    accept_without_slot,
    decline_meeting,
    expire_requests,
    remind_of_requests,
    withdraw_meeting,
)
from matchmaking.meetings.services.asking import request_meeting
from matchmaking.meetings.services.deadlines import answer_until
from matchmaking.meetings.services.limits import set_limits
from matchmaking.meetings.services.moves import (
    check_move,
    check_yes,
    company_of,
    hold,
    move,
)
from matchmaking.meetings.services.naming import name_usual
from matchmaking.meetings.services.proposing import propose_times
from matchmaking.meetings.services.wishing import ask_for_wish, unwish, wish

__all__ = [
    "accept_without_slot",
    "answer_until",
    "ask_for_wish",
    "check_move",
    "check_yes",
    "company_of",
    "decline_meeting",
    "expire_requests",
    "hold",
    "move",
    "name_usual",
    "propose_times",
    "remind_of_requests",
    "request_meeting",
    "set_limits",
    "unwish",
    "wish",
    "withdraw_meeting",
]
