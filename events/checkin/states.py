"""Why a door says no: a closed list, each with its word, what to do, and how bad it is."""

import enum
from dataclasses import dataclass

from core.i18n import N_


class Reason(enum.StrEnum):
    """Every reason for which a scan is refused."""

    ALREADY_ADMITTED = "already_admitted"
    NOT_INSIDE = "not_inside"
    NOT_APPROVED = "not_approved"
    WRONG_LIST = "wrong_list"
    OUTSIDE_WINDOW = "outside_window"
    WRONG_DAY = "wrong_day"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    CANCELLED_EVENT = "cancelled_event"
    WRONG_EVENT = "wrong_event"
    UNKNOWN_CODE = "unknown_code"
    UNREADABLE = "unreadable"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_VERSION = "unknown_version"
    BADGE_CODE = "badge_code"
    SUPERVISOR_ONLY = "supervisor_only"
    WALK_IN_UNSENT = "walk_in_unsent"
    STOCK_EXPIRED = "stock_expired"
    TURNED_AWAY = "turned_away"
    EXITS_OFF = "exits_off"


@dataclass(frozen=True)
class Words:
    """What the screen says: one word for the eye, one sentence for the conversation.

    ``is_soft`` ones show amber: the person is known and a short talk may settle it.
    """

    word: str
    hint: str
    is_soft: bool = False


WORDS = {
    Reason.ALREADY_ADMITTED: Words(
        N_("Already inside"),
        N_("This ticket has been used. Ask for a paper with a photo if you are in doubt."),
        is_soft=True,
    ),
    Reason.NOT_INSIDE: Words(
        N_("Not inside"), N_("This ticket has not come in, or has left already."), is_soft=True
    ),
    Reason.NOT_APPROVED: Words(
        N_("Waiting for approval"),
        N_("The organiser has not approved this registration yet. Send them to the desk."),
        is_soft=True,
    ),
    Reason.WRONG_LIST: Words(
        N_("Not this door"),
        N_("This kind of ticket enters through another door."),
        is_soft=True,
    ),
    Reason.OUTSIDE_WINDOW: Words(
        N_("Not the time"),
        N_("The ticket is genuine, but the doors are not open for it now."),
        is_soft=True,
    ),
    Reason.WRONG_DAY: Words(
        N_("Another day"), N_("The ticket is genuine, but not for today."), is_soft=True
    ),
    Reason.REVOKED: Words(
        N_("Replaced ticket"), N_("A newer ticket was made. Ask for that one or look up the name.")
    ),
    Reason.CANCELLED: Words(
        N_("Cancelled ticket"), N_("This registration was cancelled. Send them to the desk.")
    ),
    Reason.CANCELLED_EVENT: Words(N_("Event cancelled"), N_("The event does not take place.")),
    Reason.WRONG_EVENT: Words(
        N_("Another event"), N_("This ticket belongs to another event. Ask for the one of today.")
    ),
    Reason.UNKNOWN_CODE: Words(
        N_("Unknown code"), N_("No ticket has this code. Check the digits or look up the name.")
    ),
    Reason.UNREADABLE: Words(
        N_("Not a ticket"), N_("This is not a ticket code. Ask for the ticket's QR code.")
    ),
    Reason.BAD_SIGNATURE: Words(
        N_("Forged code"), N_("The code was not made by this fair. Do not admit.")
    ),
    Reason.UNKNOWN_KEY: Words(
        N_("Forged code"), N_("The code was not made by this fair. Do not admit.")
    ),
    Reason.UNKNOWN_VERSION: Words(
        N_("Ticket of another version"), N_("Ask them to open the ticket page again.")
    ),
    Reason.BADGE_CODE: Words(
        N_("This is a badge"), N_("The badge's code opens no door. Ask for the ticket.")
    ),
    Reason.SUPERVISOR_ONLY: Words(
        N_("A supervisor decides"),
        N_("Only a supervisor's device admits in spite of this. Call one."),
        is_soft=True,
    ),
    Reason.WALK_IN_UNSENT: Words(
        N_("Walk-in not sent in yet"),
        N_("Another phone registered this person without a network. Let it send first."),
        is_soft=True,
    ),
    Reason.STOCK_EXPIRED: Words(
        N_("Walk-in code of another day"), N_("This code was never given to anybody.")
    ),
    Reason.TURNED_AWAY: Words(
        N_("Turned away"), N_("A phone without a network refused this ticket."), is_soft=True
    ),
    Reason.EXITS_OFF: Words(
        N_("No exits here"), N_("People who leave are not scanned at this door."), is_soft=True
    ),
}

# Staff may admit in spite of these; everything else stays shut.
FORCEABLE = {
    Reason.NOT_APPROVED,
    Reason.WRONG_LIST,
    Reason.OUTSIDE_WINDOW,
    Reason.WRONG_DAY,
}

# What only the log knows: no objection to the ticket itself.
LOG_REASONS = {Reason.ALREADY_ADMITTED, Reason.NOT_INSIDE, Reason.TURNED_AWAY}
