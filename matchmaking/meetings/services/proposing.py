"""Answering a request with other times: the same meeting goes on, and the other side answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core import activity
from core.db import db
from events.programme.models import MeetingMode, Slot
from matchmaking.meetings.errors import (
    NoTimesHere,
    TimesGone,
    TooManyRounds,
    TooManyTimes,
)
from matchmaking.meetings.mails import tell
from matchmaking.meetings.models import Meeting, Proposal, ProposedSlot, across
from matchmaking.meetings.queries.proposals import busy_slot_ids
from matchmaking.meetings.services.deadlines import set_deadline
from matchmaking.meetings.services.moves import check_move, company_of
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side

MOST_TIMES = 3
MOST_ROUNDS = 6  # three of each side


def propose_times(
    meeting: Meeting, slots: Sequence[Slot], *, actor: Any, at: datetime, note: str = ""
) -> Proposal:
    """The awaited side answers with up to three other times; now the other side is awaited.

    The times hold nothing until one of them is accepted.

    Raises
    ------
    NoTimesHere, WrongState, RequestExpired, TooManyTimes, TooManyRounds, TimesGone
    """
    event = meeting.event
    if event.meeting_mode is not MeetingMode.BOOKS:
        raise NoTimesHere
    check_move(meeting, MeetingState.REQUESTED, at=at, by=meeting.awaits, verb="propose")
    if not 0 < len({slot.id for slot in slots}) <= MOST_TIMES:
        raise TooManyTimes(most=MOST_TIMES)
    if len(meeting.proposals) >= MOST_ROUNDS:
        raise TooManyRounds
    busy = busy_slot_ids(meeting)
    if any(slot.event_id != event.id or slot.starts_at <= at or slot.id in busy for slot in slots):
        raise TimesGone
    side = meeting.awaits
    proposal = put_forward(meeting, slots, side=side, actor=actor, at=at, note=note)
    meeting.awaits = across(side)
    set_deadline(meeting, event, at=at)
    company_id = company_of(meeting, side)
    activity.record(
        "meeting:proposed",
        meeting,
        actor=actor,
        at=at,
        for_company_id=company_id,
        proposal_id=proposal.id,
    )
    tell(
        meeting,
        meeting.awaits,
        "meeting_proposed",
        at=at,
        note=note,
        times=[slot.starts_at.isoformat() for slot in sorted(slots, key=lambda s: s.starts_at)],
        until=meeting.expires_at.isoformat(),
    )
    return proposal


def put_forward(
    meeting: Meeting, slots: Sequence[Slot], *, side: Side, actor: Any, at: datetime, note: str = ""
) -> Proposal:
    """Write down the times that a side names; who answers is for the caller to say."""
    proposal = Proposal(
        event_id=meeting.event_id,
        meeting_id=meeting.id,
        side=side,
        note=note,
        proposed_at=at,
        proposed_by_id=getattr(actor, "id", None),
    )
    db.session.add(proposal)
    db.session.flush()
    db.session.add_all(
        ProposedSlot(proposal_id=proposal.id, slot_id=slot_id, event_id=meeting.event_id)
        for slot_id in sorted({slot.id for slot in slots})
    )
    db.session.flush()
    db.session.expire(meeting, ["proposals"])
    return proposal
