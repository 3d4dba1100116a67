"""A copy of an event takes what was set up, a year later, and leaves people, codes and money."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.exhibitors.models import Booth, BoothCategory
from events.programme import services
from events.programme.cloning import COPIED, LEFT
from events.programme.models import Event, EventState, Session, Slot, TeamMember
from tests import factories as make
from tests.policy import make_cast

LATER = timedelta(days=364)


def test_every_table_is_either_copied_or_left(app: Flask) -> None:
    """A new table fails here until somebody has said whether a copy of an event takes it along."""
    tables = set(db.metadata.tables)

    assert set(COPIED) & set(LEFT) == set()
    assert tables - set(COPIED) - set(LEFT) == set()
    assert (set(COPIED) | set(LEFT)) - tables == set()


@pytest.fixture
def full(session: Any) -> Event:
    """The event of the cast, with a row in each copied table that a factory can make.

    Other events come before it, so that no two kinds of rows share their ids by chance.
    """
    for _ in range(7):
        make.make_event()
    event: Event = session.get(Event, make_cast().ids["event"])
    make.make_room(event, name="Hội trường")
    session.execute(sa.update(BoothCategory).values(price_minor=3_000_000))
    session.execute(sa.update(Session).values(taken=3))
    return event


def copy_of(event: Event, at: Any) -> Event:
    first = make.now().date() + LATER + (event.starts_at - make.now())
    new = services.clone_event(
        event, name_vi="Hội chợ 2027", name_en="", first_day=first, by=make.make_user(), at=at
    )
    db.session.flush()
    return new


def of_event(table: sa.Table, event_id: int) -> int:
    counted = sa.select(sa.func.count()).select_from(table).where(table.c.event_id == event_id)
    return db.session.scalar(counted) or 0


def test_copied_tables_have_as_many_rows_and_left_ones_none(full: Event, at: Any) -> None:
    new = copy_of(full, at)

    own = {"events": 0, "team_members": 1, "activities": 2}  # its maker, and what they did
    for name, table in db.metadata.tables.items():
        if "event_id" not in table.c:
            continue
        wanted = of_event(table, full.id) if name in COPIED else own.get(name, 0)
        assert (name, of_event(table, new.id)) == (name, wanted)
    assert of_event(db.metadata.tables["booths"], new.id) == 1


def test_nothing_of_the_old_event_changes(full: Event, at: Any) -> None:
    tables = [t for t in db.metadata.sorted_tables if "event_id" in t.c]

    def dump() -> list[Any]:
        return [
            db.session.execute(sa.select(t).where(t.c.event_id == full.id)).all() for t in tables
        ]

    before = dump()
    copy_of(full, at)

    assert dump() == before


def test_every_date_moves_by_one_offset(full: Event, at: Any) -> None:
    full.opens_at = full.starts_at - timedelta(days=30)
    new = copy_of(full, at)

    def times(model: Any, event: Event) -> list[Any]:
        wanted = sa.select(model.starts_at, model.ends_at).where(model.event_id == event.id)
        return sorted(db.session.execute(wanted).tuples())

    assert new.starts_at - full.starts_at == new.ends_at - full.ends_at == LATER
    assert new.opens_at is not None
    assert new.opens_at - full.opens_at == LATER
    for model in (Session, Slot):
        moved = [(start + LATER, end + LATER) for start, end in times(model, full)]
        assert times(model, new) == moved != []


def test_the_copy_is_a_draft_of_its_maker_alone(full: Event, at: Any) -> None:
    new = copy_of(full, at)

    team = db.session.scalars(sa.select(TeamMember.user_id).filter_by(event_id=new.id)).all()
    assert new.state is EventState.DRAFT
    assert team == [new.created_by_id]
    assert new.slug != full.slug


def test_money_and_taken_seats_begin_anew(full: Event, at: Any) -> None:
    new = copy_of(full, at)

    prices = sa.select(BoothCategory.price_minor).where(BoothCategory.event_id == new.id)
    assert set(db.session.scalars(prices)) == {0}
    taken = sa.select(Session.taken).where(Session.event_id == new.id)
    assert set(db.session.scalars(taken)) == {0}


def test_parts_hang_on_the_copys_own_parts(full: Event, at: Any) -> None:
    new = copy_of(full, at)

    booth = db.session.scalars(sa.select(Booth).where(Booth.event_id == new.id)).first()
    assert booth is not None
    assert booth.hall.event_id == booth.category.event_id == new.id


def test_the_page_makes_a_draft(client: Any, committed: Any) -> None:
    def build() -> int:
        return int(make.make_team_member(make.make_event(slug="cho")).id)

    client.sign_in(committed(build))
    shown = client.get("/manage/events/cho/clone").text

    answer = client.submit(
        "/manage/events/cho/clone", {"name_vi": "Hội chợ sau", "first_day": "2027-11-22"}
    )

    assert f'value="{date(2027, 11, 22)}"' in shown  # a Monday, as this year
    assert answer.location == "/manage/events/hoi-cho-sau/edit"
    assert "bản sao dưới dạng bản nháp" in client.get(answer.location).text


@pytest.mark.parametrize(
    "wrong", [{"first_day": "0001-01-01"}, {"first_day": "x"}, {"name_vi": ""}]
)
def test_a_wrong_form_makes_nothing(client: Any, committed: Any, wrong: dict[str, str]) -> None:
    def build() -> int:
        return int(make.make_team_member(make.make_event(slug="cho")).id)

    client.sign_in(committed(build))
    values = {"name_vi": "Hội chợ sau", "first_day": "2027-11-22"} | wrong

    assert client.submit("/manage/events/cho/clone", values).status_code == 200
