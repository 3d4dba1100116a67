"""Wishes of one side in a draft: they have a time that is free, and publishing asks with it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from events.exhibitors.models import Exhibitor
from events.programme.models import Slot
from matchmaking.engine.timetable import problem as engine
from matchmaking.meetings.errors import TimesGone
from matchmaking.meetings.models import MeetingWish
from matchmaking.meetings.queries import busy_slot_ids
from matchmaking.meetings.services import ask_for_wish
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer
from matchmaking.timetable.availability.queries import unwelcome
from matchmaking.timetable.models import DraftWish, TimetableDraft
from matchmaking.timetable.planning.candidates import is_wish
from matchmaking.timetable.planning.frames import Frame
from matchmaking.timetable.queries import slots_of


def wish_lines(frame: Frame, more: engine.Timetable) -> list[dict[str, Any]]:
    """The wishes for which there is a time, as rows of a draft."""
    wishes = {f"m{one.id}": -one.id for one in frame.standby if is_wish(one)}
    return [
        {"wish_id": wishes[one.meeting], "slot_id": frame.slot_ids[one.slot]}
        for one in more.assignments
        if one.meeting in wishes
    ]


def wishes_in(draft: TimetableDraft) -> list[DraftWish]:
    """What publishing will ask, by time, with both companies."""
    wish = joinedload(DraftWish.wish)
    rows = (
        sa.select(DraftWish)
        .join(Slot, Slot.id == DraftWish.slot_id)
        .where(DraftWish.draft_id == draft.id)
        .options(
            joinedload(DraftWish.slot),
            wish.joinedload(MeetingWish.buyer).joinedload(Buyer.company),
            wish.joinedload(MeetingWish.exhibitor).joinedload(Exhibitor.company),
        )
        .order_by(Slot.starts_at, DraftWish.wish_id)
    )
    return list(db.session.scalars(rows))


def ask_for_wishes(draft: TimetableDraft, *, at: datetime) -> int:
    """Turn the wishes of a draft into requests with their time, where it is still free; how many.

    Who has too many open requests, said no or was asked since is left out: the next build has it.
    """
    asked = 0
    for line in wishes_in(draft):
        if line.slot.starts_at <= at:
            continue
        try:
            with db.session.begin_nested():
                asked += _ask(line, at=at)
        except DomainError:
            continue
    return asked


def _ask(line: DraftWish, *, at: datetime) -> bool:
    """Ask for one wish, unless its time was taken meanwhile: nobody is offered a lost time.

    Raises
    ------
    TimesGone, and what `request_meeting` refuses
    """
    meeting = ask_for_wish(line.wish, actor=None, at=at, slot=line.slot)
    if meeting.state is not MeetingState.REQUESTED:  # the other side has wished it since
        return False
    if line.slot_id in busy_slot_ids(meeting) | unwelcome(meeting, slots_of(meeting.event_id)):
        raise TimesGone
    return True
