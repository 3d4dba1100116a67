"""What a person has to do with events: a fixed number of queries, whatever they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Company
from accounts.companies.queries import company_ids_of
from core.db import db
from events.catalogue.models import Product
from events.exhibitors.models import Application, Exhibitor
from events.exhibitors.states import ApplicationState
from events.programme.models import Event, EventState, Slot
from events.registration.models import Registration, RegistrationState
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import LIVE, MeetingState, MemberState
from matchmaking.needs.models import Buyer, BuyerState, Need, Side
from matchmaking.timetable.models import Placement, Table


@dataclass(frozen=True)
class MyCompany:
    """A company somebody acts for and what it has."""

    company: Company
    products: int
    waiting: int  # applications without an answer
    shows: int  # events to come or running at which it exhibits
    buys: int  # events to come or running at which it buys, or asked to


def _mine(user: Any) -> sa.Select[tuple[int]]:
    return company_ids_of(user)


def _count(query: Any) -> Any:
    return query.correlate(Company).scalar_subquery()


def my_companies(user: Any, at: datetime) -> list[MyCompany]:
    """The companies of a person by name, each with its numbers: one query."""
    products = sa.select(sa.func.count(Product.id)).where(
        Product.company_id == Company.id, Product.is_published
    )
    waiting = sa.select(sa.func.count(Application.id)).where(
        Application.company_id == Company.id, Application.state == ApplicationState.SUBMITTED
    )
    shows = (
        sa.select(sa.func.count(Exhibitor.id))
        .join(Event, Event.id == Exhibitor.event_id)
        .where(
            Exhibitor.company_id == Company.id,
            Exhibitor.cancelled_at.is_(None),
            Event.ends_at > at,
        )
    )
    buys = (
        sa.select(sa.func.count(Buyer.id))
        .join(Event, Event.id == Buyer.event_id)
        .where(
            Buyer.company_id == Company.id,
            Buyer.state.in_((BuyerState.APPLIED, BuyerState.APPROVED)),
            Event.ends_at > at,
        )
    )
    rows = db.session.execute(
        sa.select(Company, _count(products), _count(waiting), _count(shows), _count(buys))
        .where(Company.id.in_(_mine(user)))
        .order_by(Company.name, Company.id)
    )
    return [MyCompany(*row) for row in rows]


def open_events(at: datetime, *, limit: int = 3) -> list[Event]:
    """The next events that take registrations and applications."""
    query = sa.select(Event).where(Event.state == EventState.OPEN, Event.ends_at > at)
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id).limit(limit)))


def my_buyers(user: Any, at: datetime) -> Sequence[sa.Row[tuple[Buyer, int]]]:
    """Where a person's companies buy or are invited to, each with the number of open needs."""
    needs = (
        sa.select(sa.func.count(Need.id))
        .where(Need.buyer_id == Buyer.id, Need.is_open)
        .correlate(Buyer)
        .scalar_subquery()
    )
    query = (
        sa.select(Buyer, needs)
        .join(Event, Event.id == Buyer.event_id)
        .options(joinedload(Buyer.event), joinedload(Buyer.company))
        .where(
            Buyer.company_id.in_(_mine(user)),
            Buyer.state.in_((BuyerState.INVITED, BuyerState.APPROVED)),
            Event.ends_at > at,
            Event.state.in_((EventState.ANNOUNCED, EventState.OPEN, EventState.RUNNING)),
        )
    )
    return db.session.execute(query.order_by(Event.starts_at, Buyer.id)).all()


