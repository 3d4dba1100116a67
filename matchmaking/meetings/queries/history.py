"""What was said and done about a meeting, by whom and when."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.activity import Activity
from core.db import db
from events.programme.models import Slot
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Side


@dataclass(frozen=True)
class Step:
    """One thing said or done; without a side it was the organiser or the clock."""

    verb: str
    at: datetime
    side: Side | None
    note: str = ""
    slots: tuple[Slot, ...] = ()
    company_id: int | None = None
    who: str = ""  # the name of the company, where there are more than two


def history_of(meeting: Meeting) -> list[Step]:
    """The steps of a meeting from the activity log, with the words that went with them."""
    rows = sa.select(Activity).where(
        Activity.subject_kind == Meeting.__tablename__, Activity.subject_id == meeting.id
    )
    sides = {
        meeting.buyer.company_id: Side.BUYER,
        meeting.exhibitor.company_id: Side.EXHIBITOR,
    }
    names = {}
    if meeting.is_group:
        companies = [meeting.buyer.company, *(one.exhibitor.company for one in meeting.members)]
        names = {company.id: company.name for company in companies}
        sides = dict.fromkeys(names, Side.EXHIBITOR) | {meeting.buyer.company_id: Side.BUYER}
    proposals = {one.id: one for one in meeting.proposals}
    steps, no_slots = [], tuple[Slot, ...]()
    for row in db.session.scalars(rows.order_by(Activity.id)):
        verb = row.verb.partition(":")[2]
        side = sides.get(row.company_id) if row.company_id is not None else None
        note, slots = "", no_slots
        if verb == "requested":
            note = meeting.note
        elif verb in {"declined", "cancelled"}:
            note = meeting.answer
        elif (proposal := proposals.get(row.details.get("proposal_id", 0))) is not None:
            note, slots = proposal.note, tuple(proposal.slots)
        name = names.get(row.company_id or 0, "")
        steps.append(Step(verb, row.at, side, note, slots, row.company_id, name))
    return steps
