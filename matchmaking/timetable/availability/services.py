"""What companies and organisers say about when and where to meet. All flush; the caller commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from accounts.companies.models import Company
from core import activity
from core.db import constraints, db
from core.errors import DomainError
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.timetable.availability.errors import MeetsThen, TableMeetsThen, Unavailable
from matchmaking.timetable.availability.places import lacking_places
from matchmaking.timetable.availability.queries import (
    FOR_NOTHING,
    Presence,
    busy_slots,
    presences,
    rules_of,
    stay_of,
)
from matchmaking.timetable.models import MeetingRules, Stay, Table
from matchmaking.timetable.queries import slots_of

ONCE = "uq_claims_holder_once_per_slot"


class _Held(DomainError):
    """The holder has the slot already; the caller says what that means."""

    code = "timetable.held"


def set_rules(event: Event, values: Mapping[str, Any], *, actor: Any, at: datetime) -> MeetingRules:
    """Say where meetings of an event are held and which breaks it keeps; what stands, stands."""
    rules = rules_of(event)
    for name, value in values.items():
        setattr(rules, name, value)
    activity.record("event:meeting_rules", rules, actor=actor, at=at)
    make_places(event)
    return rules


def set_stay(
    event: Event, company: Company, values: Mapping[str, Any], *, actor: Any, at: datetime
) -> Stay:
    """Say when a company is there and how many meetings it takes; what stands, stands."""
    stay = stay_of(event, company.id) or Stay(event_id=event.id, company_id=company.id)
    before = {name: getattr(stay, name) for name in values}
    if before == dict(values):
        return stay
    for name, value in values.items():
        setattr(stay, name, value)
    activity.record("stay:changed", stay, actor=actor, at=at, for_company_id=company.id)
    make_places(event)
    return stay


def make_places(event: Event) -> list[Table]:
    """Give a row among the places to every booth at which somebody receives."""
    made = [
        Table(event_id=event.id, label=booth.label, hall_id=booth.hall_id, booth_id=booth.id)
        for booth in lacking_places(event)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def set_away(
    event: Event, company: Company, slot_ids: Collection[int], *, actor: Any, at: datetime
) -> None:
    """A company is away in these slots to come and in no others; its meetings are not touched.

    Raises
    ------
    MeetsThen
    """
    coming = {slot.id: slot for slot in slots_of(event.id) if slot.starts_at > at}
    now = {one.slot_id: one for one in _held(event, HolderKind.COMPANY, company.id)}
    wanted = set(slot_ids) & coming.keys()
    gone = [one for slot_id, one in now.items() if slot_id in coming and slot_id not in wanted]
    new = sorted(wanted - now.keys())
    for one in gone:
        db.session.delete(one)
    for slot_id in new:
        try:
            _hold(event, slot_id, HolderKind.COMPANY, company.id)
        except _Held as error:
            raise MeetsThen(time=_time(event, coming[slot_id])) from error
    if gone or new:
        activity.record(
            "event:away", event, actor=actor, at=at, for_company_id=company.id, slots=len(wanted)
        )


def close_tables(
    event: Event, tables: Collection[Table], slots: Collection[Slot], *, actor: Any, at: datetime
) -> int:
    """Nobody sits at these tables in these slots; how many of them were open.

    Raises
    ------
    TableMeetsThen
    """
    closed = {
        (one.holder_id, one.slot_id)
        for table in tables
        for one in _held(event, HolderKind.TABLE, table.id)
    }
    number = 0
    for table in tables:
        for slot in slots:
            if (table.id, slot.id) in closed:
                continue
            try:
                _hold(event, slot.id, *table.holder)
            except _Held as error:
                raise TableMeetsThen(table=table.label) from error
            number += 1
    activity.record("event:tables_closed", event, actor=actor, at=at, number=number)
    return number


def open_table(event: Event, table: Table, *, actor: Any, at: datetime) -> None:
    """A closed table is there again, in every slot to come."""
    coming = {slot.id for slot in slots_of(event.id) if slot.starts_at > at}
    for one in _held(event, HolderKind.TABLE, table.id):
        if one.slot_id in coming:
            db.session.delete(one)
    activity.record("event:tables_opened", event, actor=actor, at=at, table=table.id)


def _held(event: Event, kind: HolderKind, holder_id: int) -> list[Claim]:
    """Slots that a company or a table holds for nothing: it is away, or closed."""
    theirs = sa.select(Claim).where(
        Claim.event_id == event.id,
        Claim.holder_kind == kind,
        Claim.holder_id == holder_id,
        FOR_NOTHING,
    )
    return list(db.session.scalars(theirs))


def _hold(event: Event, slot_id: int, kind: HolderKind, holder_id: int) -> None:
    with constraints({ONCE: _Held}):
        db.session.add(
            Claim(event_id=event.id, slot_id=slot_id, holder_kind=kind, holder_id=holder_id)
        )


def _time(event: Event, slot: Slot) -> str:
    return f"{slot.starts_at.astimezone(ZoneInfo(event.zone)):%H:%M %d/%m}"


def check_presence(meeting: Meeting, slot: Slot) -> None:
    """Both sides take one meeting more in this slot; call it when the old slot is given back.

    Where somebody has a budget, their rows are held until the transaction ends, so that two
    bookings at once do not both count the last free slot.

    Raises
    ------
    Away, DayFull, NeedsBreak
    """
    companies = meeting.companies
    refusal = refusal_of(meeting.event, companies, slot.id)
    if refusal is not None:
        raise refusal


def refusal_of(event: Event, companies: Collection[Company], slot_id: int) -> Unavailable | None:
    """Why one of these companies takes no meeting more in this slot, or nothing."""
    ids = {company.id for company in companies}
    there = presences(event, ids, slots_of(event.id))
    held = hold(there)
    busy = busy_slots(event.id, held)
    for company in companies:
        why = there[company.id].why_not(slot_id, busy[company.id], company.name)
        if why is not None:
            return why
    return None


def hold(there: Mapping[int, Presence]) -> list[int]:
    """Hold the companies that count their meetings until the transaction ends; which they are.

    Always in the same order, so that nobody waits for another in a circle.
    """
    counting = sorted(company_id for company_id, one in there.items() if one.bounds)
    for company_id in counting:
        row = sa.select(Company.id).where(Company.id == company_id)
        db.session.execute(row.with_for_update(key_share=True))
    return counting


@dataclass
class Exchange:
    """The slots that a company gets and gives back when a timetable is published."""

    new: set[int] = field(default_factory=set)
    old: set[int] = field(default_factory=set)


def first_breach(
    event: Event, there: Mapping[int, Presence], exchanged: Mapping[int, Exchange]
) -> tuple[int, int] | None:
    """The first company and slot that nobody wants so, asked when all slots are held.

    A bound that was passed before may stay passed by as much: whoever sets it later than the
    meetings does not stop a repair.
    """
    busy = busy_slots(event.id, [one for one in exchanged if there[one].bounds])
    for company_id, slots in exchanged.items():
        now = busy[company_id]
        before = (now - slots.new) | slots.old
        for slot_id in sorted(slots.new):
            if slot_id in there[company_id].away:
                return company_id, slot_id
            for bound in there[company_id].bounds:
                held = len(now & bound.slot_ids)
                more = held > max(bound.most, len(before & bound.slot_ids))
                if slot_id in bound.slot_ids and more:
                    return company_id, slot_id
    return None
