"""What an event has to plan, read from the database: meetings, tables, who is away, locks."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from accounts.companies.models import Company, Member
from core.db import db
from events.programme.models import Claim, Event, HolderKind, Seat, Session, Slot
from events.registration.models import Registration
from matchmaking.timetable.errors import LockedInTheWay, NothingHappened, NothingToPlan
from matchmaking.timetable.planning.candidates import (
    Candidate,
    Cell,
    candidates_at,
    wish_candidates,
)
from matchmaking.timetable.planning.frames import Frame
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.people import people_at
from matchmaking.timetable.planning.presence import presence_of
from matchmaking.timetable.queries import slots_of, tables_of
from matchmaking.timetable.states import Aim


def frame_of(event: Event, order: Order, *, at: datetime) -> Frame:
    """What there is to plan at an event now.

    Raises
    ------
    NothingToPlan, NothingHappened, LockedInTheWay
    """
    every_slot = slots_of(event.id)
    slots = tuple(slot for slot in every_slot if slot.starts_at > at)
    tables = tuple(tables_of(event.id))
    slot_number = {slot.id: n for n, slot in enumerate(slots)}
    table_number = {table.id: n for n, table in enumerate(tables)}
    every = tuple(candidates_at(event, order, slot_number, table_number))
    wishes = tuple(wish_candidates(event)) if order.aim is Aim.BEST else ()
    repairs = order.aim is Aim.REPAIR
    candidates = tuple(one for one in every if one.stands is not None) if repairs else every
    to_place = candidates or wishes
    if not (slots and to_place and (tables or any(one.booth_id for one in to_place))):
        raise NothingToPlan
    away, blocked = _taken(event.id, (*every, *wishes), slot_number, table_number)
    limits = presence_of(event, (*every, *wishes), every_slot, slot_number, away)
    if not repairs:  # which moves nobody for the sake of a session
        for company_id, busy in _at_sessions(event.id, slots, (*candidates, *wishes)).items():
            away[company_id] |= busy
    else:
        if not (order.company_ids or order.table_ids or _is_hurt(candidates, away)):
            raise NothingHappened
        hit = _hit_slots(order, slots)
        for company_id in order.company_ids:
            away[company_id] |= hit
        lost = {table_number[table_id] for table_id in order.table_ids if table_id in table_number}
        blocked |= {(slot, table) for slot in hit for table in lost}
    frame = Frame(
        order,
        tuple(slot_number),
        tuple(table_number),
        candidates,
        {company_id: frozenset(busy) for company_id, busy in away.items()},
        frozenset(blocked),
        people_at(event.id, {one.id: one.company_ids for one in every}, slots),
        limits,
        tuple(one for one in every if one.stands is None) if repairs else wishes,
    )
    _check_locks(event, frame, slots)
    return frame


def _is_hurt(candidates: Collection[Candidate], away: Mapping[int, Collection[int]]) -> bool:
    """Whether a meeting stands where one of the two has said since that it is not there."""
    return any(
        one.stands is not None and any(one.stands[0] in away.get(c, ()) for c in one.company_ids)
        for one in candidates
    )


def _taken(
    event_id: int,
    candidates: Collection[Candidate],
    slot_number: dict[int, int],
    table_number: dict[int, int],
) -> tuple[defaultdict[int, set[int]], set[Cell]]:
    """What other things than the candidates hold: companies by slot, and cells."""
    own = {one.id for one in candidates}
    company_of: dict[tuple[HolderKind, int], int] = {}
    for one in candidates:
        company_of.update(zip(one.holders, one.company_ids, strict=True))
        company_of.update(((HolderKind.COMPANY, c), c) for c in one.company_ids)
    claims = sa.select(Claim.slot_id, Claim.holder_kind, Claim.holder_id, Claim.meeting_id).where(
        Claim.event_id == event_id
    )
    away: defaultdict[int, set[int]] = defaultdict(set)
    blocked: set[Cell] = set()
    for slot_id, kind, holder_id, meeting_id in db.session.execute(claims).tuples():
        if meeting_id in own or slot_id not in slot_number:
            continue
        if kind is HolderKind.TABLE:
            blocked.add((slot_number[slot_id], table_number[holder_id]))
        elif (kind, holder_id) in company_of:
            away[company_of[kind, holder_id]].add(slot_number[slot_id])
    return away, blocked


def _at_sessions(
    event_id: int, slots: Collection[Slot], candidates: Collection[Candidate]
) -> dict[int, set[int]]:
    """Slots in which everybody who acts for a company has a seat at a session."""
    wanted = {company_id for one in candidates for company_id in one.company_ids}
    seats = (
        sa.select(Member.company_id, Member.user_id, Session.starts_at, Session.ends_at)
        .join(Registration, Registration.user_id == Member.user_id)
        .join(Seat, Seat.registration_id == Registration.id)
        .join(Session, Session.id == Seat.session_id)
        .where(Seat.event_id == event_id, Registration.event_id == event_id)
    )
    sitting: defaultdict[Cell, set[int]] = defaultdict(set)
    for company_id, user_id, starts_at, ends_at in db.session.execute(seats).tuples():
        if company_id not in wanted:
            continue
        for n, slot in enumerate(slots):
            if slot.starts_at < ends_at and starts_at < slot.ends_at:
                sitting[company_id, n].add(user_id)
    if not sitting:
        return {}
    counts = sa.select(Member.company_id, sa.func.count()).group_by(Member.company_id)
    size = dict(
        db.session.execute(
            counts.where(Member.company_id.in_({company_id for company_id, _n in sitting}))
        )
        .tuples()
        .all()
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for (company_id, n), users in sitting.items():
        if len(users) >= size[company_id]:
            found[company_id].add(n)
    return found


def _hit_slots(order: Order, slots: tuple[Slot, ...]) -> set[int]:
    """The slots, by position, in which somebody or something is missing."""
    number = {slot.id: n for n, slot in enumerate(slots)}
    first = number.get(order.first_slot_id or 0, 0)
    last = number.get(order.last_slot_id or 0, len(slots) - 1)
    return set(range(first, last + 1))


def _check_locks(event: Event, frame: Frame, slots: tuple[Slot, ...]) -> None:
    for one in frame.candidates:
        if one.stands is None or not one.is_locked:
            continue
        slot, _table = one.stands
        absent = frame.order.aim is Aim.REPAIR and any(
            company_id in frame.order.company_ids and slot in frame.away[company_id]
            for company_id in one.company_ids
        )
        if absent or one.stands in frame.blocked:
            names = [db.session.get_one(Company, id_).name for id_ in one.company_ids]
            raise LockedInTheWay(
                one=names[0],
                other=", ".join(names[1:]),
                time=f"{slots[slot].starts_at.astimezone(ZoneInfo(event.zone)):%H:%M %d/%m}",
            )
