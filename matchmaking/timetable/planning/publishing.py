"""A draft becomes the timetable: all of it in one transaction, or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from accounts.companies.models import Company
from core import activity
from core.db import db, lock
from core.errors import DomainError
from events.programme.models import Event, Slot
from matchmaking.meetings import services as meetings
from matchmaking.meetings.errors import SlotTaken
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.people.interpreting import fits
from matchmaking.people.models import Interpreter
from matchmaking.people.services import free_interpreter
from matchmaking.timetable.availability.queries import Presence, presences
from matchmaking.timetable.availability.services import Exchange, first_breach, hold
from matchmaking.timetable.errors import (
    MeetingChanged,
    NotReady,
    NotThere,
    PlaceGone,
    SlotPast,
    TimeBegun,
)
from matchmaking.timetable.models import DraftPlacement, TimetableDraft
from matchmaking.timetable.planning.notices import Notices
from matchmaking.timetable.planning.queries import whole_lines
from matchmaking.timetable.planning.wishes import ask_for_wishes
from matchmaking.timetable.queries import slots_of
from matchmaking.timetable.services import calendar_changed, claim, release
from matchmaking.timetable.states import DraftState

S = MeetingState


@dataclass
class Published:
    """What publishing changed; ``gone`` was cancelled since the build, ``asked`` are wishes."""

    new: int = 0
    moved: int = 0
    dropped: int = 0
    gone: int = 0
    asked: int = 0


def publish_draft(draft: TimetableDraft, *, actor: Any, at: datetime) -> Published:
    """Give every meeting of a draft its slot and table; those affected get one mail each.

    Wishes of one side are no meetings yet: they become requests that propose the draft's time.

    Raises
    ------
    NotReady, MeetingChanged, PlaceGone, TimeBegun, NotThere
    """
    _hold_drafts(draft)
    if draft.state is not DraftState.READY:
        raise NotReady
    lines = _held_lines(draft)
    done = Published(gone=sum(not _is_agreed(line) for line in lines))
    changed = [line for line in lines if _is_agreed(line) and _changes(line)]
    exchanged = _exchanges(changed)
    there = presences(draft.event, list(exchanged), slots_of(draft.event_id))
    hold(there)
    before = {line.meeting_id: line.meeting.calendar_starts_at for line in changed}
    for line in changed:
        if line.meeting.state is S.PLACED:
            release(line.meeting)
    notices = Notices()
    for line in changed:
        kind = _apply(draft.event, line, actor=actor, at=at)
        setattr(done, kind, getattr(done, kind) + 1)
        notices.note(
            line.meeting, kind, slot=line.slot, table=line.table, was=before[line.meeting_id]
        )
    _check_presence(draft.event, there, exchanged)
    notices.send(draft.event, at=at)
    done.asked = ask_for_wishes(draft, at=at)
    draft.state, draft.published_at = DraftState.PUBLISHED, at
    _outdate_others(draft)
    activity.record(
        "timetable:published",
        draft,
        actor=actor,
        at=at,
        new=done.new,
        moved=done.moved,
        dropped=done.dropped,
        asked=done.asked,
    )
    return done


def _hold_drafts(draft: TimetableDraft) -> None:
    """One timetable of an event is published at a time: the second finds itself outdated."""
    rows = sa.select(TimetableDraft.id).where(TimetableDraft.event_id == draft.event_id)
    db.session.execute(rows.order_by(TimetableDraft.id).with_for_update())
    lock(draft)


def _held_lines(draft: TimetableDraft) -> list[DraftPlacement]:
    """The lines with their meetings, which nobody else changes until the end."""
    held = (
        sa.select(Meeting)
        .join(DraftPlacement, DraftPlacement.meeting_id == Meeting.id)
        .where(DraftPlacement.draft_id == draft.id)
        .order_by(Meeting.id)
        .with_for_update(of=Meeting)
        .execution_options(populate_existing=True)
    )
    db.session.scalars(held).all()
    lines = whole_lines(draft).order_by(
        DraftPlacement.slot_id, DraftPlacement.table_id, DraftPlacement.meeting_id
    )
    return list(db.session.scalars(lines).unique())


def _is_agreed(line: DraftPlacement) -> bool:
    return line.meeting.state in {S.ACCEPTED, S.PLACED}


def _changes(line: DraftPlacement) -> bool:
    """Whether the meeting gets another place than it has.

    Raises
    ------
    MeetingChanged
    """
    meeting, now = line.meeting, line.meeting.placement
    if line.sequence != meeting.sequence:
        raise MeetingChanged(**_names(meeting))
    if now is None:
        return line.slot_id is not None
    return (now.slot_id, now.table_id) != (line.slot_id, line.table_id)


def _apply(event: Event, line: DraftPlacement, *, actor: Any, at: datetime) -> str:
    """Claim the new place, if there is one; what it was: new, moved or dropped."""
    meeting, was_placed = line.meeting, line.meeting.state is S.PLACED
    if line.slot is None:
        calendar_changed(meeting, at=at)
        free_interpreter(meeting, at=at)
        meetings.move(meeting, S.ACCEPTED, actor=actor, at=at)
        return "dropped"
    _plan_interpreter(line)
    try:
        claim(meeting, line.slot, line.table, at=at)
    except (SlotTaken, SlotPast) as error:
        raise _named(event, line, error) from error
    if was_placed:
        activity.record("meeting:moved", meeting, actor=actor, at=at)
        return "moved"
    meetings.move(meeting, S.PLACED, actor=actor, at=at)
    return "new"


def _exchanges(lines: Iterable[DraftPlacement]) -> dict[int, Exchange]:
    """The slots that each company gets and gives back."""
    found: defaultdict[int, Exchange] = defaultdict(Exchange)
    for line in lines:
        now = line.meeting.placement
        for company in line.meeting.companies:
            if line.slot_id is not None:
                found[company.id].new.add(line.slot_id)
            if now is not None:
                found[company.id].old.add(now.slot_id)
    return dict(found)


def _check_presence(
    event: Event, there: Mapping[int, Presence], exchanged: Mapping[int, Exchange]
) -> None:
    """Nobody is promised for a time that they took off, or without their breaks, since.

    Raises
    ------
    NotThere
    """
    found = first_breach(event, there, exchanged)
    if found is None:
        return
    company = db.session.get_one(Company, found[0])
    starts_at = db.session.get_one(Slot, found[1]).starts_at
    time = f"{starts_at.astimezone(ZoneInfo(event.zone)):%H:%M %d/%m/%Y}"
    raise NotThere(company=company.name, time=time)


def _plan_interpreter(line: DraftPlacement) -> None:
    """Whoever was planned for a meeting comes first, if the languages still are the same."""
    one = db.session.get(Interpreter, line.interpreter_id) if line.interpreter_id else None
    if one is not None and line.meeting.interpreter_id is None and fits(one, line.meeting):
        line.meeting.interpreter_id = one.id


def _named(event: Event, line: DraftPlacement, error: DomainError) -> DomainError:
    """Who or what stands in the way, when, and for whom."""
    assert line.slot is not None
    time = f"{line.slot.starts_at.astimezone(ZoneInfo(event.zone)):%H:%M %d/%m/%Y}"
    names = _names(line.meeting)
    if isinstance(error, SlotPast):
        return TimeBegun(time=time, **names)
    named = next(key for key in ("table", "name", "company") if key in error.values)
    taken = error.values[named]
    return PlaceGone(taken=taken, time=time, **names)


def _names(meeting: Meeting) -> dict[str, str]:
    return {"one": meeting.buyer.company.name, "other": meeting.sellers}


def _outdate_others(draft: TimetableDraft) -> None:
    """Other drafts were built on a timetable that is no more."""
    others = sa.update(TimetableDraft).where(
        TimetableDraft.event_id == draft.event_id,
        TimetableDraft.id != draft.id,
        TimetableDraft.state == DraftState.READY,
    )
    db.session.execute(others.values(state=DraftState.OUTDATED))
