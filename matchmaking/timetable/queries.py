"""What pages ask about slots, tables and placements."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.sign_in.models import User
from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer
from matchmaking.timetable.models import CalendarFeed, Placement, Table


@dataclass(frozen=True)
class FreePlace:
    """A slot that suits both sides, with its free tables, the least used first."""

    slot: Slot
    tables: list[Table]


def tables_of(event_id: int) -> list[Table]:
    """The tables of an event, in the order they were made."""
    return list(
        db.session.scalars(sa.select(Table).where(Table.event_id == event_id).order_by(Table.id))
    )


def table_use(event_id: int) -> Counter[int]:
    """How many meetings each table has."""
    use = (
        sa.select(Placement.table_id, sa.func.count())
        .where(Placement.event_id == event_id)
        .group_by(Placement.table_id)
    )
    return Counter(dict(db.session.execute(use).tuples().all()))


def slots_of(event_id: int) -> list[Slot]:
    """The slots of an event by time."""
    return list(
        db.session.scalars(
            sa.select(Slot).where(Slot.event_id == event_id).order_by(Slot.starts_at)
        )
    )


def free_places(meeting: Meeting, *, at: datetime) -> list[FreePlace]:
    """The slots to come in which both sides and at least one table are free."""
    holders = {
        (HolderKind.BUYER, meeting.buyer_id),
        (HolderKind.EXHIBITOR, meeting.exhibitor_id),
        (HolderKind.COMPANY, meeting.buyer.company_id),
        (HolderKind.COMPANY, meeting.exhibitor.company_id),
    }
    claims = sa.select(Claim.slot_id, Claim.holder_kind, Claim.holder_id).where(
        Claim.event_id == meeting.event_id,
        sa.or_(
            Claim.holder_kind == HolderKind.TABLE,
            sa.tuple_(Claim.holder_kind, Claim.holder_id).in_(list(holders)),
        ),
    )
    busy: set[int] = set()
    taken: set[tuple[int, int]] = set()
    for slot_id, kind, holder_id in db.session.execute(claims):
        if kind is HolderKind.TABLE:
            taken.add((slot_id, holder_id))
        else:
            busy.add(slot_id)
    use = table_use(meeting.event_id)
    tables = sorted(tables_of(meeting.event_id), key=lambda table: (use[table.id], table.id))
    found = (
        FreePlace(slot, [table for table in tables if (slot.id, table.id) not in taken])
        for slot in slots_of(meeting.event_id)
        if slot.starts_at > at and slot.id not in busy
    )
    return [place for place in found if place.tables]


def slot_at(event: Event, slot_id: int) -> Slot | None:
    """A slot of this event, or nothing."""
    return db.session.scalar(sa.select(Slot).where(Slot.id == slot_id, Slot.event_id == event.id))


def table_at(event: Event, table_id: int) -> Table | None:
    """A table of this event, or nothing."""
    return db.session.scalar(
        sa.select(Table).where(Table.id == table_id, Table.event_id == event.id)
    )


def placements_at(event_id: int) -> dict[tuple[int, int], Meeting]:
    """The placed meetings of an event by slot and table, with both companies."""
    placed = (
        sa.select(Placement)
        .where(Placement.event_id == event_id)
        .options(
            joinedload(Placement.meeting).joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Placement.meeting)
            .joinedload(Meeting.exhibitor)
            .joinedload(Exhibitor.company),
        )
    )
    return {(row.slot_id, row.table_id): row.meeting for row in db.session.scalars(placed).unique()}


def feed_of(user_id: int) -> CalendarFeed | None:
    """A person's calendar address, if they made one."""
    return db.session.scalar(sa.select(CalendarFeed).where(CalendarFeed.user_id == user_id))


def user_of_feed(token: str) -> User | None:
    """Whose calendar address this is."""
    found = sa.select(User).join(CalendarFeed).where(CalendarFeed.token == token)
    return db.session.scalar(found)
