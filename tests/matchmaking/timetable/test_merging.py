"""When two entries of one firm become one, its showings, needs, meetings and slots do too."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import func

from accounts.companies.merging import merge_companies, merge_objections
from accounts.companies.models import Company
from core.db import db
from core.outbox import OutboxMessage
from core.references import references_to
from events.exhibitors.models import Allotment, Application, Exhibitor
from events.exhibitors.states import ApplicationState
from events.programme.models import Claim, Event, HolderKind
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState as S
from matchmaking.needs.models import Buyer, BuyerState, Dismissal, Need, Side
from matchmaking.recommendations.models import MarketOrder, MarketStanding
from matchmaking.timetable.errors import MetEachOther, TwoPlacesAtOnce
from matchmaking.timetable.models import Stay
from matchmaking.timetable.services import accept_meeting
from tests import factories as make

A = ApplicationState


@pytest.fixture
def event(session: Any) -> Event:
    return make.make_event()


@pytest.fixture
def kept(session: Any) -> Company:
    return make.make_company(name="HTX Chè Tà Xùa")


@pytest.fixture
def gone(session: Any) -> Company:
    return make.make_company(name="Hợp tác xã chè Tà Xùa")


def _merge(kept: Company, gone: Company, at: datetime) -> None:
    merge_companies(kept, gone, at=at, actor=None)


def _placed(buyer: Buyer, exhibitor: Exhibitor, at: datetime, *, slot: Any = None) -> Meeting:
    event = buyer.event
    meeting = make.make_meeting(buyer, exhibitor)
    slot = slot or make.make_slot(event)
    accept_meeting(meeting, slot=slot, table=make.make_table(event), actor=None, at=at)
    return meeting


def _count(model: Any, *where: Any) -> int:
    return db.session.scalar(sa.select(func.count()).select_from(model).where(*where)) or 0


def test_one_exhibitor_at_an_event_with_the_booths_of_both(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    for company in (kept, gone):
        make.make_allotment(make.make_booth(event), make.make_exhibitor(event, company))

    _merge(kept, gone, at)

    one = db.session.scalars(sa.select(Exhibitor)).one()
    assert (one.company_id, one.event_id) == (kept.id, event.id)
    assert _count(Allotment, Allotment.exhibitor_id == one.id) == 2


def test_an_exhibitor_that_still_shows_outlives_one_that_gave_up(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    make.make_exhibitor(event, kept, cancelled_at=at, seeks_vi="Siêu thị")
    make.make_exhibitor(event, gone)

    _merge(kept, gone, at)

    one = db.session.scalars(sa.select(Exhibitor)).one()
    assert (one.cancelled_at, one.seeks_vi) == (None, "Siêu thị")


def test_of_two_live_applications_the_approved_one_stays(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    waiting = make.make_application(event, kept)
    approved = make.make_application(event, gone, state=A.APPROVED)

    _merge(kept, gone, at)

    assert (waiting.state, approved.state) == (A.WITHDRAWN, A.APPROVED)
    assert _count(Application, Application.company_id == kept.id) == 2


def test_one_buyer_at_an_event_approved_with_the_needs_of_both(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    invited = make.make_buyer(event, kept, state=BuyerState.INVITED)
    approved = make.make_buyer(event, gone)
    for buyer in (invited, approved):
        make.make_need(buyer)

    _merge(kept, gone, at)

    one = db.session.scalars(sa.select(Buyer)).one()
    assert (one.id, one.state) == (invited.id, BuyerState.APPROVED)
    assert _count(Need, Need.buyer_id == one.id) == 2


def test_what_both_put_away_is_put_away_once(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    buyers = [make.make_buyer(event, company) for company in (kept, gone)]
    exhibitor = make.make_exhibitor(event)
    for buyer in buyers:
        db.session.add(
            Dismissal(
                event_id=event.id,
                side=Side.BUYER,
                buyer_id=buyer.id,
                exhibitor_id=exhibitor.id,
                dismissed_at=at,
            )
        )
    db.session.flush()

    _merge(kept, gone, at)

    assert _count(Dismissal, Dismissal.buyer_id == buyers[0].id) == 1


def test_a_placed_meeting_moves_with_its_slot(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    meeting = _placed(make.make_buyer(event), make.make_exhibitor(event, gone), at)

    _merge(kept, gone, at)

    assert meeting.state is S.PLACED
    assert meeting.exhibitor.company_id == kept.id
    held = (Claim.holder_kind == HolderKind.COMPANY, Claim.holder_id == kept.id)
    assert _count(Claim, *held, Claim.meeting_id == meeting.id) == 1
    assert _count(Claim, Claim.holder_kind == HolderKind.COMPANY, Claim.holder_id == gone.id) == 0


@pytest.mark.parametrize("side", [Side.BUYER, Side.EXHIBITOR])
def test_of_two_meetings_with_one_partner_the_further_one_stays(
    event: Event, kept: Company, gone: Company, at: datetime, side: Side
) -> None:
    if side is Side.EXHIBITOR:
        buyer = make.make_buyer(event)
        asked = make.make_meeting(buyer, make.make_exhibitor(event, kept))
        placed = _placed(buyer, make.make_exhibitor(event, gone), at)
    else:
        exhibitor = make.make_exhibitor(event)
        asked = make.make_meeting(make.make_buyer(event, kept), exhibitor)
        placed = _placed(make.make_buyer(event, gone), exhibitor, at)

    _merge(kept, gone, at)

    assert (asked.state, placed.state) == (S.WITHDRAWN, S.PLACED)
    assert placed.exhibitor_id == asked.exhibitor_id
    assert placed.buyer_id == asked.buyer_id


def test_of_two_placed_meetings_with_one_partner_one_is_called_off_and_the_partner_told(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    buyer = make.make_buyer(event)
    make.make_member(buyer.company, email="mua@test.invalid")
    first = _placed(buyer, make.make_exhibitor(event, kept), at)
    second = _placed(buyer, make.make_exhibitor(event, gone), at)
    db.session.execute(sa.delete(OutboxMessage))

    _merge(kept, gone, at)

    assert (first.state, second.state) == (S.PLACED, S.CANCELLED)
    assert _count(Claim, Claim.meeting_id == second.id) == 0
    told = db.session.scalars(sa.select(OutboxMessage)).all()
    assert [(row.to_address, row.template) for row in told] == [
        ("mua@test.invalid", "meeting_cancelled")
    ]


def test_two_held_meetings_with_one_partner_count_once(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    buyer = make.make_buyer(event)
    rows = [
        make.make_meeting(buyer, make.make_exhibitor(event, company), state=S.HELD)
        for company in (kept, gone)
    ]

    _merge(kept, gone, at)

    assert [row.state for row in rows] == [S.HELD, S.CANCELLED]


# ── crossed roles: one entry shows, the other buys ──


def test_a_firm_may_show_and_buy_at_one_event(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    shows = _placed(make.make_buyer(event), make.make_exhibitor(event, kept), at)
    buys = _placed(make.make_buyer(event, gone), make.make_exhibitor(event), at)

    _merge(kept, gone, at)

    assert (shows.state, buys.state) == (S.PLACED, S.PLACED)
    held = (Claim.holder_kind == HolderKind.COMPANY, Claim.holder_id == kept.id)
    assert _count(Claim, *held) == 2


def test_a_request_to_oneself_is_taken_back(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    own = make.make_meeting(make.make_buyer(event, gone), make.make_exhibitor(event, kept))

    _merge(kept, gone, at)

    assert own.state is S.WITHDRAWN


def test_two_that_agreed_to_meet_are_two(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    own = _placed(make.make_buyer(event, gone), make.make_exhibitor(event, kept), at)

    with pytest.raises(MetEachOther):
        _merge(kept, gone, at)

    assert (own.state, gone.merged_into_id) == (S.PLACED, None)


def test_who_is_expected_in_two_places_at_once_is_asked_to_choose(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    slot = make.make_slot(event)
    _placed(make.make_buyer(event), make.make_exhibitor(event, kept), at, slot=slot)
    _placed(make.make_buyer(event, gone), make.make_exhibitor(event), at, slot=slot)

    against = merge_objections(kept, gone, at=at)

    assert [type(error) for error in against] == [TwoPlacesAtOnce]
    with pytest.raises(TwoPlacesAtOnce):
        _merge(kept, gone, at)


def test_what_is_over_is_no_reason_to_stay_two(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    slot = make.make_slot(event)
    _placed(make.make_buyer(event), make.make_exhibitor(event, kept), at, slot=slot)
    _placed(make.make_buyer(event, gone), make.make_exhibitor(event), at, slot=slot)

    _merge(kept, gone, slot.ends_at + timedelta(days=1))

    held = (Claim.holder_kind == HolderKind.COMPANY, Claim.holder_id == kept.id)
    assert _count(Claim, *held) == 1


# Whoever adds a table to which a rule "once for a company" belongs settles it in a function of
# ``merging.folding`` (``folding_exhibitors``, ``folding_buyers``), with a test, and adds it here.
FOLDED = {
    "allotment_shares.exhibitor_id",
    "applications.company_id",
    "buyers.company_id",
    "co_exhibitors.company_id",
    "company_merges.gone_id",
    "dismissals.buyer_id",
    "dismissals.exhibitor_id",
    "distinct_companies.first_id",
    "distinct_companies.second_id",
    "exhibitors.company_id",
    "group_members.buyer_id",
    "group_members.exhibitor_id",
    "lead_scans.exhibitor_id",
    "leads.exhibitor_id",
    "listings.company_id",
    "market_orders.buyer_id",
    "market_standings.exhibitor_id",
    "meetings.buyer_id",
    "meeting_wishes.buyer_id",
    "meeting_wishes.exhibitor_id",
    "meetings.exhibitor_id",
    "members.company_id",
    "stays.company_id",
}


def _is_once(column: sa.Column[Any]) -> bool:
    """Whether a unique rule other than the row's own number names the column."""
    table = column.table
    rules: list[sa.UniqueConstraint | sa.PrimaryKeyConstraint | sa.Index] = [table.primary_key]
    rules += [one for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    rules += [one for one in table.indexes if one.unique]
    return any(column.name in rule.columns and "id" not in rule.columns for rule in rules)


def test_everything_that_a_company_has_once_is_folded_by_a_rule() -> None:
    found = {
        f"{column.table.name}.{column.name}"
        for model in (Company, Exhibitor, Buyer)
        for column in references_to(model.__table__)  # type: ignore[arg-type]
        if _is_once(column)
    }

    assert found == FOLDED


def test_what_was_reckoned_for_the_gone_entries_goes_with_them(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    for company in (kept, gone):
        exhibitor, buyer = make.make_exhibitor(event, company), make.make_buyer(event, company)
        db.session.add(
            MarketStanding(exhibitor_id=exhibitor.id, event_id=event.id, price=0, lists=1, fits=1)
        )
        db.session.add(MarketOrder(buyer_id=buyer.id, event_id=event.id))
    db.session.flush()

    _merge(kept, gone, at)

    assert (_count(MarketStanding), _count(MarketOrder)) == (1, 1)


def test_what_the_kept_entry_said_of_its_stay_counts(
    event: Event, kept: Company, gone: Company, at: datetime
) -> None:
    other = make.make_event()
    for company, where, most in ((kept, event, 1), (gone, event, 2), (gone, other, 3)):
        db.session.add(Stay(event_id=where.id, company_id=company.id, most_a_day=most))
    db.session.flush()

    _merge(kept, gone, at)

    said = sa.select(Stay.company_id, Stay.most_a_day).order_by(Stay.most_a_day)
    assert db.session.execute(said).tuples().all() == [(kept.id, 1), (kept.id, 3)]
