"""Single statements are kept before anybody is answered, and one's failure is one's own."""

import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.single_statements import single_statements
from tests.factories import make_company
from tests.races import race

RENAME = sa.text("UPDATE companies SET name = :name WHERE id = :id RETURNING name")
ADD = sa.text("INSERT INTO companies (id) VALUES (:id)")  # without what a company must have


def rename(company_id: int, name: str) -> Any:
    with single_statements() as single:
        return single.write(RENAME, {"name": name, "id": company_id})


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.text("SELECT name FROM companies ORDER BY id")))


def test_a_statement_is_kept_when_its_caller_hears_of_it(app: Flask, committed: Any) -> None:
    number = committed(make_company, name="Cũ")

    with app.app_context():
        assert rename(number, "Mới") == "Mới"

    assert names(app) == ["Mới"]


def test_a_statement_that_finds_nothing_has_no_value(app: Flask, committed: Any) -> None:
    committed(make_company)

    with app.app_context():
        assert rename(0, "Mới") is None


def test_what_was_read_before_holds_no_connection(app: Flask, committed: Any) -> None:
    number = committed(make_company, name="Cũ")

    with app.app_context():
        db.session.scalar(sa.text("SELECT count(*) FROM companies"))
        rename(number, "Mới")
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_many_at_once_are_all_kept(app: Flask, committed: Any) -> None:
    numbers = [committed(make_company) for _ in range(16)]

    told = race(app, 16, lambda n: rename(numbers[n], f"Công ty {n:02}"))

    assert told == [f"Công ty {n:02}" for n in range(16)] == names(app)


def test_one_that_fails_fails_for_its_caller_alone(app: Flask, committed: Any) -> None:
    numbers = [committed(make_company, name="Cũ") for _ in range(8)]

    def act(n: int) -> Any:
        if n % 2:
            return rename(numbers[n // 2], "Mới")
        with single_statements() as single:
            return single.write(ADD, {"id": 1000 + n})

    told = race(app, 16, act)

    assert told[1::2] == ["Mới"] * 8
    assert all(isinstance(one, sa.exc.IntegrityError) for one in told[::2])
    assert names(app) == ["Mới"] * 8


def test_those_who_wait_behind_a_transaction_are_written_after_it(
    app: Flask, committed: Any
) -> None:
    numbers = [committed(make_company, name="Cũ") for _ in range(4)]
    begun, go = threading.Event(), threading.Event()

    def act(n: int) -> Any:
        if n:
            begun.wait(10)
            if n == 1:
                threading.Timer(0.2, go.set).start()
            return rename(numbers[n], f"Mới {n}")
        with transaction():
            db.session.execute(RENAME, {"name": "Trước", "id": numbers[0]})
            begun.set()
            go.wait(10)
        return "Trước"

    assert race(app, 4, act) == ["Trước", "Mới 1", "Mới 2", "Mới 3"] == names(app)


def test_a_transaction_gets_a_connection_however_many_wait_behind_it(
    app: Flask, committed: Any
) -> None:
    numbers = [committed(make_company, name="Cũ") for _ in range(20)]
    begun = threading.Event()

    def act(n: int) -> Any:
        if n:
            begun.wait(10)
            return rename(numbers[n], "Mới")
        with transaction():
            begun.set()
            time.sleep(0.5)  # the others stand in line by now, each with its connection
            return db.session.execute(RENAME, {"name": "Mới", "id": numbers[0]}).scalar()

    assert race(app, 20, act) == ["Mới"] * 20 == names(app)


def test_a_line_that_gets_no_turn_tells_everybody(
    app: Flask, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = committed(make_company, name="Cũ")
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("only SQLite's writers stand in line")
        rename(number, "Cũ")  # makes the line

        def refuse() -> Any:
            raise OSError("no lock file")

        with monkeypatch.context() as patched:
            patched.setattr(db.engine.__dict__["line"], "_turn", refuse)
            with pytest.raises(OSError, match="no lock file"):
                rename(number, "Mới")
        assert rename(number, "Mới") == "Mới"
