"""What was learned is made once, shared by all processes, and follows every change at once."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company
from core import jobs
from core.db import db, transaction
from events.catalogue.models import Certificate, OcopRecord, Product, ProductTag, Tag
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking import engine
from matchmaking.engine import Matcher
from matchmaking.needs.models import Need
from matchmaking.recommendations import fitted, index
from matchmaking.recommendations.jobs import renew_wanted, tidy
from tests.conftest import NOW
from tests.factories import make_certificate, make_need, make_product, make_tag
from tests.matchmaking.pages import make_fair

Commit = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[3]
ANOTHER_PROCESS = """
import os
import sys
from flask import Flask
from core.config import read_settings
from matchmaking import engine
from matchmaking.engine import Matcher
from run import create_app
from tests.matchmaking.recommendations.test_state import Fits, answers

fits = Fits(Matcher.fit)
Matcher.fit = fits
given = {"TESTING": True, "INSTANCE": os.environ["FOLDER"], "PASSWORD_COST": "test",
         "SQLALCHEMY_DATABASE_URI": os.environ["ADDRESS"], "RATELIMIT_ENABLED": False}
with create_app(given).app_context():
    print(answers(int(sys.argv[1])))
    print(fits.number)
"""


class Fits:
    """Counts how often a matcher was fitted."""

    def __init__(self, fit: Callable[..., Matcher]) -> None:
        self.fit, self.number = fit, 0

    def __get__(self, matcher: Matcher, owner: type[Matcher]) -> Callable[..., Matcher]:
        """Stand for the method."""

        def fit(offers: Any) -> Matcher:
            self.number += 1
            return self.fit(matcher, offers)

        return fit


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> Fits:
    counted = Fits(Matcher.fit)
    monkeypatch.setattr(Matcher, "fit", counted)
    return counted


def answers(event_id: int) -> str:
    """Everything that is suggested at an event, to the last digit."""
    event = db.session.get_one(Event, event_id)
    needs = list(db.session.scalars(sa.select(Need).order_by(Need.id)))
    return repr(index.suggest_exhibitors(event, needs))


def in_new_process(app: Flask, event_id: int) -> list[str]:
    """What another process answers, and how often it fitted."""
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS, str(event_id)],
        env={
            **os.environ,
            "FOLDER": app.instance_path,
            "ADDRESS": app.config["SQLALCHEMY_DATABASE_URI"],
        },
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-2:]


def make_market(**values: Any) -> dict[str, Any]:
    """A fair with goods of many kinds, so that there is something to learn."""
    fair = make_fair(exhibitors=4, **values)
    companies = db.session.scalars(sa.select(Company).order_by(Company.id.desc()).limit(4)).all()
    for number, name in enumerate(("Mật ong rừng", "Xoài sấy dẻo", "Cà phê rang", "Chè đen") * 5):
        make_product(companies[number % 4], name_vi=f"{name} {number}", name_en="")
    return fair


def product(place: int) -> Product:
    """The product at a place in the order they came, which a database need not keep by itself."""
    return db.session.scalars(sa.select(Product).order_by(Product.id)).all()[place]


def change(act: Callable[[], Any]) -> None:
    """Do something to the tables, as another process would."""
    with transaction():
        act()
        db.session.flush()


def test_another_process_takes_up_what_was_learned_and_answers_the_same(
    app: Flask, committed: Commit, fits: Fits
) -> None:
    fair = committed(make_market)
    with app.app_context():
        ours = answers(fair["event"])
        assert "tag" in ours

        change(lambda: product(2).__setattr__("name_vi", "Sắn lát"))
        change(lambda: product(0).__setattr__("name_vi", "Ngô"))
        now = answers(fair["event"])

    assert now != ours
    assert in_new_process(app, fair["event"]) == [now, "0"]
    assert fits.number == 1


def test_many_at_once_fit_once(app: Flask, committed: Commit, fits: Fits) -> None:
    fair = committed(make_market)
    found = []

    def ask() -> None:
        with app.app_context():
            found.append(answers(fair["event"]))

    threads = [threading.Thread(target=ask) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 6
    assert len(set(found)) == 1
    assert fits.number == 1


def rename_company() -> None:
    db.session.execute(sa.update(Company).values(name="HTX Mận"))


def set_values(model: Any, **values: Any) -> None:
    db.session.execute(sa.update(model).values(values))


def move_a_tag() -> None:
    row = db.session.scalars(sa.select(ProductTag)).one()
    row.tag_id = make_tag("HONEY", name_vi="Mật ong", name_en="Honey").id


CHANGES: dict[str, Callable[[], Any]] = {
    "a certificate runs longer": lambda: set_values(
        Certificate, expires_on=(NOW + timedelta(days=900)).date()
    ),
    "a certificate is of another kind": lambda: set_values(Certificate, kind="haccp"),
    "a certificate goes": lambda: db.session.execute(sa.delete(Certificate)),
    "a decision gives other stars": lambda: set_values(OcopRecord, stars=5),
    "a company changes its name": rename_company,
    "a product is hidden": lambda: set_values(Product, is_published=False),
    "a product is of another kind": move_a_tag,
    "an exhibitor cancels": lambda: set_values(Exhibitor, cancelled_at=NOW),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_noticed_without_a_fit(
    app: Flask, committed: Commit, fits: Fits, name: str
) -> None:
    def make() -> dict[str, Any]:
        fair = make_fair()
        product = db.session.scalars(sa.select(Product).order_by(Product.id)).all()[-1]
        make_certificate(product.company)
        db.session.add(ProductTag(product_id=product.id, tag_id=make_tag().id))
        db.session.get_one(Need, fair["needs"][0]).certificates = ["vietgap"]
        return fair

    fair = committed(make)
    with app.app_context():
        event = db.session.get_one(Event, fair["event"])
        before = index.index_of(event)
        change(CHANGES[name])
        after = index.index_of(db.session.get_one(Event, fair["event"]))

    assert before.supplies.facts != after.supplies.facts
    assert fits.number == 1


def test_a_new_product_is_suggested_at_once(app: Flask, committed: Commit, fits: Fits) -> None:
    fair = committed(make_market)
    with app.app_context():
        before = answers(fair["event"])
        exhibitor = db.session.get_one(Exhibitor, fair["exhibitors"][3])
        change(lambda: make_product(exhibitor.company, name_vi="Chè Shan tuyết cho chuỗi quà tặng"))
        assert answers(fair["event"]) != before

        change(
            lambda: db.session.execute(sa.delete(Product).where(Product.name_vi.like("%chuỗi%")))
        )
        assert answers(fair["event"]) == before
    assert fits.number == 1


@pytest.mark.parametrize("content", [b"", b"no state", "half"])
def test_a_file_that_cannot_be_used_is_made_anew(
    app: Flask, committed: Commit, fits: Fits, content: Any
) -> None:
    fair = committed(make_market)
    with app.app_context():
        before = answers(fair["event"])
        path = fitted.path_of(fair["event"])
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if content == "half" else content)

        assert answers(fair["event"]) == before
        assert path.read_bytes() == whole
    assert fits.number == 2


def test_where_nothing_can_be_kept_pages_answer_all_the_same(
    app: Flask, committed: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> str:
        raise OSError(28, "No space left on device")

    fair = committed(make_market)
    monkeypatch.setattr(engine, "save", full)
    with app.app_context():
        assert "score" in answers(fair["event"])
        assert fitted.stamp_of(fair["event"]) is None


def test_much_change_is_weighed_anew_by_the_runner_who_tells_what_changes(
    app: Flask, committed: Commit, fits: Fits
) -> None:
    fair = committed(make_market)
    with app.app_context():
        answers(fair["event"])
        stamp = fitted.stamp_of(fair["event"])
        some = sa.select(Product.id).order_by(Product.id).limit(11)
        rename = sa.update(Product).where(Product.id.in_(some)).values(name_vi="Chè xanh")
        change(lambda: db.session.execute(rename))
        answers(fair["event"])
        assert renew_wanted(at=NOW) == 1
        assert renew_wanted(at=NOW) == 0
        jobs.run_waiting(at=NOW)

        job = db.session.scalars(sa.select(jobs.Job)).one()
        assert job.state is jobs.JobState.DONE
        assert job.result["needs"] == 1
        assert job.result["products"] == 24
        assert fitted.stamp_of(fair["event"]) != stamp
        ours = answers(fair["event"])
        index._kept.clear()
        assert answers(fair["event"]) == ours
    assert fits.number == 1


def test_states_of_past_events_are_removed(app: Flask, committed: Commit) -> None:
    fair = committed(make_market)
    with app.app_context():
        answers(fair["event"])
        ends_at = db.session.get_one(Event, fair["event"]).ends_at
        assert tidy(at=ends_at) == 0
        assert tidy(at=ends_at + timedelta(days=31)) == 1
        assert fitted.events_kept() == set()


def test_the_organisers_synonym_is_understood_at_once(
    app: Flask, committed: Commit, fits: Fits
) -> None:
    def make() -> dict[str, Any]:
        fair = make_fair()
        tag = make_tag("TEA.X", name_vi="Chè Tủa Chùa", name_en="Tua Chua tea")
        product = db.session.scalars(sa.select(Product).order_by(Product.id)).all()[0]
        db.session.add(ProductTag(product_id=product.id, tag_id=tag.id))
        buyer = db.session.get_one(Need, fair["needs"][0]).buyer
        for title in ("Búp vàng miền núi", "金芽山", "ດອຍຄຳ"):
            fair["needs"].append(make_need(buyer, title_vi=title, title_en="").id)
        return fair

    fair = committed(make)
    with app.app_context():
        event = db.session.get_one(Event, fair["event"])
        asked = [db.session.get_one(Need, number) for number in fair["needs"][1:]]
        assert [index.suggest_exhibitors(event, [need]) for need in asked] == [[], [], []]
        change(
            lambda: db.session.execute(
                sa.update(Tag)
                .where(Tag.code == "TEA.X")
                .values(synonyms_vi="búp vàng", name_zh="金芽", name_lo="ດອຍຄຳ")
            )
        )
    with app.app_context():
        event = db.session.get_one(Event, fair["event"])
        asked = [db.session.get_one(Need, number) for number in fair["needs"][1:]]
        found = [index.suggest_exhibitors(event, [need]) for need in asked]

    assert [one.reasons[0].term for ones in found for one in ones] == ["TEA.X"] * 3
