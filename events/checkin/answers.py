"""What the door is told about a scan, as JSON for devices and values for the page."""

from typing import Any

from core.errors import DomainError
from core.i18n import N_, _
from events.checkin import queries
from events.checkin.judging import Ticket
from events.checkin.models import Conflict, Direction, Scan, ScanResult, Verdict
from events.checkin.queries import HeadCount
from events.checkin.services.scanning import Told
from events.checkin.states import WORDS, Reason
from events.registration.words import ROLES

ADMITTED_ENTRY, ADMITTED_EXIT, FORCED = N_("Welcome"), N_("Goodbye"), N_("Admitted by staff")


def tone_of(told: Told) -> str:
    """One of in (green), mind (amber: somebody known, talk) or out (red)."""
    if told.result is ScanResult.ADMITTED:
        return "mind" if told.reason else "in"
    return "mind" if told.reason and WORDS[Reason(told.reason)].is_soft else "out"


def word_of(told: Told) -> str:
    """The word on the coloured field, in the reader's language."""
    if told.reason:
        return str(_(WORDS[Reason(told.reason)].word))
    if told.is_forced:
        return str(_(FORCED))
    came_in = told.direction is Direction.ENTRY
    return str(_(ADMITTED_ENTRY if came_in else ADMITTED_EXIT))


def hint_of(told: Told) -> str:
    """What to do now, in the reader's language; nothing when all is well."""
    return _(WORDS[Reason(told.reason)].hint) if told.reason else ""


def attendee_of(ticket: Ticket | None) -> dict[str, Any] | None:
    """What the door may know of a person: no contact data."""
    if ticket is None:
        return None
    return {
        "name": ticket.name,
        "role": ticket.role.value,
        "role_word": _(ROLES[ticket.role]),
        "organisation": ticket.organisation,
    }


def answer_of(scan: Scan) -> dict[str, Any]:
    """The answer to a scan; for the same scan always the same."""
    return answer_of_told(Told.of(scan))


def answer_of_told(told: Told) -> dict[str, Any]:
    """The same, before there is a row to load."""
    return {
        "result": told.result.value,
        "reason": told.reason,
        "tone": tone_of(told),
        "message": word_of(told),
        "hint": hint_of(told),
        "first_admitted_at": told.first_at.isoformat() if told.first_at else None,
        "first_gate": told.first_gate,
        "first_device": told.first_device,
        "attendee": attendee_of(told.ticket),
        "direction": told.direction.value,
        "forced": told.is_forced,
        "scan": told.scan_id,
    }


def answer_with_end(told: Told) -> dict[str, Any]:
    """The same, with the moment at which an ended ticket was ended: who holds it will ask."""
    is_ended = told.reason in {Reason.REVOKED, Reason.CANCELLED} and told.ticket is not None
    at = queries.ended_at(told.scan_id) if is_ended else None
    return answer_of_told(told) | ({"ended_at": at.isoformat()} if at else {})


def conflict_of(told: Told) -> dict[str, Any] | None:
    """What a phone without a network did that the log did not expect."""
    if told.told not in {Verdict.ADMITTED, Verdict.LATER} or told.direction is Direction.EXIT:
        return None
    if told.reason == Reason.ALREADY_ADMITTED:
        return {
            "kind": Conflict.TWICE.value,
            "first_at": told.first_at.isoformat() if told.first_at else None,
            "first_gate": told.first_gate,
            "first_device": told.first_device,
        }
    return {"kind": Conflict.WENT_IN.value} if told.reason else None


def failed_of(nonce: str | None, error: DomainError) -> dict[str, Any]:
    """An entry of a queue that is refused alone."""
    said = {"nonce": nonce, "status": error.status, "code": error.code, "error": error.text(_)}
    return said | ({"field": error.values["field"]} if "field" in error.values else {})


def counts_of(count: HeadCount) -> dict[str, int]:
    """The numbers above the scanner."""
    return {
        "inside": count.inside,
        "entries": count.entries,
        "exits": count.exits,
        "refused": count.refused,
        "expected": count.expected,
    }
