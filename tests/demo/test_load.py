"""The demo is a living fair of real products; it moves with time and leaves nothing behind."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company, Member
from accounts.sign_in.models import User
from core.db import db, transaction
from core.i18n import DEFAULT_ZONE
from demo import load as loading
from demo.cast import ROLES
from events.catalogue.models import Product, Tag
from events.checkin.models import Scan
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, EventKind, EventState, Slot
from events.programme.times import local_day
from events.registration.models import Registration, RegistrationRole
from matchmaking.meetings.models import Meeting, MeetingWish, Proposal
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.recommendations.index import Suggestion, suggest_exhibitors, suggest_needs
from matchmaking.recommendations.words import chips, first_chips
from tests.conftest import NOW, _empty_tables


@pytest.fixture(scope="module")
def demo(app: Flask) -> Iterator[Flask]:
    """The demo, loaded once for all tests of this file."""
    with app.app_context():
        with transaction():
            loading.load(at=NOW)
        yield app
        db.session.remove()
        _empty_tables()


def _count(table: Any, *conditions: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


def test_the_coming_fair_is_as_big_as_a_real_one(demo: Flask) -> None:
    fair = db.session.scalars(sa.select(Event).where(Event.slug == "hoi-cho-tay-bac")).one()
    companies = sa.select(Exhibitor.company_id).where(Exhibitor.event_id == fair.id)

    assert _count(Exhibitor, Exhibitor.event_id == fair.id) >= 60
    assert _count(Product, Product.company_id.in_(companies), Product.source_url != "") >= 150
    assert _count(Buyer, Buyer.event_id == fair.id) >= 40
    assert _count(Need, Need.event_id == fair.id) >= 40


def test_the_reasons_of_every_suggestion_add_up_to_its_score(demo: Flask) -> None:
    seen = 0
    for event in db.session.scalars(sa.select(Event)).all():
        needs = db.session.scalars(sa.select(Need).where(Need.event_id == event.id)).all()
        companies = sa.select(Exhibitor.company_id).where(Exhibitor.event_id == event.id)
        is_largest = (
            event.slug == "hoi-cho-tay-bac"
        )  # the other side of the same sums; once will do
        for company_id in db.session.scalars(companies).all() if is_largest else ():
            found = suggest_needs(event, company_id, needs, strict=False)
            seen += _add_up(found)
        for need in needs:
            seen += _add_up(suggest_exhibitors(event, [need], strict=False))
    assert seen > 1000


def _add_up(found: Sequence[Suggestion]) -> int:
    for one in found:
        assert sum(reason.share for reason in one.reasons) == pytest.approx(one.score, abs=1e-6)
        assert all(reason.kind != "spelling" for reason in one.reasons)
        assert len([1 for chip in first_chips(one.reasons)[0] if chip["kind"] != "mind"]) <= 3
    return len(found)


def test_nobody_finds_the_pages_of_meetings_empty(demo: Flask) -> None:
    groups = sa.select(Meeting).where(Meeting.group_least.is_not(None)).order_by(Meeting.id)
    stands, asked = db.session.scalars(groups).all()

    assert (stands.state, asked.state) == (MeetingState.PLACED, MeetingState.REQUESTED)
    assert [one.state.value for one in stands.members] == ["accepted", "accepted", "declined"]
    assert _count(Meeting, Meeting.interpreter_id.is_not(None)) >= 1
    assert _count(Proposal) >= 2
    sides = set(db.session.scalars(sa.select(MeetingWish.side)))
    assert sides == {Side.BUYER, Side.EXHIBITOR}


def test_what_a_meeting_keeps_adds_up_too(demo: Flask) -> None:
    kept = db.session.scalars(sa.select(Meeting).where(Meeting.score.is_not(None))).all()

    assert len(kept) > 50
    for meeting in kept:
        total = sum(reason["share"] for reason in meeting.reasons)
        assert total == pytest.approx(meeting.score, abs=1e-6)
        assert all(chip["text"] for chip in chips(meeting.reasons))


def test_there_are_fairs_to_come_running_and_over_and_two_seminars(demo: Flask) -> None:
    today = local_day(NOW, DEFAULT_ZONE)
    fairs = db.session.scalars(sa.select(Event).where(Event.kind == EventKind.FAIR)).all()
    first_days = {fair.state: (local_day(fair.starts_at, fair.zone) - today).days for fair in fairs}

    assert first_days[EventState.OPEN] == 3
    assert first_days[EventState.RUNNING] <= 0 < first_days[EventState.RUNNING] + 3
    assert first_days[EventState.CLOSED] < -7
    assert _count(Event, Event.kind == EventKind.SEMINAR) == 2


def test_three_hundred_visitors_are_registered_and_some_have_come(demo: Flask) -> None:
    assert _count(Registration, Registration.role == RegistrationRole.VISITOR) >= 300
    assert _count(Scan) >= 100


def test_there_are_meetings_in_every_state(demo: Flask) -> None:
    states = set(db.session.scalars(sa.select(Meeting.state).distinct()))

    assert states == set(MeetingState)


def test_every_role_can_be_signed_in_as(demo: Flask) -> None:
    emails = set(db.session.scalars(sa.select(User.email)))

    assert {f"{role}@demo.invalid" for role in ROLES} <= emails


def test_nothing_is_invented_on_a_real_name(demo: Flask) -> None:
    real = sa.select(Company.id).where(Company.name.not_like("%(mẫu)%"))
    contacts = _count(Member, Member.company_id.in_(real))
    codes = _count(Company, Company.id.in_(real), Company.tax_code.is_not(None))
    sites = _count(Company, Company.id.in_(real), Company.website != "")

    assert (contacts, codes, sites) == (0, 0, 0)


def test_every_person_and_company_is_marked_as_demo(demo: Flask) -> None:
    unmarked = [_count(table, ~table.is_demo) for table in (User, Company, Product, Event, Need)]

    assert unmarked == [0, 0, 0, 0, 0]


def test_refreshing_moves_all_times_of_the_demo_together(demo: Flask) -> None:
    later = NOW + timedelta(days=40)
    before = db.session.scalars(sa.select(Slot.starts_at).order_by(Slot.id)).all()

    with transaction():
        days = loading.refresh(at=later)

    after = db.session.scalars(sa.select(Slot.starts_at).order_by(Slot.id)).all()
    assert days == 40
    assert after == [moment + timedelta(days=40) for moment in before]


def test_it_is_loaded_into_an_empty_database_only(demo: Flask) -> None:
    with pytest.raises(loading.NotEmpty), transaction():
        loading.load(at=NOW)


def test_removing_it_leaves_the_taxonomy_alone(demo: Flask) -> None:
    with transaction():
        loading.remove()

    left = {table.name: _count(table) for table in db.metadata.sorted_tables}
    assert {name for name, number in left.items() if number} == {Tag.__tablename__}
