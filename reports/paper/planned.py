"""From the timetable to its plans on paper, in a fixed number of questions."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company
from core.db import db
from core.i18n import _, by_language, fmt_datetime, fmt_day, fmt_range, fmt_time
from core.pdf import fonts_folder
from events.exhibitors.models import Allotment, Exhibitor
from events.programme.models import Event, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import others_with
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.queries import booths_in_use, slots_of, tables_of
from matchmaking.timetable.words import where
from reports.paper.plans import Cell, Row, Sheet, WallDay, Words, sheets_pdf, wall_pages, wall_pdf

KINDS = ("firms", "tables", "wall-a3", "wall-a4")
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Prepared:
    """What will be drawn: so many pages or sheets, and how."""

    total: int
    draw: Callable[[Tell], bytes]


def prepare(event: Event, kind: str, *, at: Any) -> Prepared:
    """Ask for everything at once; drawing then needs the database no more."""
    placed = placed_at(event.id)
    words = _words(event, kind, at=at)
    fonts = fonts_folder()
    if kind in {"firms", "tables"}:
        sheets = (_firms if kind == "firms" else _tables)(event, placed)
        return Prepared(len(sheets), lambda tell: sheets_pdf(sheets, words, fonts=fonts, tell=tell))
    days, size = wall_days(event, placed), kind.removeprefix("wall-").upper()
    return Prepared(
        wall_pages(days, size),
        lambda tell: wall_pdf(days, words, fonts=fonts, size=size, tell=tell),
    )


def placed_at(event_id: int) -> list[Meeting]:
    """The meetings of an event that have a time, by time, with everything a plan says of them."""
    placement: Any = Meeting.placement
    rows = (
        sa.select(Meeting)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(Meeting.event_id == event_id, Meeting.state == MeetingState.PLACED)
        .options(
            joinedload(Meeting.event),
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
            selectinload(Meeting.members),
            joinedload(Meeting.exhibitor)
            .selectinload(Exhibitor.allotments)
            .joinedload(Allotment.booth),
            joinedload(placement).joinedload(Placement.slot),
            joinedload(placement).joinedload(Placement.table),
        )
        .order_by(Slot.starts_at, Placement.table_id, Meeting.id)
    )
    return list(db.session.scalars(rows).unique())


def _name(company: Company) -> str:
    return by_language(company.name, company.name_en)


def _sellers(one: Meeting) -> str:
    """Who sits on the exhibitors' side; of a group, every firm."""
    return ", ".join(_name(showing.company) for showing in one.exhibitors)


def _note(one: Meeting, own: Company) -> str:
    """Where a firm meets, and who of a group sits beside it."""
    others = ", ".join(_name(firm) for firm in others_with(one, {own.id}))
    together = _("together with %(others)s", others=others) if others else ""
    return " · ".join(filter(None, (where(one), together)))


def _row(one: Meeting, title: str, note: str) -> Row:
    slot, zone = one.placement.slot, one.event.zone
    times = f"{fmt_time(slot.starts_at, zone)}–{fmt_time(slot.ends_at, zone)}"
    return Row(fmt_day(slot.starts_at, zone), times, title, note)


def _firms(_event: Event, placed: Sequence[Meeting]) -> list[Sheet]:
    """A sheet for every firm that meets somebody, by name."""
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    firms: dict[int, Company] = {}
    booths: dict[int, str] = {}
    for one in placed:
        buyer = one.buyer.company
        firms[buyer.id] = buyer
        rows[buyer.id].append(_row(one, _sellers(one), where(one)))
        for showing in one.exhibitors:
            own = showing.company
            firms[own.id] = own
            rows[own.id].append(_row(one, _name(buyer), _note(one, own)))
            labels = ", ".join(allotment.booth.label for allotment in showing.allotments)
            booths[own.id] = _("Booth %(label)s", label=labels) if labels else ""
    ordered = sorted(firms.values(), key=lambda firm: (_name(firm), firm.id))
    return [Sheet(_name(firm), booths.get(firm.id, ""), rows[firm.id]) for firm in ordered]


def _tables(event: Event, placed: Sequence[Meeting]) -> list[Sheet]:
    """A sheet for every table, in the order in which they were made."""
    rows: defaultdict[int | None, list[Row]] = defaultdict(list)
    for one in placed:
        title = f"{_name(one.buyer.company)} – {_sellers(one)}"
        rows[one.placement.table_id].append(_row(one, title, ""))
    return [
        Sheet(
            _("Table %(label)s", label=table.label), table.where, rows[table.id], sign=table.label
        )
        for table in tables_of(event.id)
    ]


def wall_days(event: Event, placed: Sequence[Meeting]) -> list[WallDay]:
    """The grid of every day with meeting times: tables, then booths where somebody meets."""
    tables = tables_of(event.id) + booths_in_use(event.id)
    across = {table.id: number for number, table in enumerate(tables)}
    by_day: defaultdict[str, list[Slot]] = defaultdict(list)
    for slot in slots_of(event.id):
        by_day[fmt_day(slot.starts_at, event.zone)].append(slot)
    days = []
    for name, slots in by_day.items():
        down = {slot.id: number for number, slot in enumerate(slots)}
        cells = {
            (down[one.placement.slot_id], across[one.placement.table_id]): Cell(
                _name(one.buyer.company), _sellers(one)
            )
            for one in placed
            if one.placement.slot_id in down and one.placement.table_id in across
        }
        days.append(
            WallDay(
                name,
                [fmt_time(slot.starts_at, event.zone) for slot in slots],
                [(table.label, table.where) for table in tables],
                cells,
            )
        )
    return days


def _places(event: Event) -> list[Table]:
    """Tables in the order in which they were made, then booths where somebody meets."""
    return [*tables_of(event.id), *booths_in_use(event.id)]


def _words(event: Event, kind: str, *, at: Any) -> Words:
    titles = {"firms": _("Your meetings"), "tables": _("Meetings at this table")}
    where_and_when = (fmt_range(event.starts_at, event.ends_at, event.zone), event.place)
    return Words(
        title=titles.get(kind) or _("Timetable of meetings"),
        event=by_language(event.name_vi, event.name_en),
        when_and_where=" · ".join(filter(None, where_and_when)),
        nothing=_("No meetings yet."),
        as_of=_(
            "As of %(when)s. The plan on your phone is always the newest.",
            when=fmt_datetime(at, event.zone),
        ),
    )
