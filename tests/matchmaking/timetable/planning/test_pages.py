"""The organiser builds, looks, publishes and repairs; the pages say how it stands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from core.db import db, transaction
from events.programme.models import Event
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.models import Placement, TimetableDraft
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.states import Aim, DraftState
from tests.conftest import Browser
from tests.factories import make_draft, make_team_member
from tests.matchmaking.timetable.planning.plans import build, make_plan, place, run_job
from tests.queries import count_queries

Commit = Callable[..., Any]


def make_site(**values: Any) -> dict[str, Any]:
    plan = make_plan(**values)
    return {
        "event": plan["event"].id,
        "url": f"/manage/events/{plan['event'].slug}/timetable",
        "organiser": make_team_member(plan["event"]).id,
        "meetings": [meeting.id for meeting in plan["meetings"]],
    }


@pytest.fixture
def site(committed: Commit, client: Browser) -> Any:
    made = committed(make_site)
    client.sign_in(made["organiser"])
    return made


def ordered(client: Browser, site: Any, **values: str) -> str:
    """Ask for a draft; its address."""
    answer = client.submit(
        f"{site['url']}/plan", {"aim": "all", "keeps": "1", "seconds": "10", **values}
    )
    assert answer.status_code == 303
    return str(answer.location)


def worked(app: Flask, url: str, at: datetime) -> None:
    with app.app_context():
        assert run_job(db.session.get_one(TimetableDraft, int(url.rsplit("/", 1)[1])), at=at)


def test_the_organiser_builds_looks_and_publishes(
    app: Flask, client: Browser, site: Any, at: datetime
) -> None:
    url = ordered(client, site)
    waiting = client.get(url).text
    worked(app, url, at)
    ready = client.get(url).text
    published = client.submit(f"{url}/publish", page=url)

    assert "data-progress" in waiting
    assert "HTX 0" in ready
    assert published.location == site["url"]
    assert "Siêu thị 0" in client.get(site["url"]).text
    with app.app_context():
        states = {db.session.get_one(Meeting, one).state for one in site["meetings"]}
    assert states == {MeetingState.PLACED}


def test_the_page_that_waits_learns_when_it_is_done(
    app: Flask, client: Browser, site: Any, at: datetime
) -> None:
    url = ordered(client, site)
    before = client.get(f"{url}/progress.json").json
    worked(app, url, at)
    after = client.get(f"{url}/progress.json").json

    assert before == {"done": 0, "total": 10, "finished": False}
    assert after is not None
    assert after["finished"] is True


def test_a_second_click_does_not_build_twice(client: Browser, site: Any) -> None:
    ordered(client, site)

    answer = client.submit(f"{site['url']}/plan", {"aim": "best", "seconds": "10"})

    assert answer.status_code == 200
    assert "đang được xếp" in answer.text


def test_stopping_asks_the_work_to_end(app: Flask, client: Browser, site: Any) -> None:
    url = ordered(client, site)

    client.submit(f"{url}/stop", page=url)

    with app.app_context():
        draft = db.session.get_one(TimetableDraft, int(url.rsplit("/", 1)[1]))
        assert draft.stop_asked_at is not None


def test_what_cannot_be_is_said_with_names(
    app: Flask, client: Browser, committed: Commit, at: datetime
) -> None:
    site = committed(make_site, exhibitors=3, slots=2)
    client.sign_in(site["organiser"])
    url = ordered(client, site)
    worked(app, url, at)

    page = client.get(url).text

    assert all(f"HTX {number}" in page for number in range(3))
    assert "/publish" not in page


def test_a_deleted_draft_is_gone(client: Browser, site: Any) -> None:
    url = ordered(client, site)

    client.submit(f"{url}/delete", page=url)

    assert client.get(url).status_code == 404


def test_a_repair_names_how_few_meetings_move(
    app: Flask, client: Browser, committed: Commit, at: datetime
) -> None:
    def make() -> dict[str, Any]:
        plan = make_plan(buyers=1, exhibitors=2, slots=4, tables=1)
        for meeting, slot in zip(plan["meetings"], plan["slots"], strict=False):
            place(meeting, slot, plan["tables"][0], at=at)
        return {
            "url": f"/manage/events/{plan['event'].slug}/timetable",
            "organiser": make_team_member(plan["event"]).id,
            "late": plan["exhibitors"][0].company_id,
            "slot": plan["slots"][0].id,
        }

    site = committed(make)
    client.sign_in(site["organiser"])

    answer = client.submit(
        f"{site['url']}/repair",
        {
            "company_id": str(site["late"]),
            "zone": "0",
            "first_slot_id": "0",
            "last_slot_id": str(site["slot"]),
        },
    )
    worked(app, answer.location, at)
    page = client.get(answer.location).text

    assert "1 cuộc hẹn thay đổi." in page
    assert "Đã chứng minh: với chừng ấy cuộc hẹn được xếp, không thể ít hơn." in page


@pytest.mark.parametrize("data", [{}, {"company_id": "0", "zone": "999"}, {"company_id": "x"}])
def test_an_empty_or_bent_repair_is_refused_kindly(
    client: Browser, committed: Commit, at: datetime, data: dict[str, str]
) -> None:
    def make() -> dict[str, Any]:
        plan = make_plan(exhibitors=1)
        place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=at)
        organiser = make_team_member(plan["event"])
        return {"url": f"/manage/events/{plan['event'].slug}/timetable", "by": organiser.id}

    site = committed(make)
    client.sign_in(site["by"])

    assert client.submit(f"{site['url']}/repair", data).status_code == 200


def test_a_meeting_is_locked_and_unlocked(
    app: Flask, client: Browser, committed: Commit, at: datetime
) -> None:
    def make() -> dict[str, Any]:
        plan = make_plan(exhibitors=1)
        place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=at)
        return {
            "url": f"/manage/events/{plan['event'].slug}/timetable/locks",
            "by": make_team_member(plan["event"]).id,
            "meeting": plan["meetings"][0].id,
        }

    site = committed(make)
    client.sign_in(site["by"])

    def is_locked() -> bool:
        with app.app_context():
            return db.session.get_one(Placement, site["meeting"]).locked_at is not None

    seen = []
    for locked in ("1", "0"):
        client.submit(f"{site['url']}/{site['meeting']}", {"locked": locked}, page=site["url"])
        seen.append(is_locked())
    assert seen == [True, False]


def test_a_draft_of_another_event_is_not_found(
    client: Browser, site: Any, committed: Commit
) -> None:
    foreign = committed(lambda: make_draft(make_plan()["event"]))

    assert client.get(f"{site['url']}/drafts/{foreign}").status_code == 404


def test_a_draft_asks_the_same_of_few_and_many(
    app: Flask, client: Browser, committed: Commit, at: datetime
) -> None:
    def make(exhibitors: int) -> dict[str, Any]:
        plan = make_plan(exhibitors=exhibitors, slots=12)
        draft = build(plan["event"], Order(Aim.FILL, seconds=10), at=at)
        url = f"/manage/events/{plan['event'].slug}/timetable/drafts/{draft.id}"
        return {"url": url, "by": make_team_member(plan["event"]).id}

    numbers = []
    for exhibitors in (1, 12):
        site = committed(make, exhibitors)
        client.sign_in(site["by"])
        client.get(site["url"])
        with count_queries(app) as sent:
            assert client.get(site["url"]).status_code == 200
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("state", [DraftState.FAILED, DraftState.OUTDATED])
def test_a_draft_that_cannot_be_published_offers_a_new_one(
    client: Browser, site: Any, committed: Commit, state: DraftState
) -> None:
    def make() -> Any:
        return make_draft(db.session.get_one(Event, site["event"]), state=state)

    url = f"{site['url']}/drafts/{committed(make)}"

    assert f"{site['url']}/plan" in client.get(url).text
    assert client.post(f"{url}/publish").status_code == 400  # without the form's token


def test_a_draft_refused_by_the_job_says_why(
    app: Flask, client: Browser, site: Any, committed: Commit, at: datetime
) -> None:
    url = ordered(client, site)
    with app.app_context(), transaction():
        draft = db.session.get_one(TimetableDraft, int(url.rsplit("/", 1)[1]))
        for meeting_id in site["meetings"]:
            db.session.get_one(Meeting, meeting_id).state = MeetingState.CANCELLED
        assert draft.state is DraftState.BUILDING
    worked(app, url, at)

    assert "Chưa có gì để xếp" in client.get(url).text
