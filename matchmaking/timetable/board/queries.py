"""What the board shows: the grid of a day, what waits for a time, how full each hall is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from accounts.companies.models import Company
from accounts.sign_in.models import User
from core.activity import Activity
from core.db import db
from core.i18n import fmt_day
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer
from matchmaking.timetable.availability.queries import closed_tables, unwelcome
from matchmaking.timetable.board.conflicts import Holder, holders_of
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.planning.people import firms_of_groups
from matchmaking.timetable.queries import booths_in_use, slots_of, tables_of
from matchmaking.timetable.states import ON_BOARD

MOST_WAITING = 300  # unplaced meetings in the side list
S = MeetingState


@dataclass(frozen=True)
class Card:
    """A meeting on the board."""

    id: int
    sequence: int
    state: MeetingState
    slot_id: int | None
    table_id: int | None
    is_locked: bool
    names: tuple[str, ...]  # the buyer's first, then of each exhibitor
    company_ids: tuple[int, ...]

    @property
    def buyer(self) -> str:
        """Who buys."""
        return self.names[0]

    @property
    def exhibitor(self) -> str:
        """Who shows; of a group, every firm."""
        return ", ".join(self.names[1:])


@dataclass(frozen=True)
class Fill:
    """How full a hall is on the day that is shown."""

    zone: str
    taken: int
    places: int

    @property
    def share(self) -> int:
        """In percent."""
        return round(100 * self.taken / self.places) if self.places else 0


@dataclass
class Board:
    """Everything that the page draws."""

    days: list[tuple[str, str]]  # as in addresses, and in words
    day: str
    zones: list[str]
    zone: str | None
    slots: list[Slot]
    tables: list[Table]
    cells: dict[tuple[int, int], Card] = field(default_factory=dict)
    waiting: list[Card] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    companies: list[tuple[int, str]] = field(default_factory=list)
    closed: set[tuple[int, int]] = field(default_factory=set)

    def free_in(self, slot: Slot) -> int:
        """How many of the tables shown are free at a time."""
        cells = ((slot.id, table.id) for table in self.tables)
        return sum(cell not in self.cells and cell not in self.closed for cell in cells)


def hall_of(table: Table) -> str:
    """The hall in which a table stands; without one, its corner."""
    return table.hall.name if table.hall else table.zone


def board_of(event: Event, *, day: str, zone: str | None, at: datetime) -> Board:
    """The board of a day and a hall (all halls if none), in a constant number of questions."""
    by_day: defaultdict[str, list[Slot]] = defaultdict(list)
    for slot in slots_of(event.id):
        by_day[f"{slot.starts_at.astimezone(ZoneInfo(event.zone)):%Y-%m-%d}"].append(slot)
    days = list(by_day)
    if day not in by_day:
        coming = (name for name in days if by_day[name][-1].ends_at > at)
        day = next(coming, days[-1] if days else "")
    tables = [*tables_of(event.id), *booths_in_use(event.id)]
    zones = list(dict.fromkeys(hall_of(table) for table in tables))
    zone = zone if zone in zones and len(zones) > 1 else None
    slots = by_day.get(day, [])
    cards = _cards(event.id)
    shown = {slot.id for slot in slots}
    board = Board(
        [(name, fmt_day(by_day[name][0].starts_at, event.zone)) for name in days],
        day,
        zones,
        zone,
        slots,
        [table for table in tables if zone is None or hall_of(table) == zone],
    )
    for card in cards:
        if card.slot_id is None and card.state is S.ACCEPTED:
            board.waiting.append(card)
        elif card.slot_id in shown and card.table_id is not None:
            board.cells[card.slot_id, card.table_id] = card
    board.waiting = board.waiting[:MOST_WAITING]
    board.closed = {
        (slot.id, table_id)
        for table_id, its_slots in closed_tables(event.id).items()
        for slot in its_slots
    }
    board.fills = _fills(tables, slots, board.cells)
    names = {
        company_id: name
        for card in cards
        for company_id, name in zip(card.company_ids, card.names, strict=True)
    }
    board.companies = sorted(names.items(), key=lambda pair: pair[1])
    return board


def _fills(
    tables: list[Table], slots: list[Slot], cells: dict[tuple[int, int], Card]
) -> list[Fill]:
    zone_of = {table.id: hall_of(table) for table in tables}
    places: defaultdict[str, int] = defaultdict(int)
    taken: defaultdict[str, int] = defaultdict(int)
    for table in tables:
        places[hall_of(table)] += len(slots)
    for _slot_id, table_id in cells:
        taken[zone_of[table_id]] += 1
    return [Fill(zone, taken[zone], number) for zone, number in places.items()]


def _rows() -> sa.Select[Any]:
    buying, selling = aliased(Company), aliased(Company)
    return (
        sa.select(
            Meeting.id,
            Meeting.sequence,
            Meeting.state,
            Placement.slot_id,
            Placement.table_id,
            Placement.locked_at,
            buying.name,
            selling.name,
            buying.id,
            selling.id,
        )
        .join(Buyer, Buyer.id == Meeting.buyer_id)
        .join(buying, buying.id == Buyer.company_id)
        .join(Exhibitor, Exhibitor.id == Meeting.exhibitor_id)
        .join(selling, selling.id == Exhibitor.company_id)
        .outerjoin(Placement, Placement.meeting_id == Meeting.id)
    )


def _groups(event_id: int) -> dict[int, list[tuple[int, str]]]:
    """Company and name of the firms that come to each group meeting."""
    firms = firms_of_groups(event_id)
    ids = {one.company_id for group in firms.values() for one in group}
    rows = sa.select(Company.id, Company.name).where(Company.id.in_(ids))
    names = dict(db.session.execute(rows).tuples().all()) if ids else {}
    return {
        meeting_id: [(one.company_id, names[one.company_id]) for one in group]
        for meeting_id, group in firms.items()
    }


def _card(row: Any, groups: Mapping[int, Sequence[tuple[int, str]]]) -> Card:
    meeting_id, sequence, state, slot_id, table_id, locked_at, buyer, exhibitor, one, other = row
    sellers = groups.get(meeting_id) or [(other, exhibitor)]
    return Card(
        meeting_id,
        sequence,
        state,
        slot_id,
        table_id,
        locked_at is not None,
        (buyer, *(name for _company_id, name in sellers)),
        (one, *(company_id for company_id, _name in sellers)),
    )


def _cards(event_id: int) -> list[Card]:
    rows = _rows().where(Meeting.event_id == event_id, Meeting.state.in_(ON_BOARD))
    best_first = (Meeting.score.is_(None), Meeting.score.desc(), Meeting.id)
    groups = _groups(event_id)
    return [_card(row, groups) for row in db.session.execute(rows.order_by(*best_first))]


def card_of(meeting: Meeting) -> Card:
    """One meeting as the board shows it."""
    row = db.session.execute(_rows().where(Meeting.id == meeting.id)).one()
    return _card(row, _groups(meeting.event_id) if meeting.is_group else {})


def swaps_for(meeting: Meeting, *, at: datetime) -> list[Card]:
    """The placed meetings to come with which a meeting can change places, nothing in the way."""
    placement = meeting.placement
    if placement is None or placement.is_online:
        return []
    event_id, here = meeting.event_id, placement.slot_id
    rows = (
        _rows()
        .join(Slot, Slot.id == Placement.slot_id)
        .where(
            Meeting.event_id == event_id,
            Meeting.state == S.PLACED,
            Meeting.id != meeting.id,
            Placement.locked_at.is_(None),
            Placement.table_id.is_not(None),
            Slot.starts_at > at,
        )
        .order_by(Slot.starts_at, Placement.table_id)
    )
    groups = _groups(event_id)
    others = [_card(row, groups) for row in db.session.execute(rows)]
    claims = sa.select(Claim.slot_id, Claim.holder_kind, Claim.holder_id, Claim.meeting_id)
    claims = claims.where(Claim.event_id == event_id)
    held: defaultdict[int, dict[Holder, int | None]] = defaultdict(dict)
    taken_by: defaultdict[int, set[Holder]] = defaultdict(set)
    for slot_id, kind, holder_id, meeting_id in db.session.execute(claims).tuples():
        held[slot_id][kind, holder_id] = meeting_id
        if meeting_id is not None and kind.value != "table":
            taken_by[meeting_id].add((kind, holder_id))
    own, bad = set(holders_of(meeting)), unwelcome(meeting, slots_of(event_id))

    def fits(holders: set[Holder], slot_id: int, other_id: int) -> bool:
        allowed = {meeting.id, other_id}
        return all(held[slot_id].get(holder, meeting.id) in allowed for holder in holders)

    return [
        card
        for card in others
        if card.slot_id is not None
        and (card.slot_id == here or card.slot_id not in bad)
        and fits(own, card.slot_id, card.id)
        and fits(taken_by[card.id], here, card.id)
    ]


def history_of(meeting: Meeting, *, most: int = 12) -> list[tuple[Activity, str, str]]:
    """What was done to a meeting, the newest first: the row, who did it, and for whom."""
    rows = (
        sa.select(Activity, User.full_name, Company.name)
        .outerjoin(User, User.id == Activity.actor_id)
        .outerjoin(
            Company,
            sa.and_(Company.id == Activity.company_id, Activity.for_somebody.is_(True)),
        )
        .where(Activity.subject_kind == "meetings", Activity.subject_id == meeting.id)
        .order_by(Activity.id.desc())
        .limit(most)
    )
    return [(row, who or "", whom or "") for row, who, whom in db.session.execute(rows).tuples()]
