"""Registering people for an event, and the life of their tickets.

All services flush and leave the commit to the caller. Loading this package joins the approval
of exhibitors: their people get tickets in the same transaction.
"""

from events.registration.services.registering import (
    register_guest,
    register_speaker,
    register_visitor,
)
from events.registration.services.roles import register_members, register_person, register_team
from events.registration.services.tickets import (
    approve,
    cancel,
    reissue,
    send_ticket,
    send_ticket_again,
)

__all__ = [
    "approve",
    "cancel",
    "register_guest",
    "register_members",
    "register_person",
    "register_speaker",
    "register_team",
    "register_visitor",
    "reissue",
    "send_ticket",
    "send_ticket_again",
]
