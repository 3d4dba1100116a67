"""What pages ask about slots, tables and placements."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Member
from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.availability.places import booth_places
from matchmaking.timetable.availability.queries import unwelcome
from matchmaking.timetable.models import CalendarFeed, Placement, Table

PLACES = frozenset({HolderKind.TABLE, HolderKind.BOOTH})


@dataclass(frozen=True)
class FreePlace:
    """A slot that suits both sides, with the places that are free, the least used first."""

    slot: Slot
    tables: list[Table]


def tables_of(event_id: int) -> list[Table]:
    """The tables of an event, in the order they were made; booths are no tables."""
    pool = sa.select(Table).where(Table.event_id == event_id, Table.booth_id.is_(None))
    return list(db.session.scalars(pool.order_by(Table.id)))


def booths_in_use(event_id: int) -> list[Table]:
    """The booths of an event at which somebody meets, hall by hall."""
    used = sa.select(Placement.table_id).where(Placement.event_id == event_id)
    booths = sa.select(Table).where(
        Table.event_id == event_id, Table.booth_id.is_not(None), Table.id.in_(used)
    )
    return list(db.session.scalars(booths.order_by(Table.hall_id, Table.label)))


def places_for(meeting: Meeting) -> list[Table]:
    """Where the two can meet: the exhibitor's booths if it receives there, else tables.

    The least used table comes first.
    """
    if not meeting.is_group:  # which sits at a table, whosever guests it is
        booths = booth_places(meeting.event, only=[meeting.exhibitor_id])
        if own := booths.get(meeting.exhibitor_id):
            return own
    use = table_use(meeting.event_id)
    return sorted(tables_of(meeting.event_id), key=lambda table: (use[table.id], table.id))


def table_use(event_id: int) -> Counter[int]:
    """How many meetings each table has."""
    use = (
        sa.select(Placement.table_id, sa.func.count())
        .where(Placement.event_id == event_id, Placement.table_id.is_not(None))
        .group_by(Placement.table_id)
    )
    rows = db.session.execute(use).tuples()
    return Counter({table_id: number for table_id, number in rows if table_id is not None})


def slots_of(event_id: int) -> list[Slot]:
    """The slots of an event by time."""
    return list(
        db.session.scalars(
            sa.select(Slot).where(Slot.event_id == event_id).order_by(Slot.starts_at)
        )
    )


def free_places(meeting: Meeting, *, at: datetime, choosing: Side | None = None) -> list[FreePlace]:
    """The slots to come in which both sides, who comes and at least one table are free.

    Where the two meet online, tables do not matter.

    The side that is ``choosing`` can still send somebody else: there anybody's time will do.
    """
    people: dict[Side, set[int | None]] = {
        side: {meeting.person_id(side)} - {None} for side in Side
    }
    if choosing is not None:
        people[choosing] = {person.id for person in people_of(meeting.company_on(choosing))}
    own = meeting.person_id(choosing) if choosing is not None else None
    coming = [one for one in meeting.person_ids if one != own]
    parties = list(people.values())
    parties.extend({user_id} for user_id in coming)
    holders = {
        (HolderKind.BUYER, meeting.buyer_id),
        *((HolderKind.EXHIBITOR, one.id) for one in meeting.exhibitors),
        *((HolderKind.COMPANY, company.id) for company in meeting.companies),
        *((HolderKind.PERSON, user_id) for theirs in parties for user_id in theirs),
    }
    claims = sa.select(Claim.slot_id, Claim.holder_kind, Claim.holder_id).where(
        Claim.event_id == meeting.event_id,
        sa.or_(
            Claim.holder_kind.in_(PLACES),
            sa.tuple_(Claim.holder_kind, Claim.holder_id).in_(list(holders)),
        ),
    )
    busy: set[int] = set()
    away: defaultdict[int, set[int | None]] = defaultdict(set)
    taken: set[tuple[int, HolderKind, int]] = set()
    for slot_id, kind, holder_id in db.session.execute(claims):
        if kind in PLACES:
            taken.add((slot_id, kind, holder_id))
        elif kind is HolderKind.PERSON:
            away[slot_id].add(holder_id)
        else:
            busy.add(slot_id)
    busy |= {
        slot_id
        for slot_id, missing in away.items()
        if any(theirs and theirs <= missing for theirs in parties)
    }
    slots, tables = slots_of(meeting.event_id), places_for(meeting)
    busy |= unwelcome(meeting, slots)
    found = (
        FreePlace(slot, [table for table in tables if (slot.id, *table.holder) not in taken])
        for slot in slots
        if slot.starts_at > at and slot.id not in busy
    )
    return [place for place in found if place.tables or meeting.is_online]


def slot_at(event: Event, slot_id: int) -> Slot | None:
    """A slot of this event, or nothing."""
    return db.session.scalar(sa.select(Slot).where(Slot.id == slot_id, Slot.event_id == event.id))


def table_at(event: Event, table_id: int) -> Table | None:
    """A table of this event, or nothing."""
    return db.session.scalar(
        sa.select(Table).where(Table.id == table_id, Table.event_id == event.id)
    )


def placements_at(event_id: int) -> dict[tuple[int, int], Meeting]:
    """The meetings at tables and booths of an event by slot and place, with both companies."""
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
    return {
        (row.slot_id, row.table_id): row.meeting
        for row in db.session.scalars(placed).unique()
        if row.table_id is not None
    }


def users_by_id(ids: Collection[int]) -> dict[int, User]:
    """These people, in one question."""
    return {one.id: one for one in db.session.scalars(sa.select(User).where(User.id.in_(ids)))}


def first_people(company_ids: Collection[int]) -> dict[int, User]:
    """Whom to ask for at each of these companies: the first of its people, admins before staff."""
    theirs = (
        sa.select(Member.company_id, User)
        .join(User, User.id == Member.user_id)
        .where(Member.company_id.in_(company_ids))
        .order_by(Member.role, Member.id)
    )
    found: dict[int, User] = {}
    for company_id, person in db.session.execute(theirs).tuples():
        found.setdefault(company_id, person)
    return found


def feed_of(user_id: int) -> CalendarFeed | None:
    """A person's calendar address, if they made one."""
    return db.session.scalar(sa.select(CalendarFeed).where(CalendarFeed.user_id == user_id))


def user_of_feed(token: str) -> User | None:
    """Whose calendar address this is."""
    found = sa.select(User).join(CalendarFeed).where(CalendarFeed.token == token)
    return db.session.scalar(found)
