"""Sixteen hands reach for one booth: one gets it, fifteen are told so, nobody sees an error."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import db, transaction
from events.exhibitors.errors import AlreadyApplied, AlreadyExhibitor, BoothTaken, WrongState
from events.exhibitors.models import Allotment, Application, Booth, Exhibitor
from events.exhibitors.services import allot_booth, apply_to_event, approve_application
from events.programme.models import Event
from tests.factories import (
    make_application,
    make_booth,
    make_category,
    make_company,
    make_event,
    make_exhibitor,
    make_team_member,
)
from tests.races import race, without_constraint

MANY = 16


def _hall() -> tuple[int, list[int]]:
    event = make_event()
    booth = make_booth(event)
    return booth.id, [make_exhibitor(event).id for _ in range(MANY)]


def _allot(booth_id: int, exhibitor_id: int) -> str:
    with transaction():
        booth = db.session.get_one(Booth, booth_id)
        exhibitor = db.session.get_one(Exhibitor, exhibitor_id)
        allot_booth(booth, exhibitor, actor=None, at=clock.now())
    return "allotted"


def _count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_one_booth_goes_to_one_of_sixteen(app: Flask, committed: Any) -> None:
    booth, exhibitors = committed(_hall)

    outcomes = race(app, MANY, lambda number: _allot(booth, exhibitors[number]))

    assert outcomes.count("allotted") == 1
    assert sum(isinstance(outcome, BoothTaken) for outcome in outcomes) == MANY - 1
    assert _count(app, Allotment) == 1


def test_the_constraint_is_what_decides(app: Flask, committed: Any) -> None:
    booth, exhibitors = committed(_hall)

    with without_constraint(app, "allotments", "uq_allotments_booth_id"):
        outcomes = race(app, MANY, lambda number: _allot(booth, exhibitors[number]))
        given = _count(app, Allotment)

    assert (outcomes, given) == (["allotted"] * MANY, MANY)


def test_sixteen_clicks_on_one_booth_are_answered(app: Flask, committed: Any) -> None:
    """Through the whole web: every answer is a redirect back to the list, none an error."""
    pytest.importorskip("events.exhibitors.views")

    def make() -> tuple[int, int, str, list[int]]:
        event = make_event()
        booth = make_booth(event)
        organiser = make_team_member(event)
        rows = [make_exhibitor(event).id for _ in range(MANY)]
        return organiser.id, booth.id, event.slug, rows

    organiser, booth, slug, exhibitors = committed(make)
    browsers: list[Any] = []
    for _ in range(MANY):
        browser: Any = app.test_client()
        browser.sign_in(organiser)
        browsers.append((browser, browser.token(f"/manage/events/{slug}/applications")))

    def click(number: int) -> int:
        browser, token = browsers[number]
        url = f"/manage/events/{slug}/exhibitors/{exhibitors[number]}/booth"
        answer = browser.post(url, data={"csrf_token": token, "booth_id": booth})
        return int(answer.status_code)

    assert race(app, MANY, click) == [303] * MANY
    assert _count(app, Allotment) == 1


def test_a_double_click_applies_once(app: Flask, committed: Any) -> None:
    def make() -> tuple[int, int, int]:
        event = make_event()
        return event.id, make_category(event).id, make_company().id

    event, category, company = committed(make)

    def apply(_number: int) -> str:
        from accounts.companies.models import Company  # noqa: PLC0415 -- only here
        from events.exhibitors.models import BoothCategory  # noqa: PLC0415 -- only here

        with transaction():
            apply_to_event(
                db.session.get_one(Event, event),
                db.session.get_one(Company, company),
                category=db.session.get_one(BoothCategory, category),
                note="",
                actor=None,
                at=clock.now(),
            )
        return "applied"

    outcomes = race(app, 8, apply)

    assert outcomes.count("applied") == 1
    assert sum(isinstance(outcome, AlreadyApplied) for outcome in outcomes) == 7


def test_two_organisers_approve_at_once_and_there_is_one_exhibitor(
    app: Flask, committed: Any
) -> None:
    application = committed(lambda: make_application(make_event(), make_company()))

    def approve(_number: int) -> str:
        with transaction():
            row = db.session.get_one(Application, application)
            approve_application(row, actor=None, at=clock.now())
        return "approved"

    outcomes = race(app, 8, approve)

    assert outcomes.count("approved") == 1
    assert sum(isinstance(o, WrongState | AlreadyExhibitor) for o in outcomes) == 7
    assert _count(app, Exhibitor) == 1
