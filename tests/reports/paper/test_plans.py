"""Plans on paper: for each firm, for each table, for the wall, in the background."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from core import clock, jobs
from core.db import db
from events.programme.models import Event
from reports.paper.planned import placed_at, prepare, wall_days
from reports.paper.plans import WALL_TYPE
from tests.conftest import Browser
from tests.factories import make_team_member
from tests.matchmaking.timetable.planning.plans import make_plan, place
from tests.queries import count_queries

Commit = Callable[..., Any]


def make_placed(at: datetime, *, exhibitors: int = 3) -> dict[str, Any]:
    """Two buyers meet each exhibitor at two tables, one after the other."""
    plan = make_plan(buyers=2, exhibitors=exhibitors, slots=exhibitors + 1, tables=2)
    pairs = [(b, e) for b in range(2) for e in range(exhibitors)]
    for meeting, (b, e) in zip(plan["meetings"], pairs, strict=True):
        place(meeting, plan["slots"][b + e], plan["tables"][b], at=at)
    return {
        "id": plan["event"].id,
        "slug": plan["event"].slug,
        "tables": [table.label for table in plan["tables"]],
        "organiser": make_team_member(plan["event"]).id,
    }


@pytest.fixture
def fair(committed: Commit, at: datetime) -> Any:
    return committed(lambda: make_placed(at))


def pages_of(app: Flask, fair: Any, kind: str) -> list[str]:
    """The words of each page."""
    with app.test_request_context(), force_locale("vi"):
        event = db.session.get_one(Event, fair["id"])
        body = prepare(event, kind, at=clock.now()).draw(lambda _done: None)
    pages = PdfReader(io.BytesIO(body)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_each_firm_has_a_page_with_its_meetings_and_no_others(app: Flask, fair: Any) -> None:
    pages = pages_of(app, fair, "firms")

    assert len(pages) == 5
    first = next(page for page in pages if "HTX 0" in page.partition("–")[0])
    assert "Siêu thị 0" in first
    assert "Siêu thị 1" in first
    assert "HTX 1" not in first
    assert "Khu 1" in first


def test_each_table_has_a_page_with_its_number_and_its_day(app: Flask, fair: Any) -> None:
    pages = pages_of(app, fair, "tables")

    assert len(pages) == 2
    for number, page in enumerate(pages):
        assert page.count(f"Siêu thị {number} – HTX") == 3
        assert f"Bàn {fair['tables'][number]}" in page


def test_a_full_day_of_a_table_fits_one_page(app: Flask, committed: Commit, at: datetime) -> None:
    fair = committed(lambda: make_placed(at, exhibitors=20))

    assert len(pages_of(app, fair, "tables")) == 2


@pytest.mark.parametrize(("kind", "pages"), [("wall-a3", 1), ("wall-a4", 1)])
def test_the_wall_names_both_sides_at_every_time(
    app: Flask, fair: Any, kind: str, pages: int
) -> None:
    found = pages_of(app, fair, kind)

    assert len(found) == pages
    assert found[0].count("Siêu thị 0") == 3
    assert found[0].count("HTX 2") == 2


def test_a_wide_wall_takes_pages_side_by_side(app: Flask, committed: Commit, at: datetime) -> None:
    fair = committed(lambda: make_placed(at, exhibitors=9))

    with app.test_request_context(), force_locale("vi"):
        event = db.session.get_one(Event, fair["id"])
        [day] = wall_days(event, placed_at(event.id))
        prepared = prepare(event, "wall-a4", at=clock.now())

    assert (len(day.times), len(day.tables), len(day.cells)) == (10, 2, 18)
    assert prepared.total == len(pages_of(app, fair, "wall-a4")) == 2


def test_names_on_the_wall_are_large_enough_for_two_metres() -> None:
    cap_height = WALL_TYPE[1] * 0.3528 * 0.7  # millimetres, of the smallest type used

    assert cap_height >= 2000 / 500  # 1 mm of letter for half a metre


def test_a_large_timetable_asks_as_much_as_a_small_one(
    app: Flask, committed: Commit, at: datetime
) -> None:
    counts = []
    for exhibitors in (2, 12):
        fair = committed(lambda n=exhibitors: make_placed(at, exhibitors=n))
        for kind in ("firms", "tables", "wall-a3"):
            with app.test_request_context(), force_locale("vi"):
                event = db.session.get_one(Event, fair["id"])
                with count_queries(app) as sent:
                    prepare(event, kind, at=clock.now())
            counts.append(len(sent))

    assert counts[:3] == counts[3:]


def test_an_organiser_orders_waits_and_fetches(app: Flask, client: Browser, fair: Any) -> None:
    client.sign_in(fair["organiser"])
    url = f"/manage/events/{fair['slug']}/timetable/print"

    client.submit(f"{url}/tables", page=url)
    client.submit(f"{url}/tables", page=url)  # a second click waits for the first
    waiting = client.get(f"{url}/tables/progress.json").json
    early = client.get(f"{url}/tables.pdf").status_code
    with app.app_context():
        done = jobs.run_waiting(at=clock.now())
    finished = client.get(f"{url}/tables/progress.json").json
    file = client.get(f"{url}/tables.pdf")

    assert waiting is not None
    assert finished is not None
    assert (waiting["finished"], early, done) == (False, 404, 1)
    assert (finished["finished"], finished["done"], finished["total"]) == (True, 2, 2)
    assert file.data.startswith(b"%PDF")
    assert "treo" not in file.headers["Content-Disposition"]
    assert client.get(f"{url}/secret.pdf").status_code == 404


def test_an_event_without_meetings_prints_a_page_that_says_so(
    app: Flask, committed: Commit
) -> None:
    fair = committed(lambda: {"id": make_plan(tables=1, slots=0)["event"].id})

    [page] = pages_of(app, fair, "wall-a3")

    assert "Chưa có cuộc hẹn nào." in page
