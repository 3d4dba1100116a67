"""When companies can meet at an event, for booking, planning and pages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Company
from core.db import db
from core.search import has_words
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer, BuyerState
from matchmaking.recommendations.times import register_absences
from matchmaking.timetable.availability.errors import (
    Away,
    DayFull,
    NeedsBreak,
    Unavailable,
)
from matchmaking.timetable.availability.grid import Bound, Budget, bounds_of
from matchmaking.timetable.models import MeetingRules, Stay

ERRORS: dict[str, type[Unavailable]] = {"day": DayFull, "row": NeedsBreak, "free": NeedsBreak}
# A company that holds a slot for nothing is away; a table that does is closed.
FOR_NOTHING = sa.and_(Claim.meeting_id.is_(None), Claim.session_id.is_(None))


@dataclass(frozen=True)
class Presence:
    """The slots in which a company cannot meet, and how many meetings it takes in others."""

    away: frozenset[int] = frozenset()
    bounds: tuple[Bound, ...] = ()

    def broken_by(self, slot_id: int, busy: Collection[int]) -> Bound | None:
        """The bound that one meeting more in this slot would pass, if any."""
        held = {slot_id, *busy}
        for bound in self.bounds:
            if slot_id in bound.slot_ids and len(held & bound.slot_ids) > bound.most:
                return bound
        return None

    def declines(self, slot_id: int, busy: Collection[int]) -> bool:
        """Whether the company takes no meeting more in this slot."""
        return slot_id in self.away or self.broken_by(slot_id, busy) is not None

    def why_not(self, slot_id: int, busy: Collection[int], name: str) -> Unavailable | None:
        """Why the company called so takes no meeting in this slot, or nothing."""
        if slot_id in self.away:
            return Away(company=name)
        bound = self.broken_by(slot_id, busy)
        return None if bound is None else ERRORS[bound.kind](company=name, most=bound.most)


def rules_of(event: Event) -> MeetingRules:
    """What the event says of its meetings; the usual, where it says nothing."""
    found = db.session.scalar(sa.select(MeetingRules).where(MeetingRules.event_id == event.id))
    return found or MeetingRules(event_id=event.id)


def stay_of(event: Event, company_id: int) -> Stay | None:
    """What a company said of its stay, if anything."""
    return db.session.scalar(
        sa.select(Stay).where(Stay.event_id == event.id, Stay.company_id == company_id)
    )


def stays_at(event: Event, company_ids: Collection[int]) -> dict[int, Stay]:
    """What these companies said of their stay, by company."""
    said = sa.select(Stay).where(Stay.event_id == event.id, Stay.company_id.in_(company_ids))
    return {stay.company_id: stay for stay in db.session.scalars(said)}


def budget_of(said: MeetingRules | Stay | None) -> Budget:
    """The limits in the rules of an event or in what a company said."""
    if said is None:
        return Budget()
    return Budget(said.most_a_day, said.most_in_row, said.least_free)


def presences(
    event: Event, company_ids: Collection[int], slots: Sequence[Slot]
) -> dict[int, Presence]:
    """When each of these companies can meet at an event with these slots, all of them by time."""
    rules = budget_of(rules_of(event))
    return _presences(event, company_ids, slots, stays_at(event, company_ids), rules)


def _presences(
    event: Event,
    company_ids: Iterable[int],
    slots: Sequence[Slot],
    stays: Mapping[int, Stay],
    rules: Budget,
) -> dict[int, Presence]:
    off = away_claims(event.id, list(company_ids))
    usual = bounds_of(slots, event.zone, rules)
    found = {}
    for company_id in company_ids:
        stay = stays.get(company_id)
        own = budget_of(stay)
        found[company_id] = Presence(
            frozenset(off[company_id] | outside(stay, slots)),
            usual if own == Budget() else bounds_of(slots, event.zone, rules.stricter(own)),
        )
    return found


@register_absences
def absences(event: Event, company_ids: Collection[int]) -> dict[int, set[int]]:
    """Slots for which these companies are not there, or that would pass a limit of theirs.

    Single slots off and meetings are claims, which everybody sees who counts free time.
    """
    stays, rules = stays_at(event, company_ids), budget_of(rules_of(event))
    asked = company_ids if rules != Budget() else stays.keys()
    if not asked:
        return {}
    slots = db.session.scalars(
        sa.select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)
    ).all()
    there = _presences(event, asked, slots, stays, rules)
    busy = busy_slots(event.id, [one for one in asked if there[one].bounds])
    return {
        one: {slot.id for slot in slots if there[one].declines(slot.id, busy[one])} for one in asked
    }


def outside(stay: Stay | None, slots: Sequence[Slot]) -> set[int]:
    """Slots before somebody arrives or after they leave."""
    if stay is None:
        return set()
    return {
        slot.id
        for slot in slots
        if (stay.arrives_at is not None and slot.starts_at < stay.arrives_at)
        or (stay.leaves_at is not None and slot.ends_at > stay.leaves_at)
    }


def away_claims(event_id: int, company_ids: Collection[int]) -> defaultdict[int, set[int]]:
    """Single slots that companies took off."""
    return _slots_by_company(event_id, company_ids, FOR_NOTHING)


def busy_slots(event_id: int, company_ids: Collection[int]) -> defaultdict[int, set[int]]:
    """Slots in which companies have a meeting."""
    return _slots_by_company(event_id, company_ids, Claim.meeting_id.is_not(None))


def unwelcome(meeting: Meeting, slots: Sequence[Slot]) -> set[int]:
    """The slots in which one of the two is not there, or would have no break.

    A meeting that stands gives its own slot back when it moves.
    """
    ids = {company.id for company in meeting.companies}
    there = presences(meeting.event, ids, slots)
    busy = busy_slots(meeting.event_id, [one for one in ids if there[one].bounds])
    own = {meeting.placement.slot_id} if meeting.placement is not None else set()
    return {
        slot.id for slot in slots for one in ids if there[one].declines(slot.id, busy[one] - own)
    }


def _slots_by_company(
    event_id: int, company_ids: Collection[int], which: sa.ColumnElement[bool]
) -> defaultdict[int, set[int]]:
    claims = sa.select(Claim.holder_id, Claim.slot_id).where(
        Claim.event_id == event_id,
        Claim.holder_kind == HolderKind.COMPANY,
        Claim.holder_id.in_(company_ids),
        which,
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for company_id, slot_id in db.session.execute(claims).tuples():
        found[company_id].add(slot_id)
    return found


def meetings_in_slots(event_id: int, company_id: int) -> dict[int, Meeting]:
    """The meetings of a company that have a time, by slot, with both companies."""
    rows = (
        sa.select(Claim.slot_id, Meeting)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(
            Claim.event_id == event_id,
            Claim.holder_kind == HolderKind.COMPANY,
            Claim.holder_id == company_id,
        )
        .options(
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
        )
    )
    return dict(db.session.execute(rows).tuples().all())


def exhibitor_id_of(event: Event, company_id: int) -> int | None:
    """The seat of a company that shows at an event, if it does."""
    return db.session.scalar(
        sa.select(Exhibitor.id).where(
            Exhibitor.event_id == event.id, Exhibitor.company_id == company_id
        )
    )


def closed_tables(event_id: int) -> dict[int, list[Slot]]:
    """The slots in which tables are closed, by table, in the order of time."""
    rows = (
        sa.select(Claim.holder_id, Slot)
        .join(Slot, Slot.id == Claim.slot_id)
        .where(Claim.event_id == event_id, Claim.holder_kind == HolderKind.TABLE, FOR_NOTHING)
        .order_by(Slot.starts_at)
    )
    found: defaultdict[int, list[Slot]] = defaultdict(list)
    for table_id, slot in db.session.execute(rows).tuples():
        found[table_id].append(slot)
    return dict(found)


def taking_part(event: Event, query: str = "") -> sa.Select[tuple[Company]]:
    """The companies that can have meetings at an event: approved buyers and exhibitors.

    ``query`` narrows them to those that answer it by name, tones or not.
    """
    buying = sa.select(Buyer.company_id).where(
        Buyer.event_id == event.id, Buyer.state == BuyerState.APPROVED
    )
    showing = sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event.id, Exhibitor.cancelled_at.is_(None)
    )
    return (
        sa.select(Company)
        .where(sa.or_(Company.id.in_(buying), Company.id.in_(showing)))
        .where(has_words(Company.search_text, query))
        .order_by(Company.name)
    )
