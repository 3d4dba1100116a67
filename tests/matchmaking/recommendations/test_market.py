"""Every exhibitor is seen, those whom all want give way, and the order says why; scores stay."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import jobs
from core.db import db, transaction
from core.jobs import Job
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.needs.models import Need
from matchmaking.needs.queries import needs_of
from matchmaking.recommendations import market
from matchmaking.recommendations.index import suggest_exhibitors
from matchmaking.recommendations.jobs import order_wanted
from matchmaking.recommendations.market_work import keep, work_out
from matchmaking.recommendations.models import Market, MarketOrder, MarketStanding, WhyNot
from tests.conftest import NOW, Browser
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_member,
    make_need,
    make_product,
    make_slot,
    make_team_member,
)
from tests.queries import count_queries

Commit = Callable[..., Any]
FLOOR = 3


@pytest.fixture(autouse=True)
def _floor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "EXPOSURE_FLOOR", FLOOR)


def make_market(*, buyers: int = 6, exhibitors: int = 14, slots: int = 12) -> dict[str, Any]:
    """Ids of a fair at which all buyers want the tea that all exhibitors have."""
    event = make_event()
    for number in range(slots):
        make_slot(event, starts_at=event.starts_at + timedelta(minutes=20 * number))
    fair: dict[str, Any] = {"event": event.id, "slug": event.slug, "buyers": [], "exhibitors": []}
    fair["users"] = []
    for _number in range(buyers):
        buyer = make_buyer(event)
        make_need(buyer)
        fair["buyers"].append(buyer.id)
        fair["users"].append(make_member(buyer.company).id)
    for _number in range(exhibitors):
        exhibitor = make_exhibitor(event)
        make_product(exhibitor.company)
        fair["exhibitors"].append(exhibitor.id)
    fair["team"] = make_team_member(event).id
    return fair


def order_lists(fair: dict[str, Any]) -> Event:
    event = db.session.get_one(Event, fair["event"])
    work = work_out(event, at=NOW)
    with transaction():
        keep(work)
    return db.session.get_one(Event, fair["event"])


def standings() -> dict[int, MarketStanding]:
    return {one.exhibitor_id: one for one in db.session.scalars(sa.select(MarketStanding))}


def list_of(event: Event, buyer_id: int) -> tuple[list[Any], dict[int, list[str]]]:
    found = suggest_exhibitors(event, needs_of([buyer_id]))
    return market.in_order(found, market.moves_of(event.id, buyer_id))


def test_every_exhibitor_stands_in_enough_lists(app: Flask, committed: Commit) -> None:
    fair = committed(make_market)
    with app.app_context():
        event = order_lists(fair)

        shown: dict[int, int] = {}
        for buyer_id in fair["buyers"]:
            for one in list_of(event, buyer_id)[0][:10]:
                shown[one.company_id] = shown.get(one.company_id, 0) + 1

        assert len(shown) == len(fair["exhibitors"])
        assert min(shown.values()) >= FLOOR
        kept = {row.exhibitor.company_id: row.lists for row in standings().values()}
        assert kept == shown
        assert {row.why_not for row in standings().values()} == {None}


def test_only_the_order_changes_and_the_best_fits_stay_first(app: Flask, committed: Commit) -> None:
    fair = committed(make_market)
    with app.app_context():
        event = order_lists(fair)
        found = suggest_exhibitors(event, needs_of(fair["buyers"][:1]))

        ordered, _said = list_of(event, fair["buyers"][0])

        assert ordered[: market.PINNED] == found[: market.PINNED]
        assert sorted(ordered, key=repr) == sorted(found, key=repr)


def test_before_anything_was_worked_out_the_scores_order(app: Flask, committed: Commit) -> None:
    fair = committed(make_market)
    with app.app_context():
        event = db.session.get_one(Event, fair["event"])

        ordered, said = list_of(event, fair["buyers"][0])

        assert ordered == suggest_exhibitors(event, needs_of(fair["buyers"][:1]))
        assert said == {}


def test_that_somebody_was_lifted_is_said_on_the_page(
    app: Flask, client: Browser, committed: Commit
) -> None:
    fair = committed(make_market)
    with app.app_context():
        event = order_lists(fair)
        said = [list_of(event, buyer_id)[1] for buyer_id in fair["buyers"]]
    lifted = [at for at, notes in enumerate(said) if [market.GIVEN] in notes.values()]
    client.sign_in(fair["users"][lifted[0]])

    page = client.get(f"/events/{fair['slug']}/suggestions").text

    assert "còn ít người thấy đơn vị này" in page
    client.get("/language/en")
    assert (
        "few have seen this exhibitor yet" in client.get(f"/events/{fair['slug']}/suggestions").text
    )


def test_who_has_few_slots_for_many_buyers_gives_way(app: Flask, committed: Commit) -> None:
    fair = committed(make_market, buyers=12, exhibitors=14, slots=1)
    with app.app_context():
        event = order_lists(fair)

        codes = [
            code
            for buyer_id in fair["buyers"]
            for notes in list_of(event, buyer_id)[1].values()
            for code in notes
        ]

        assert market.CROWDED in codes


def make_seeker() -> dict[str, Any]:
    fair = make_market(buyers=1, exhibitors=6)
    last = db.session.get_one(Exhibitor, fair["exhibitors"][-1])
    last.seeks_vi = "Chuỗi quà tặng, siêu thị"
    fair["seeker"] = last.company_id
    return fair


def test_whoever_seeks_such_a_buyer_stands_before_its_equals(app: Flask, committed: Commit) -> None:
    fair = committed(make_seeker)
    with app.app_context():
        event = order_lists(fair)

        ordered, said = list_of(event, fair["buyers"][0])

        assert ordered[market.PINNED].company_id == fair["seeker"]
        assert said[fair["seeker"]] == [market.SOUGHT]


def make_mixed() -> dict[str, Any]:
    fair = make_market(buyers=2, exhibitors=1)
    event = db.session.get_one(Event, fair["event"])
    nothing = make_exhibitor(event)
    pumps = make_exhibitor(event)
    make_product(pumps.company, name_vi="Máy bơm nước", name_en="Water pumps")
    hidden = make_exhibitor(event)
    make_product(hidden.company, is_published=False)
    return fair | {"nothing": nothing.id, "pumps": pumps.id, "hidden": hidden.id}


def test_who_is_in_no_list_hears_why(app: Flask, committed: Commit) -> None:
    fair = committed(make_mixed)
    with app.app_context():
        order_lists(fair)

        why = {number: row.why_not for number, row in standings().items()}

        assert why[fair["nothing"]] is WhyNot.NO_PRODUCT
        assert why[fair["hidden"]] is WhyNot.NO_PRODUCT
        assert why[fair["pumps"]] is WhyNot.NOTHING_ALIKE
        assert why[fair["exhibitors"][0]] is WhyNot.FEW_FIT


def make_gated() -> dict[str, Any]:
    fair = make_market(buyers=1, exhibitors=1)
    need = db.session.scalars(sa.select(Need).where(Need.buyer_id == fair["buyers"][0])).one()
    need.certificates = ["vietgap"]
    return fair


def test_a_missing_certificate_is_named(app: Flask, committed: Commit) -> None:
    fair = committed(make_gated)
    with app.app_context():
        order_lists(fair)

        assert standings()[fair["exhibitors"][0]].why_not is WhyNot.CERTIFICATE


def test_a_page_asks_once_and_the_runner_does_it(
    app: Flask, client: Browser, committed: Commit
) -> None:
    fair = committed(make_market, buyers=2, exhibitors=2)
    client.sign_in(fair["users"][0])
    client.get(f"/events/{fair['slug']}/suggestions")
    with app.app_context():
        assert order_wanted(at=NOW) == 1
        market.ask_for(fair["event"])
        assert order_wanted(at=NOW) == 1  # is heard, but one is enough

        jobs.run_waiting(at=NOW)

        done = db.session.scalars(sa.select(Job).where(Job.kind == "suggestions.order")).one()
        assert done.result == {"exhibitors": 2, "short": 2}
        assert not market.is_stale(db.session.get_one(Event, fair["event"]), at=NOW)


def test_ordering_twice_leaves_one_order(app: Flask, committed: Commit) -> None:
    fair = committed(make_market)
    with app.app_context():
        order_lists(fair)
        first = {number: (one.price, one.lists) for number, one in standings().items()}

        order_lists(fair)

        assert {number: (one.price, one.lists) for number, one in standings().items()} == first
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Market)) == 1
        assert db.session.scalars(sa.select(MarketOrder)).first() is not None


def test_a_changed_need_makes_the_order_old(app: Flask, committed: Commit) -> None:
    fair = committed(make_market, buyers=2, exhibitors=2)
    with app.app_context():
        event = order_lists(fair)
        assert not market.is_stale(event, at=NOW)

        with transaction():
            need = db.session.scalars(sa.select(Need)).first()
            assert need is not None
            need.updated_at = NOW + timedelta(minutes=5)

        assert market.is_stale(db.session.get_one(Event, fair["event"]), at=NOW)
        assert market.is_stale(event, at=NOW + timedelta(hours=2))


def test_organisers_see_who_is_shown_and_why_not(
    app: Flask, client: Browser, committed: Commit
) -> None:
    fair = committed(make_mixed)
    client.sign_in(fair["team"])
    url = f"/manage/events/{fair['slug']}/exposure"

    assert "Các danh sách đang được tính" in client.get(url).text
    with app.app_context():
        order_lists(fair)
    page = client.get(url).text

    assert "Chưa trưng bày sản phẩm nào." in page
    assert "Không nhu cầu nào có điểm chung với sản phẩm của họ." in page
    assert "Chưa có mặt" in page
    assert "Chưa có lần làm mới nào." in page


def test_the_report_asks_the_same_number_of_questions_for_any_fair(
    app: Flask, client: Browser, committed: Commit
) -> None:
    counts = []
    for size in (1, 20):
        fair = committed(make_market, buyers=1, exhibitors=size)
        client.sign_in(fair["team"])
        with app.app_context():
            order_lists(fair)
        url = f"/manage/events/{fair['slug']}/exposure"
        client.get(url)
        with count_queries(app) as sent:
            assert client.get(url).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]
