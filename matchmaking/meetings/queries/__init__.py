"""What pages ask about meetings, wishes, proposals and limits."""

from matchmaking.meetings.queries.badges import pair_by_badge
from matchmaking.meetings.queries.history import Step, history_of
from matchmaking.meetings.queries.limits import has_room, limits_of
from matchmaking.meetings.queries.meetings import (
    PARTS,
    Box,
    awaits_one_of,
    company_ids_of,
    contacts_of,
    live_between,
    live_pairs,
    meeting_at,
    meetings_of,
    others_with,
    partner_of,
    partners_of,
    sort_into_box,
    state_counts,
)
from matchmaking.meetings.queries.proposals import (
    busy_slot_ids,
    current_proposal,
    offered_slots,
)
from matchmaking.meetings.queries.wishes import (
    PairWish,
    said_no,
    wish_of,
    wishes_by,
    wishes_of,
)

__all__ = [
    "PARTS",
    "Box",
    "PairWish",
    "Step",
    "awaits_one_of",
    "busy_slot_ids",
    "company_ids_of",
    "contacts_of",
    "current_proposal",
    "has_room",
    "history_of",
    "limits_of",
    "live_between",
    "live_pairs",
    "meeting_at",
    "meetings_of",
    "offered_slots",
    "others_with",
    "pair_by_badge",
    "partner_of",
    "partners_of",
    "said_no",
    "sort_into_box",
    "state_counts",
    "wish_of",
    "wishes_by",
    "wishes_of",
]
