"""Which tables a copy of an event takes along, and which it leaves, each with its reason.

A clone takes what the organiser set up and leaves people, codes, money and what happened. Every
table of the site stands in one of the two lists below; a test says so for new ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WITH_THE_EVENT = ("starts_at", "ends_at", "opens_at")  # moments that move by the offset


@dataclass(frozen=True)
class Taken:
    """How a table is copied.

    ``parent`` is the column by which rows hang on a copied table, where they have no event of
    their own; ``reset`` are columns that begin anew; rows whose ``unless`` is filled stay behind.
    """

    parent: str = "event_id"
    reset: Mapping[str, Any] = field(default_factory=dict)
    unless: str | None = None


COPIED: dict[str, Taken] = {
    "rooms": Taken(),
    "sessions": Taken(reset={"taken": 0}),
    "slots": Taken(),
    "halls": Taken(),
    "booth_categories": Taken(),
    "booths": Taken(),
    "places": Taken(),  # entrances, stages and the like in the halls
    "questions": Taken(unless="archived_at"),
    "question_wordings": Taken(parent="question_id"),
    "admissions": Taken(reset={"taken": 0}),
    "paper_kinds": Taken(),  # which documents applicants of a category send
    "criteria": Taken(),  # by which applications are scored
    "zones": Taken(),
    "gates": Taken(),
    "checkin_lists": Taken(reset={"gates": [], "exited_on": None}),
    "tables": Taken(),
    "meeting_limits": Taken(),
    "meeting_rules": Taken(),
    "group_rules": Taken(),
}
PEOPLE, CODES, HAPPENED, MONEY = "people", "codes", "what happened", "money"
NOT_OF_AN_EVENT = "belongs to no event"
LEFT: dict[str, str] = {
    "events": "made anew as a draft",
    "team_members": PEOPLE,
    "speakers": PEOPLE,
    "seats": PEOPLE,
    "registrations": PEOPLE,
    "registration_groups": PEOPLE,
    "invitations": PEOPLE,
    "invited_people": PEOPLE,
    "opportunities": PEOPLE,
    "answers": PEOPLE,
    "consents": PEOPLE,
    "waiting_entries": PEOPLE,
    "applications": PEOPLE,
    "application_groups": PEOPLE,
    "co_exhibitors": PEOPLE,
    "papers": PEOPLE,
    "wishes": PEOPLE,
    "allotment_shares": PEOPLE,
    "draws": HAPPENED,
    "booth_fees": MONEY,
    "fee_payments": MONEY,
    "fee_accounts": MONEY,
    "exhibitors": PEOPLE,
    "allotments": PEOPLE,
    "buyers": PEOPLE,
    "stays": PEOPLE,
    "needs": PEOPLE,
    "need_tags": PEOPLE,
    "dismissals": PEOPLE,
    "helpers": PEOPLE,
    "assistances": PEOPLE,
    "event_keys": CODES,
    "devices": CODES,
    "pairings": CODES,
    "ticket_seals": CODES,
    "walk_in_tickets": CODES,
    "device_faults": HAPPENED,
    "tallies": HAPPENED,
    "one_use_codes": CODES,
    "calendar_feeds": CODES,
    "event_results": HAPPENED,
    "filings": HAPPENED,
    "deadlines": HAPPENED,  # ticks; the days themselves follow from the rules
    "imports": HAPPENED,
    "import_rows": HAPPENED,
    "mailings": HAPPENED,
    "mailing_readers": PEOPLE,
    "markets": HAPPENED,  # worked out anew from the copy's own people
    "market_orders": HAPPENED,
    "market_standings": HAPPENED,
    "interpreters": PEOPLE,
    "interpreter_hours": PEOPLE,
    "claims": HAPPENED,
    "meetings": HAPPENED,
    "placements": HAPPENED,
    "meeting_reminders": HAPPENED,
    "reminder_stops": NOT_OF_AN_EVENT,
    "timetable_drafts": HAPPENED,
    "draft_placements": HAPPENED,
    "draft_wishes": HAPPENED,
    "scans": HAPPENED,
    "leads": PEOPLE,
    "lead_products": PEOPLE,
    "lead_scans": HAPPENED,
    "desk_rules": CODES,  # they hold the secret address of the displays
    "meeting_turns": HAPPENED,
    "badge_batches": HAPPENED,
    "badge_prints": HAPPENED,
    "activities": HAPPENED,
    "group_members": PEOPLE,
    "meeting_wishes": PEOPLE,
    "meeting_proposals": HAPPENED,
    "proposed_slots": HAPPENED,
    "jobs": HAPPENED,
    "outbox_messages": HAPPENED,
    "companies": NOT_OF_AN_EVENT,
    "company_merges": NOT_OF_AN_EVENT,
    "distinct_companies": NOT_OF_AN_EVENT,
    "members": NOT_OF_AN_EVENT,
    "users": NOT_OF_AN_EVENT,
    "tags": NOT_OF_AN_EVENT,
    "listings": NOT_OF_AN_EVENT,
    "white_books": NOT_OF_AN_EVENT,
    "products": NOT_OF_AN_EVENT,
    "product_photos": NOT_OF_AN_EVENT,
    "tag_proposals": NOT_OF_AN_EVENT,
    "tag_redirects": NOT_OF_AN_EVENT,
    "expiry_reminders": NOT_OF_AN_EVENT,
    "product_tags": NOT_OF_AN_EVENT,
    "certificates": NOT_OF_AN_EVENT,
    "ocop_records": NOT_OF_AN_EVENT,
}


def is_money(column: str) -> bool:
    """Amounts are not taken along: a price of last year is no decision of this year."""
    return column.endswith("_minor")