def meetings_to_answer(user: Any, at: datetime) -> Sequence[sa.Row[tuple[Event, int]]]:
    """Events in which requests wait for an answer of the person's companies, with how many."""
    mine = _mine(user)
    my_turn = sa.or_(  # another time proposed turns the question round
        sa.and_(Meeting.awaits == Side.EXHIBITOR, Exhibitor.company_id.in_(mine)),
        sa.and_(Meeting.awaits == Side.BUYER, Buyer.company_id.in_(mine)),
    )
    of_group = sa.and_(
        Meeting.group_least.is_not(None),
        Meeting.awaits == Side.BUYER,
        Buyer.company_id.in_(mine),
    )
    alone = sa.and_(
        Meeting.state == MeetingState.REQUESTED,
        sa.or_(sa.and_(Meeting.group_least.is_(None), my_turn), of_group),
    )
    invited = (
        sa.select(GroupMember.meeting_id)
        .join(Exhibitor, Exhibitor.id == GroupMember.exhibitor_id)
        .where(
            GroupMember.is_live,
            GroupMember.state == MemberState.INVITED,
            Exhibitor.company_id.in_(mine),
        )
    )
    in_group = sa.and_(Meeting.id.in_(invited), Meeting.state.in_(LIVE))
    counted = (
        sa.select(Meeting.event_id, sa.func.count().label("number"))
        .join(Buyer, Buyer.id == Meeting.buyer_id)
        .join(Exhibitor, Exhibitor.id == Meeting.exhibitor_id)
        .where(Meeting.expires_at > at, sa.or_(alone, in_group))
        .group_by(Meeting.event_id)
        .subquery()
    )
    query = sa.select(Event, counted.c.number).join(counted, counted.c.event_id == Event.id)
    return db.session.execute(query.order_by(Event.starts_at)).all()


@dataclass(frozen=True)
class MyMeeting:
    """A meeting with its time and table, and who sits opposite."""

    meeting: Meeting
    event: Event
    starts_at: datetime
    table: Table | None
    other: str


def next_meetings(user: Any, at: datetime, *, limit: int = 5) -> list[MyMeeting]:
    """The next placed meetings of a person's companies: one query."""
    mine = set(db.session.scalars(_mine(user)))
    if not mine:
        return []
    groups = (
        sa.select(GroupMember.meeting_id)
        .join(Exhibitor, Exhibitor.id == GroupMember.exhibitor_id)
        .where(GroupMember.state == MemberState.ACCEPTED, Exhibitor.company_id.in_(mine))
    )
    seller, shopper = sa.orm.aliased(Company), sa.orm.aliased(Company)
    rows = db.session.execute(
        sa.select(Meeting, Event, Slot.starts_at, Table, shopper.id, shopper.name, seller.name)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Placement.slot_id)
        .outerjoin(Table, Table.id == Placement.table_id)
        .join(Event, Event.id == Meeting.event_id)
        .join(Buyer, Buyer.id == Meeting.buyer_id)
        .join(Exhibitor, Exhibitor.id == Meeting.exhibitor_id)
        .join(shopper, shopper.id == Buyer.company_id)
        .join(seller, seller.id == Exhibitor.company_id)
        .where(
            Meeting.state == MeetingState.PLACED,
            Slot.ends_at > at,
            sa.or_(
                shopper.id.in_(mine),
                sa.and_(seller.id.in_(mine), Meeting.group_least.is_(None)),
                Meeting.id.in_(groups),
            ),
        )
        .order_by(Slot.starts_at, Meeting.id)
        .limit(limit)
    )
    return [
        MyMeeting(
            meeting,
            event,
            starts_at,
            table,
            buys if buyer_id not in mine else meeting.sellers if meeting.is_group else sells,
        )
        for meeting, event, starts_at, table, buyer_id, buys, sells in rows
    ]


def my_tickets(user: Any, at: datetime) -> list[Registration]:
    """A person's registrations at events that are not over, the next first."""
    query = (
        sa.select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .options(joinedload(Registration.event))
        .where(
            Registration.user_id == user.id,
            Registration.state != RegistrationState.CANCELLED,
            Event.ends_at > at,
        )
    )
    return list(db.session.scalars(query.order_by(Event.starts_at, Registration.id)))
