"""Many badges at once: taken together, drawn in parts, resumed where a run broke off."""

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from core import jobs
from core.db import db
from events.badges import files, services
from events.badges import jobs as badge_jobs
from events.badges.errors import NothingToPrint, NotMade
from events.badges.models import BadgeBatch, BadgePrint
from events.badges.queries import batch_at, people_for, queue
from events.badges.sheet import sheets_pdf
from events.badges.states import Layout, PrintState, Reason
from events.programme.models import Event
from events.registration.models import RegistrationRole, RegistrationState
from tests.events.badges.helpers import come_in
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_registration, make_team_member, make_user, now

EVERYBODY: dict[str, Any] = {"role": None, "organisation": "", "only_new": True}


def ask(event: Event, **values: Any) -> BadgeBatch:
    choice = EVERYBODY | {"layout": Layout.A6} | values
    return services.ask_for_batch(event, **choice, actor=None, at=now())


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ({}, ["An", "Bình", "Yên"]),
        ({"role": RegistrationRole.BUYER}, ["An"]),
        ({"organisation": "tea cooperative"}, ["Yên"]),
    ],
)
def test_filters_choose_whose_badges(
    session: Any, choice: dict[str, Any], names: list[str]
) -> None:
    event, _main = make_running_event()
    make_registration(event, full_name="An", role=RegistrationRole.BUYER, search_text="an")
    make_registration(event, full_name="Yên", search_text="yen tea cooperative")
    make_registration(event, full_name="Bình", search_text="binh")
    make_registration(event, full_name="Chờ", state=RegistrationState.PENDING)

    assert [one.full_name for one in people_for(event.id, **(EVERYBODY | choice))] == names


def test_people_are_sorted_by_given_name_within_their_company(session: Any) -> None:
    event, _main = make_running_event()
    for name in ("Trần An", "Lê Văn Yên", "Đỗ Bình"):
        make_registration(event, full_name=name, organisation="HTX")

    names = [one.full_name for one in people_for(event.id, **EVERYBODY)]

    assert names == ["Trần An", "Đỗ Bình", "Lê Văn Yên"]


def test_a_batch_takes_its_people_out_of_the_line(session: Any) -> None:
    event, main = make_running_event()
    come_in(event, main)

    batch = ask(event)

    assert (batch.people, queue(event.id)) == (1, [])


def test_what_is_printed_is_not_printed_again_unless_asked_for(session: Any) -> None:
    event, main = make_running_event()
    guest, clerk = come_in(event, main), make_user()
    row = services.take(guest, actor=clerk, at=now())
    services.mark_printed([row], actor=clerk, at=now())

    with pytest.raises(NothingToPrint):
        ask(event)
    batch = ask(event, only_new=False)

    mine = sa.select(BadgePrint).where(BadgePrint.batch_id == batch.id)
    second = session.scalars(mine).one()
    assert (second.number, second.reason) == (2, Reason.BATCH)


def test_names_to_be_asked_for_are_counted_and_left_out(session: Any) -> None:
    event, _main = make_running_event()
    make_registration(event, full_name="金")
    make_registration(event)

    batch = ask(event)

    assert (batch.people, batch.to_ask) == (1, 1)


def test_a_batch_counts_as_printed_only_when_its_files_are_there(session: Any) -> None:
    event, _main = make_running_event()
    make_registration(event)
    batch = ask(event)

    with pytest.raises(NotMade):
        services.finish_batch(batch, actor=None, at=now())
    batch.made_at = now()
    session.flush()
    services.finish_batch(batch, actor=None, at=now())

    assert set(session.scalars(sa.select(BadgePrint.state))) == {PrintState.PRINTED}
    assert services.drop_batch(batch, actor=None, at=now()) is None


def test_who_was_in_a_batch_that_is_thrown_away_waits_again(session: Any) -> None:
    event, main = make_running_event()
    guest = come_in(event, main)

    services.drop_batch(ask(event), actor=None, at=now())

    assert queue(event.id) == [guest]


# ── the work ──


@pytest.fixture
def run(
    app: Flask, committed: Callable[..., Any], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """Do the waiting jobs with two badges a file; the files go afterwards."""
    monkeypatch.setattr(files, "PART", 2)
    monkeypatch.setattr(badge_jobs, "PART", 2)

    def work() -> None:
        with app.app_context():
            jobs.run_waiting(at=at)

    yield work
    shutil.rmtree(Path(app.instance_path) / "badges", ignore_errors=True)


def _asked(committed: Any, people: int = 5) -> dict[str, int]:
    def make() -> dict[str, int]:
        event, _main = make_running_event(slug="cho")
        for _ in range(people):
            make_ticket(event)
        return {"batch": ask(event).id, "chief": make_team_member(event).id}

    made: dict[str, int] = committed(make)
    return made


def _pages(client: Any, url: str) -> int:
    with client.get(url) as answer:
        return len(PdfReader(io.BytesIO(answer.data)).pages)


def test_a_batch_is_drawn_in_parts_and_fetched(
    app: Flask, client: Any, committed: Any, run: Any
) -> None:
    made = _asked(committed)
    client.sign_in(made["chief"])
    base = f"/manage/events/cho/badges/{made['batch']}"
    before = client.get(f"{base}/progress.json").json

    run()

    after = client.get(f"{base}/progress.json").json
    pages = [_pages(client, f"{base}/{number}.pdf") for number in (1, 2, 3)]
    assert (before["finished"], after) == (False, {"done": 5, "total": 5, "finished": True})
    assert pages == [2, 2, 1]
    assert client.get(f"{base}/4.pdf").status_code == 404
    assert client.submit(f"{base}/printed", page="/manage/events/cho/badges").status_code == 303
    with app.app_context():
        assert db.session.get_one(BadgeBatch, made["batch"]).printed_at is not None


def test_a_run_that_broke_off_goes_on_with_the_first_part_that_is_missing(
    app: Flask, committed: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _asked(committed)
    drawn: list[int] = []

    def break_off_at_the_second(badges: Any, *rest: Any, **more: Any) -> bytes:
        drawn.append(len(badges))
        if len(drawn) == 2:
            message = "the power went"
            raise OSError(message)
        return sheets_pdf(badges, *rest, **more)

    monkeypatch.setattr(badge_jobs, "sheets_pdf", break_off_at_the_second)
    run()
    with app.app_context():
        batch = db.session.get_one(BadgeBatch, made["batch"])
        assert batch.made_at is None
        assert len(list(files.there(badge_jobs.folder(), batch.file_key))) == 1

    run()

    with app.app_context():
        batch = db.session.get_one(BadgeBatch, made["batch"])
        assert batch.made_at is not None
        assert batch.bytes > 0
    assert drawn == [2, 2, 2, 1], "the first part was not drawn again"


def test_a_batch_thrown_away_while_it_is_drawn_leaves_no_file(
    app: Flask, committed: Any, run: Any
) -> None:
    made = _asked(committed)

    def drop() -> None:
        services.drop_batch(db.session.get_one(BadgeBatch, made["batch"]), actor=None, at=now())

    committed(drop)
    run()

    with app.app_context():
        assert not list(badge_jobs.folder().glob("*.pdf"))


def test_another_event_has_no_way_to_a_batch(session: Any) -> None:
    event, _main = make_running_event()
    make_registration(event)
    batch = ask(event)

    assert batch_at(make_running_event()[0], batch.id) is None
