"""The demo's buyers, needs and meetings: some in every state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

import sqlalchemy as sa

from accounts.companies.models import Company
from core.db import db
from demo.cast import BUYER_YOU, Cast
from demo.facts import BuyerFact, NeedFact
from demo.fairs import Fairs
from events.catalogue.certificates import kinds_in
from events.catalogue.models import Tag
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, MeetingMode, Slot
from events.registration.models import RegistrationRole
from events.registration.services import register_members
from matchmaking.meetings import services as meetings
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, BuyerState, Need, Side
from matchmaking.recommendations.index import suggest_exhibitors
from matchmaking.timetable.models import Table
from matchmaking.timetable.services import accept_meeting, cancel_meeting, make_tables

S = MeetingState
# What becomes of the requests of a fair to come, over and over.
TO_COME = (S.PLACED, S.REQUESTED, S.PLACED, S.DECLINED, S.PLACED, S.REQUESTED, S.WITHDRAWN,
           S.PLACED, S.EXPIRED, S.PLACED, S.CANCELLED)  # fmt: skip
BY_PLAN = (S.ACCEPTED, S.REQUESTED, S.ACCEPTED)
PAST = (S.HELD, S.HELD, S.MISSED, S.HELD, S.DECLINED)
LISTED_KINDS = ("vietgap", "globalgap", "haccp", "halal", "gacp_who")
PER_BUYER = 3


@dataclass
class _Desk:
    """Slots and tables of an event, handed out without clashes."""

    slots: list[Slot]
    tables: list[Table]

    def free(self, meeting: Meeting, *, after: datetime) -> tuple[Slot, Table] | None:
        """The first slot free for both sides with a free table."""
        db.session.flush()
        taken = sa.select(Claim.slot_id, Claim.holder_kind, Claim.holder_id).where(
            Claim.event_id == meeting.event_id
        )
        busy = {tuple(row) for row in db.session.execute(taken)}
        for slot in self.slots:
            both = (("buyer", meeting.buyer_id), ("exhibitor", meeting.exhibitor_id))
            if slot.starts_at <= after or any((slot.id, *one) in busy for one in both):
                continue
            for table in self.tables:
                if (slot.id, "table", table.id) not in busy:
                    return slot, table
        return None


def make_meetings(
    fairs: Fairs, cast: Cast, exhibitors: dict[int, list[Exhibitor]], *, at: datetime
) -> None:
    """Buyers with needs at every event, and their meetings. Flushed, not committed."""
    before = timedelta(days=4)
    for event, states, count, when in (
        (fairs.coming, TO_COME, len(cast.buyers), at),
        (fairs.running, TO_COME, 16, fairs.running.starts_at - before),
        (fairs.over, PAST, 14, fairs.over.starts_at - before),
        (fairs.tea_seminar, TO_COME, 8, at),
        (fairs.export_seminar, BY_PLAN, 8, at),
    ):
        chosen = _with_you_first(cast)[:count]
        buyers = [_buyer(event, company, fact.needs, at=when) for company, fact in chosen]
        _meet(event, buyers, exhibitors[event.id], states, at=when)
    _undecided(fairs.running, cast, at=at)


def _with_you_first(cast: Cast) -> list[tuple[Company, BuyerFact]]:
    return sorted(cast.buyers, key=lambda pair: pair[0].name != BUYER_YOU)


def _buyer(event: Event, company: Company, needs: Sequence[NeedFact], *, at: datetime) -> Buyer:
    buyer = Buyer(
        event_id=event.id,
        company_id=company.id,
        state=BuyerState.APPROVED,
        asked_at=at,
        answered_at=at,
    )
    db.session.add(buyer)
    db.session.flush()
    for fact in needs:
        db.session.add(_need(buyer, fact, at=at))
    db.session.flush()
    register_members(event, company, RegistrationRole.BUYER, at=at, actor=None)
    return buyer


def _need(buyer: Buyer, fact: NeedFact, *, at: datetime) -> Need:
    kinds = [kind for kind, _text in kinds_in(fact.certificates) if kind in LISTED_KINDS]
    required = [] if "plus" in fact.certificates else kinds
    need = Need(
        event_id=buyer.event_id,
        buyer_id=buyer.id,
        title_vi=fact.title_vi,
        title_en=fact.title_en,
        description_vi=fact.description_vi,
        description_en=fact.description_en,
        volume=fact.volume,
        volume_unit=fact.unit,
        volume_period=fact.period,
        certificates=required,
        ocop_stars=3 if "OCOP 3" in fact.certificates else None,
        source_url=fact.source_url,
        created_at=at,
        updated_at=at,
        is_demo=True,
    )
    wanted = sa.select(Tag).where(Tag.code.in_(fact.tags)).order_by(Tag.sort_order)
    need.tags = list(db.session.scalars(wanted))
    return need


def _meet(
    event: Event,
    buyers: Sequence[Buyer],
    exhibitors: Sequence[Exhibitor],
    states: Sequence[MeetingState],
    *,
    at: datetime,
) -> None:
    by_company = {exhibitor.company_id: exhibitor for exhibitor in exhibitors}
    slots = sa.select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)
    tables = make_tables(event, count=12, prefix="B", zone="Khu kết nối", actor=None, at=at)
    desk = _Desk(list(db.session.scalars(slots)), tables)
    fate = cycle(states)
    for number, buyer in enumerate(buyers):
        found = suggest_exhibitors(event, buyer.needs, strict=False)
        fitting = [one for one in found if one.company_id in by_company][:PER_BUYER]
        needs = {need.id: need for need in buyer.needs}
        for place, one in enumerate(fitting):
            meeting = meetings.request_meeting(
                buyer,
                by_company[one.company_id],
                side=Side.EXHIBITOR if (number + place) % 4 == 3 else Side.BUYER,  # noqa: PLR2004
                actor=None,
                at=at,
                need=needs[one.need_id],
                score=one.score,
                reasons=one.stored_reasons(),
            )
            meeting.is_demo = True
            db.session.flush()  # what is refreshed next would be lost
            _bring_to(meeting, next(fate), desk, event, at=at)


def _bring_to(
    meeting: Meeting, state: MeetingState, desk: _Desk, event: Event, *, at: datetime
) -> None:
    if state is S.DECLINED:
        answer = "Vụ này đã đủ đơn, hẹn vụ sau."
        meetings.decline_meeting(meeting, actor=None, at=at, answer=answer)
    elif state is S.WITHDRAWN:
        meetings.withdraw_meeting(meeting, actor=None, at=at)
    elif state is S.EXPIRED:
        meetings.move(meeting, S.EXPIRED, actor=None, at=at)
    elif state is S.ACCEPTED and event.meeting_mode is MeetingMode.PLANS:
        meetings.accept_without_slot(meeting, actor=None, at=at)
    elif state in {S.PLACED, S.CANCELLED, S.HELD, S.MISSED}:
        _place(meeting, state, desk, at=at)


def _place(meeting: Meeting, state: MeetingState, desk: _Desk, *, at: datetime) -> None:
    free = desk.free(meeting, after=at)
    if free is None:
        return
    slot, table = free
    accept_meeting(meeting, slot=slot, table=table, actor=None, at=at)
    if state is S.CANCELLED:
        cancel_meeting(meeting, actor=None, side=Side.EXHIBITOR, at=at, answer="Bận đột xuất.")
    elif state in {S.HELD, S.MISSED}:
        meetings.move(meeting, state, actor=None, at=slot.ends_at)


def _undecided(event: Event, cast: Cast, *, at: datetime) -> None:
    """Buyers that still wait for the organiser, and one that was invited."""
    states = (BuyerState.APPLIED, BuyerState.APPLIED, BuyerState.INVITED)
    for (company, fact), state in zip(cast.buyers[-3:], states, strict=True):
        buyer = Buyer(event_id=event.id, company_id=company.id, state=state, asked_at=at)
        db.session.add(buyer)
        db.session.flush()
        db.session.add_all(_need(buyer, need, at=at) for need in fact.needs)
    db.session.flush()
