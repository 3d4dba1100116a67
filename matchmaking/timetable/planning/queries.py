"""What pages ask about drafts."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Company
from accounts.sign_in.models import User
from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, Slot
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState, MemberState
from matchmaking.needs.models import Buyer
from matchmaking.timetable.models import DraftPlacement, Placement, Table, TimetableDraft

D, P = DraftPlacement, Placement
PARTS = ("new", "moved", "dropped", "unplaced", "same")


@dataclass(frozen=True)
class Named:
    """A conflict with names instead of ids."""

    meetings: list[Meeting]
    companies: list[Company]
    people: list[User]
    slots: list[Slot]
    tables: bool


def whole_lines(draft: TimetableDraft) -> sa.Select[tuple[DraftPlacement]]:
    """The lines of a draft with both companies, the new place and the place now."""
    placement: Any = Meeting.placement
    meeting = joinedload(D.meeting)
    return (
        sa.select(D)
        .where(D.draft_id == draft.id)
        .options(
            meeting.joinedload(Meeting.buyer).joinedload(Buyer.company),
            meeting.joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
            meeting.selectinload(Meeting.members),
            meeting.joinedload(placement).joinedload(P.slot),
            meeting.joinedload(placement).joinedload(P.table),
            joinedload(D.slot),
            joinedload(D.table),
        )
    )


def _part(name: str) -> sa.ColumnElement[bool]:
    """Which lines, outer-joined with the placements of now, are of this part."""
    elsewhere = sa.or_(P.slot_id != D.slot_id, P.table_id.is_distinct_from(D.table_id))
    parts = {
        "new": sa.and_(D.slot_id.is_not(None), P.meeting_id.is_(None)),
        "moved": sa.and_(D.slot_id.is_not(None), P.meeting_id.is_not(None), elsewhere),
        "dropped": sa.and_(D.slot_id.is_(None), P.meeting_id.is_not(None)),
        "unplaced": D.slot_id.is_(None),
        "same": sa.and_(D.slot_id.is_not(None), P.meeting_id.is_not(None), sa.not_(elsewhere)),
    }
    return parts[name]


def lines_in(draft: TimetableDraft, part: str) -> sa.Select[tuple[DraftPlacement]]:
    """The lines of one part of the difference to the timetable that is published, by time."""
    return (
        whole_lines(draft)
        .outerjoin(P, P.meeting_id == D.meeting_id)
        .outerjoin(Slot, Slot.id == D.slot_id)
        .where(_part(part))
        .order_by(Slot.starts_at, D.table_id, D.meeting_id)
    )


def counts_of(draft: TimetableDraft) -> dict[str, int]:
    """How many lines each part of the difference has."""
    columns = [sa.func.sum(sa.case((_part(name), 1), else_=0)) for name in PARTS]
    counts = (
        sa.select(*columns)
        .select_from(D)
        .outerjoin(P, P.meeting_id == D.meeting_id)
        .where(D.draft_id == draft.id)
    )
    row = db.session.execute(counts).one()
    return {name: int(number or 0) for name, number in zip(PARTS, row, strict=True)}


def drafts_of(event: Event) -> sa.Select[tuple[TimetableDraft]]:
    """The drafts of an event, the newest first."""
    return (
        sa.select(TimetableDraft)
        .where(TimetableDraft.event_id == event.id)
        .options(joinedload(TimetableDraft.made_by))
        .order_by(TimetableDraft.id.desc())
    )


def draft_at(event: Event, draft_id: int) -> TimetableDraft | None:
    """A draft of this event, or nothing."""
    found = sa.select(TimetableDraft).where(
        TimetableDraft.id == draft_id, TimetableDraft.event_id == event.id
    )
    return db.session.scalar(found.options(joinedload(TimetableDraft.job)))


def conflict_named(draft: TimetableDraft) -> Named | None:
    """The conflict of a draft that cannot be, with what is still there of it."""
    ids = draft.conflict
    if not ids:
        return None
    meetings = (
        sa.select(Meeting)
        .where(Meeting.id.in_(ids["meetings"]), Meeting.event_id == draft.event_id)
        .options(
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
        )
        .order_by(Meeting.id)
    )
    companies = sa.select(Company).where(Company.id.in_(ids["companies"])).order_by(Company.name)
    people = sa.select(User).where(User.id.in_(ids.get("people", []))).order_by(User.full_name)
    slots = sa.select(Slot).where(Slot.id.in_(ids["slots"])).order_by(Slot.starts_at)
    return Named(
        list(db.session.scalars(meetings).unique()),
        list(db.session.scalars(companies)),
        list(db.session.scalars(people)),
        list(db.session.scalars(slots)),
        bool(ids["tables"]),
    )


def short_named(draft: TimetableDraft) -> list[dict[str, Any]]:
    """Who gets fewer meetings than promised, by name."""
    ids = [one["company_id"] for one in draft.short]
    rows = sa.select(Company.id, Company.name).where(Company.id.in_(ids))
    names = dict(db.session.execute(rows).tuples().all())
    return [{**one, "name": names.get(one["company_id"], "")} for one in draft.short]


def placed_meetings(event: Event) -> sa.Select[tuple[Placement]]:
    """The placements of an event by time, with both companies."""
    meeting = joinedload(P.meeting)
    return (
        sa.select(P)
        .join(Slot, Slot.id == P.slot_id)
        .join(Meeting, Meeting.id == P.meeting_id)
        .where(P.event_id == event.id, Meeting.state == MeetingState.PLACED)
        .options(
            meeting.joinedload(Meeting.buyer).joinedload(Buyer.company),
            meeting.joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
            joinedload(P.slot),
            joinedload(P.table),
        )
        .order_by(Slot.starts_at, P.table_id)
    )


def companies_that_meet(event: Event) -> list[tuple[int, str]]:
    """Id and name of every company with a placed meeting."""
    placed = sa.and_(Meeting.event_id == event.id, Meeting.state == MeetingState.PLACED)
    sides = sa.union(
        sa.select(Buyer.company_id).join(Meeting, Meeting.buyer_id == Buyer.id).where(placed),
        sa.select(Exhibitor.company_id)
        .join(Meeting, Meeting.exhibitor_id == Exhibitor.id)
        .where(placed),
        sa.select(Exhibitor.company_id)
        .join(GroupMember, GroupMember.exhibitor_id == Exhibitor.id)
        .join(Meeting, Meeting.id == GroupMember.meeting_id)
        .where(placed, GroupMember.state == MemberState.ACCEPTED),
    )
    found = sa.select(Company.id, Company.name).where(Company.id.in_(sides))
    return list(db.session.execute(found.order_by(Company.name)).tuples())


def zones_of(event: Event) -> dict[str, list[Table]]:
    """The tables of an event under the place where they stand."""
    zones: dict[str, list[Table]] = {}
    tables = sa.select(Table).where(Table.event_id == event.id).order_by(Table.id)
    for table in db.session.scalars(tables):
        zones.setdefault(table.zone, []).append(table)
    return zones


def placement_at(event: Event, meeting_id: int) -> Placement | None:
    """Where a meeting of this event stands, if it does."""
    found = sa.select(P).where(P.meeting_id == meeting_id, P.event_id == event.id)
    return db.session.scalar(found)
