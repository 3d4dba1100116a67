"""One application per database; every test starts on empty tables and a fixed clock."""

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import clock
from core import db as core_db
from core.db import db
from run import create_app  # noqa: TID251 -- tests build the whole application
from tests import factories

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 09:00 in Sơn La
REQUIRED = set(filter(None, os.environ.get("CHOPHIEN_REQUIRE", "").split(",")))
POSTGRES = os.environ.get(
    "TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)

# The same examples on every machine, however slow it is; `prove` draws fresh ones.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=os.environ.get("CHOPHIEN_PROOF") != "full"
)
hypothesis.settings.load_profile("house")


def _postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def _databases() -> list[str]:
    wanted = os.environ.get("TEST_DATABASES", "")
    if wanted:
        return wanted.split(",")
    return ["sqlite", "postgres"] if "postgres" in REQUIRED or _postgres_answers() else ["sqlite"]


def _fast_folder() -> Path:
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- a RAM disk where there is one
    return Path(tempfile.mkdtemp(prefix="cho-phien-", dir=base))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share the tests out; keep one proof when ``python3 run.py prove NAME`` asks for it."""
    _share_out(items)
    name = os.environ.get("CHOPHIEN_PROOF_NAME")
    if not name:
        return
    kept = [item for item in items if name in _proofs(item)]
    if not kept:
        known = sorted({proof for item in items for proof in _proofs(item)})
        raise pytest.UsageError(f"There is no proof {name}. There are: {' '.join(known)}")
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _proofs(item: pytest.Item) -> list[str]:
    return [str(mark.args[0]) for mark in item.iter_markers("proof") if mark.args]


LONG = ("journeys", "demo")
PAGES_AT_ONCE = 20


def _share_out(items: list[pytest.Item]) -> None:
    """Give each process whole units of the long tests, and those first.

    Tests of a file there have a costly common beginning and stay together; the walk over every
    page is one file of hundreds and is cut. What comes last are short tests, so that no process
    waits for another at the end.
    """
    seen: Counter[str] = Counter()
    for item in items:
        if not set(LONG) & set(item.path.parts):
            continue
        name = "demo" if "demo" in item.path.parts else item.path.stem
        seen[name] += 1
        part = seen[name] // PAGES_AT_ONCE if name == "test_every_page" else 0
        item.add_marker(pytest.mark.xdist_group(f"{name}-{part}"))
    items.sort(key=lambda item: not set(LONG) & set(item.path.parts))


@pytest.fixture(scope="session", params=_databases())
def database(request: pytest.FixtureRequest) -> Iterator[tuple[str, Path]]:
    """The address of an empty database of each kind, and an instance folder."""
    folder = _fast_folder()
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'test.sqlite3'}", folder
    else:
        name = f"cho_phien_{os.getpid()}"
        with psycopg.connect(POSTGRES.replace("+psycopg", ""), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name}")
            # Nobody needs a test's rows after a power cut, so no commit waits for the disk.
            server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
            yield re.sub(r"/[^/]*$", f"/{name}", POSTGRES), folder
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def app(database: tuple[str, Path]) -> Iterator[Flask]:
    """The application on one database, its tables made from the models."""
    url, folder = database
    app = create_app(
        {
            "TESTING": True,
            "INSTANCE": str(folder),
            "SQLALCHEMY_DATABASE_URI": url,
            "PASSWORD_COST": "test",
            "RATELIMIT_ENABLED": False,
            "SERVER_NAME": None,
        }
    )
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@cache
def _emptying(number: int) -> tuple[sa.TextClause, dict[str, sa.Delete]]:
    """The question which of so many tables have rows, and how to empty each, in a safe order."""
    tables = list(reversed(db.metadata.sorted_tables))
    assert len(tables) == number
    asked = (f"SELECT '{t.name}' WHERE EXISTS (SELECT 1 FROM \"{t.name}\")" for t in tables)  # noqa: S608 -- our own names
    return sa.text(" UNION ALL ".join(asked)), {t.name: sa.delete(t) for t in tables}


def _empty_tables() -> None:
    """Empty the tables that have rows; asking costs less than deleting nothing from each."""
    db.session.remove()
    filled, deletes = _emptying(len(db.metadata.tables))
    with db.engine.connect() as connection:
        names = set(connection.scalars(filled))
    if not names:
        return
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for name, delete in deletes.items():
            if name in names:
                connection.execute(delete)


@pytest.fixture
def session(app: Flask, at: datetime) -> Iterator[Any]:
    """An app context inside one writing transaction, for tests of services; nothing is kept."""
    with app.app_context():
        token = core_db._writing.set(True)
        yield db.session
        db.session.rollback()
        core_db._writing.reset(token)
        _empty_tables()


@pytest.fixture
def committed(app: Flask, at: datetime) -> Iterator[Callable[..., Any]]:
    """Empty tables for tests of pages and races: ``committed(make, …)`` runs a factory and commits.

    Returns the id (or tuple of ids, or the value) that the factory's row has.
    """

    def run(make: Callable[..., Any], *args: Any, **values: Any) -> Any:
        with app.app_context(), core_db.transaction():
            made = make(*args, **values)
            db.session.flush()
            return getattr(made, "id", made)

    yield run
    with app.app_context():
        _empty_tables()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Now, for the test: the clock stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


class Browser(FlaskClient):
    """A test client that signs in and fills forms with their real CSRF token."""

    def sign_in(self, user_id: int) -> "Browser":
        """Be this user from now on."""
        from accounts.sign_in.models import User  # noqa: PLC0415 -- models load with the app

        with self.application.app_context():
            identity = db.session.get_one(User, user_id).get_id()
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"] = identity, True
        return self

    def token(self, page: str) -> str:
        """The CSRF token of a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page).text)
        return found[1] if found else ""

    def submit(
        self, url: str, data: dict[str, Any] | None = None, *, page: str | None = None
    ) -> TestResponse:
        """Open the page (``url`` unless given), take its token, post the form."""
        values = {"csrf_token": self.token(page or url), **(data or {})}
        return self.post(url, data=values)


@pytest.fixture
def client(app: Flask, committed: Callable[..., Any]) -> FlaskClient:
    """A browser without a session, on empty tables."""
    return app.test_client()


factories.register(NOW)
