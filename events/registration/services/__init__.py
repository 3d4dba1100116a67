"""Registering people for an event, and the life of their tickets.

All services flush and leave the commit to the caller. Loading this package joins the approval
of exhibitors: their people get tickets in the same transaction.
"""

from events.registration.services.admission import save_admission
from events.registration.services.answering import answer_many, approve, cancel, decline
from events.registration.services.groups import register_group
from events.registration.services.line import wait_for_place
from events.registration.services.questions import (
    add_question,
    edit_question,
    end_question,
    keep_answers,
    move_question,
)
from events.registration.services.registering import (
    register_guest,
    register_speaker,
    register_visitor,
)
from events.registration.services.roles import register_members, register_person, register_team
from events.registration.services.tickets import (
    reissue,
    send_ticket,
    send_ticket_again,
)

__all__ = [
    "add_question",
    "answer_many",
    "approve",
    "cancel",
    "decline",
    "edit_question",
    "end_question",
    "keep_answers",
    "move_question",
    "register_group",
    "register_guest",
    "register_members",
    "register_person",
    "register_speaker",
    "register_team",
    "register_visitor",
    "reissue",
    "save_admission",
    "send_ticket",
    "send_ticket_again",
    "wait_for_place",
]
