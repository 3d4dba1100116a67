"""Which times were proposed, and which of them are still free for both."""

import sqlalchemy as sa

from core.db import db
from events.programme.models import Claim, HolderKind
from matchmaking.meetings.models import Meeting, Proposal


def current_proposal(meeting: Meeting) -> Proposal | None:
    """The proposal that waits for an answer: the last one made."""
    return meeting.proposals[-1] if meeting.proposals else None


def offered_slots(meeting: Meeting) -> set[int] | None:
    """The ids of the times that the awaited side may choose from; None: any that suits both."""
    proposal = current_proposal(meeting)
    return None if proposal is None else {slot.id for slot in proposal.slots}


def busy_slot_ids(meeting: Meeting) -> set[int]:
    """The slots in which one of the two sides, or who comes from it, has something else."""
    holders = [
        (HolderKind.BUYER, meeting.buyer_id),
        *((HolderKind.EXHIBITOR, one.id) for one in meeting.exhibitors),
        *((HolderKind.COMPANY, company.id) for company in meeting.companies),
        *((HolderKind.PERSON, person_id) for person_id in meeting.person_ids),
    ]
    busy = sa.select(Claim.slot_id).where(
        Claim.event_id == meeting.event_id,
        sa.tuple_(Claim.holder_kind, Claim.holder_id).in_(holders),
    )
    return set(db.session.scalars(busy))
