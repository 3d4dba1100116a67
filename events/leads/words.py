"""Outcomes and ratings in words."""

from collections.abc import Sequence
from typing import Any

from core.i18n import N_, _, by_language
from events.catalogue.models import Product
from events.leads.models import LeadScan
from events.leads.queries import Shown
from events.leads.states import Outcome, Refusal
from events.leads.tally import LETTERS, MARKS
from events.registration.words import ROLES

RATINGS = {
    1: N_("Keep in mind"),
    2: N_("Interested"),
    3: N_("Act at once"),
}
REFUSALS = {
    Refusal.UNREADABLE: (
        N_("Not a badge code"),
        N_("The badge code has 13 digits. Look for a mistyped one."),
    ),
    Refusal.TICKET: (
        N_("This is a ticket"),
        N_("Scan the code on the badge; the ticket opens the door and is nobody else's business."),
    ),
    Refusal.UNKNOWN: (N_("Unknown badge"), N_("Nobody at this event has this code.")),
    Refusal.ENDED: (
        N_("This badge was replaced"),
        N_("It was reported lost. Ask the person for their new badge."),
    ),
    Refusal.NOT_VALID: (
        N_("The registration is not valid"),
        N_("It was cancelled, or waits for the organiser."),
    ),
    Refusal.OWN_PEOPLE: (N_("One of your own people"), N_("Nothing was kept.")),
    Refusal.WITHDRAWN: (
        N_("This person has taken their data back"),
        N_("They can allow you again on the page of their ticket."),
    ),
}


def rating_word(rating: int | None) -> str:
    """How urgent a lead is."""
    return str(_(RATINGS[rating])) if rating else ""


def legend(products: Sequence[Product]) -> list[tuple[str, str]]:
    """The signs of a tally and what they say: letters of products, then marks of urgency.

    Whatever prints a tally prints these, since ``tally.read_tally`` reads no others.
    """
    names = (by_language(one.name_vi, one.name_en) for one in products)
    marks = [(mark, rating_word(rating)) for rating, mark in MARKS.items()]
    return [*zip(LETTERS, names, strict=False), *marks]


def answer_of(scan: LeadScan, shown: Shown | None) -> dict[str, Any]:
    """The answer to a scan, for the page and for offline queues."""
    if scan.outcome is Outcome.REFUSED or scan.lead is None or shown is None:
        refusal = scan.refusal or Refusal.WITHDRAWN
        word, hint = REFUSALS[refusal]
        return {
            "nonce": scan.nonce,
            "status": 200,
            "result": Outcome.REFUSED.value,
            "reason": refusal.value,
            "message": _(word),
            "hint": _(hint),
        }
    return {
        "nonce": scan.nonce,
        "status": 200,
        "result": Outcome.KEPT.value,
        "reason": None,
        "message": _("Kept") if scan.lead.scans == 1 else _("Added to the contact"),
        "hint": "" if shown.shares else why_hidden(),
        "lead": scan.lead.id,
        "person": {
            "name": shown.name,
            "organisation": shown.organisation,
            "role": shown.role.value,
            "role_word": str(_(ROLES[shown.role])),
            "shares": shown.shares,
        },
    }


def why_hidden() -> str:
    """Why there is no name."""
    return str(_("This person has not agreed to share name and contact: only role and company."))
