"""What the door is told about a scan, as JSON for devices and values for the page."""

from typing import Any

from core.i18n import N_, _
from events.checkin.models import Direction, Scan, ScanResult
from events.checkin.queries import HeadCount
from events.checkin.states import WORDS, Reason
from events.registration.models import Registration
from events.registration.words import ROLES

ADMITTED_ENTRY, ADMITTED_EXIT, FORCED = N_("Welcome"), N_("Goodbye"), N_("Admitted by staff")


def tone_of(scan: Scan) -> str:
    """One of in (green), mind (amber: somebody known, talk) or out (red)."""
    if scan.result is ScanResult.ADMITTED:
        return "in"
    return "mind" if scan.reason and WORDS[Reason(scan.reason)].is_soft else "out"


def word_of(scan: Scan) -> str:
    """The word on the coloured field, in the reader's language."""
    if scan.reason:
        return str(_(WORDS[Reason(scan.reason)].word))
    if scan.is_forced:
        return str(_(FORCED))
    came_in = scan.direction is Direction.ENTRY
    return str(_(ADMITTED_ENTRY if came_in else ADMITTED_EXIT))


def hint_of(scan: Scan) -> str:
    """What to do now, in the reader's language; nothing when all is well."""
    return _(WORDS[Reason(scan.reason)].hint) if scan.reason else ""


def attendee_of(registration: Registration | None) -> dict[str, Any] | None:
    """What the door may know of a person: no contact data."""
    if registration is None:
        return None
    return {
        "name": registration.full_name,
        "role": registration.role.value,
        "role_word": _(ROLES[registration.role]),
        "organisation": registration.organisation,
    }


def answer_of(scan: Scan) -> dict[str, Any]:
    """The answer to a scan; for the same scan always the same."""
    first = scan.first
    return {
        "result": scan.result.value,
        "reason": scan.reason,
        "tone": tone_of(scan),
        "message": word_of(scan),
        "hint": hint_of(scan),
        "first_admitted_at": first.scanned_at.isoformat() if first else None,
        "first_gate": first.gate.name if first and first.gate else None,
        "attendee": attendee_of(scan.registration),
        "direction": scan.direction.value,
        "forced": scan.is_forced,
        "scan": scan.id,
    }


def counts_of(count: HeadCount) -> dict[str, int]:
    """The numbers above the scanner."""
    return {
        "inside": count.inside,
        "entries": count.entries,
        "exits": count.exits,
        "refused": count.refused,
        "expected": count.expected,
    }
