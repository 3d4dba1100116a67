"""Papers of firms: one with a click, all in the background, each firm its own."""

import io
import os
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from core import jobs
from core.db import db
from core.i18n import _
from core.jobs import Job
from events.catalogue.queries import products_of
from events.leads.tally import read_tally
from events.leads.words import RATINGS
from events.programme.models import Event
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.models import Placement
from reports.paper import jobs as work
from reports.paper import kits
from reports.paper.queries import exhibitors
from tests.factories import (
    make_allotment,
    make_booth,
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_meeting,
    make_product,
    make_slot,
    make_table,
    make_team_member,
    now,
)
from tests.queries import count_queries


def _fair(firms: int = 1) -> Event:
    event = make_event(slug="hoi-cho")
    _more(event, firms)
    return event


def _more(event: Event, firms: int) -> None:
    for _firm in range(firms):
        company = make_company()
        make_product(company)
        exhibitor = make_exhibitor(event, company)
        make_allotment(make_booth(event), exhibitor)
        meeting = make_meeting(make_buyer(event), exhibitor, state=MeetingState.PLACED)
        slot, table = make_slot(event), make_table(event)
        row = Placement(
            meeting_id=meeting.id,
            event_id=event.id,
            slot_id=slot.id,
            table_id=table.id,
            placed_at=now(),
        )
        db.session.add(row)
        db.session.flush()


def pages(document: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", document))


def test_a_firm_gets_stickers_plan_and_tally_sheet(app: Flask, committed: Any) -> None:
    committed(_fair)

    with app.test_request_context(), force_locale("vi"):
        event = db.session.scalars(sa.select(Event)).one()
        made = kits._kits(event, exhibitors(event))
        document = kits.papers(event, exhibitors(event))

    (kit,) = made
    assert (len(kit.visits), kit.booth != "", len(kit.products)) == (1, True, 1)
    assert kit.visits[0].place.startswith("Bàn ")
    assert document.startswith(b"%PDF")
    assert pages(document) == 3


def _words_of(document: bytes) -> str:
    """What stands on all pages, without gaps."""
    reader = PdfReader(io.BytesIO(document))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def test_the_tally_sheet_prints_the_signs_that_the_page_reads(app: Flask, committed: Any) -> None:
    def fair() -> None:
        (shown,) = exhibitors(_fair())
        make_product(shown.company, name_vi="Mật ong", name_en="Honey")
        make_product(shown.company, name_vi="Nháp", is_published=False)

    committed(fair)

    with app.test_request_context(), force_locale("vi"):
        event = db.session.scalars(sa.select(Event)).one()
        (kit,) = kits._kits(event, exhibitors(event))
        text = _words_of(kits.papers(event, exhibitors(event)))
        products = products_of(exhibitors(event)[0].company_id)
        names = {one.id: one.name_vi for one in products}
        words = {rating: str(_(word)) for rating, word in RATINGS.items()}

    assert [sign for sign, _meaning in kit.codes] == ["A", "B", "!", "!!", "!!!"]
    for sign, meaning in kit.codes:
        (line,), troubles = read_tally(f"4821093755126 {sign}", list(names))
        said = [names[one] for one in line.said.product_ids]
        said += [words[line.said.rating]] if line.said.rating else []
        assert (said, troubles) == ([meaning], [])
        assert f"{sign}{''.join(meaning.split())}" in text


def test_many_products_leave_room_for_the_rows(app: Flask, committed: Any) -> None:
    def fair() -> None:
        (shown,) = exhibitors(_fair())
        for number in range(29):
            make_product(shown.company, name_vi=f"Chè Shan tuyết cổ thụ Tà Xùa loại {number}")

    committed(fair)

    with app.test_request_context(), force_locale("vi"):
        event = db.session.scalars(sa.select(Event)).one()
        (kit,) = kits._kits(event, exhibitors(event))
        document = kits.papers(event, exhibitors(event))

    assert [sign for sign, _meaning in kit.codes][-4:] == ["Z", "!", "!!", "!!!"]
    assert pages(document) == 3


def test_a_meeting_is_printed_with_both_its_hours(app: Flask, committed: Any) -> None:
    committed(_fair)

    with app.test_request_context(), force_locale("vi"):
        event = db.session.scalars(sa.select(Event)).one()
        (kit,) = kits._kits(event, exhibitors(event))
        text = _words_of(kits.papers(event, exhibitors(event)))

    assert re.fullmatch(r"\d\d:\d\d–\d\d:\d\d", kit.visits[0].time)
    assert kit.visits[0].time in text


def test_papers_of_many_ask_as_many_questions_as_of_one(app: Flask, committed: Any) -> None:
    event_id = committed(_fair)
    counts = []
    for more in (0, 29):
        committed(lambda: _more(db.session.get_one(Event, event_id), more))  # noqa: B023 -- run at once
        with app.test_request_context():
            event = db.session.get_one(Event, event_id)
            with count_queries(app) as sent:
                kits._kits(event, exhibitors(event))
        counts.append(len(sent))

    assert counts[0] == counts[1]


@pytest.fixture
def organiser(client: Any, committed: Any) -> Any:
    client.sign_in(committed(lambda: make_team_member(_fair(3))))
    return client


def test_all_papers_are_drawn_once_in_the_background(
    organiser: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "AT_ONCE", 2)
    page = "/manage/events/hoi-cho/papers"
    for _click in range(2):
        organiser.submit(page)
    with app.app_context():
        waiting = db.session.scalars(sa.select(Job)).all()
        jobs.run_waiting(at=now())
        (job,) = db.session.scalars(sa.select(Job))
        assert (len(waiting), job.done, job.total) == (1, 3, 3)

    shown = organiser.get(page).text
    with organiser.get(f"{page}/1.pdf") as first, organiser.get(f"{page}/2.pdf") as second:
        assert (pages(first.data), pages(second.data)) == (6, 3)
    assert "Phần 2 (PDF)" in shown
    assert organiser.get(f"{page}/3.pdf").status_code == 404


def test_a_killed_drawing_goes_on_with_what_is_missing(
    organiser: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "AT_ONCE", 1)
    organiser.submit("/manage/events/hoi-cho/papers")
    drawn: list[int] = []
    real = kits.papers

    def dies_at_the_second(event: Any, firms: Any) -> bytes:
        drawn.append(1)
        if len(drawn) == 2:
            raise RuntimeError
        return real(event, firms)

    monkeypatch.setattr(work, "papers", dies_at_the_second)
    with app.app_context():
        jobs.run_waiting(at=now())
        jobs.run_waiting(at=now())

        (job,) = db.session.scalars(sa.select(Job))
        assert (job.state, len(drawn)) == (jobs.JobState.DONE, 4)


def test_old_papers_are_thrown_away(organiser: Any, app: Flask) -> None:
    organiser.submit("/manage/events/hoi-cho/papers")
    with app.app_context():
        jobs.run_waiting(at=now())
        files = list(work.folder().glob("*.pdf"))
        for path in files:
            moment = (now() - timedelta(days=8)).timestamp()
            os.utime(path, (moment, moment))

        assert work.sweep_papers(at=now()) == len(files) > 0
