"""Proving that a constraint decides a race: many threads at once, and a control without it."""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask

from core.db import db

WAIT = 60


def race(app: Flask, n: int, act: Callable[[int], Any]) -> list[Any]:
    """What ``act(0)`` … ``act(n - 1)`` returned or raised, all let go at the same moment.

    Each runs in a thread with an app context of its own; an exception is an outcome, too.
    Give it ids, not rows, and let it open its own ``transaction()``.
    """
    start = threading.Barrier(n)
    outcomes: list[Any] = [None] * n

    def run(number: int) -> None:
        with app.app_context():
            start.wait(WAIT)
            try:
                outcomes[number] = act(number)
            except BaseException as error:  # noqa: BLE001 -- the outcome is what a race is about
                outcomes[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not any(thread.is_alive() for thread in threads), "a racer never came home"
    return outcomes


@contextlib.contextmanager
def without_constraint(app: Flask, table: str, name: str) -> Iterator[None]:
    """The control: the unique, check or index ``name`` is away, and put back afterwards.

    The rows of ``table`` are deleted before it comes back, for they may break it.
    """
    with app.app_context():
        db.session.remove()
        away, back = _statements(table, name)
        _run(away)
    try:
        yield
    finally:
        with app.app_context():
            db.session.remove()
            _run([f"DELETE FROM {table}", *back])  # noqa: S608 -- names from our own tests


def _run(statements: list[str]) -> None:
    """Outside any transaction on SQLite, where foreign keys can only then be switched off."""
    if db.engine.dialect.name != "sqlite":
        with db.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        return
    raw = db.engine.raw_connection()
    try:
        for statement in ["PRAGMA foreign_keys = OFF", *statements, "PRAGMA foreign_keys = ON"]:
            raw.execute(statement)
    finally:
        raw.close()


def _statements(table: str, name: str) -> tuple[list[str], list[str]]:
    """How to take a constraint away, and how to put it back."""
    if db.engine.dialect.name == "sqlite":
        return _sqlite(table, name)
    with db.engine.connect() as connection:
        definition = connection.scalar(
            sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
            {"name": name},
        )
        if definition is not None:
            return (
                [f"ALTER TABLE {table} DROP CONSTRAINT {name}"],
                [f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"],
            )
        index = connection.scalar(
            sa.text("SELECT indexdef FROM pg_indexes WHERE indexname = :name"), {"name": name}
        )
    assert index is not None, f"no constraint {name}"
    return [f"DROP INDEX {name}"], [str(index)]


def _sqlite(table: str, name: str) -> tuple[list[str], list[str]]:
    """SQLite cannot drop a table's constraint: the (empty or copied) table is made anew."""
    with db.engine.connect() as connection:
        known = {
            row.name: row.sql
            for row in connection.execute(
                sa.text("SELECT name, sql FROM sqlite_master WHERE tbl_name = :table AND sql > ''"),
                {"table": table},
            )
        }
    if name in known:
        return [f"DROP INDEX {name}"], [known[name]]
    full = known.pop(table)
    bare = re.sub(rf",\s*CONSTRAINT {name} (UNIQUE|CHECK) \((?:[^()]|\([^()]*\))*\)", "", full)
    assert bare != full, f"no constraint {name}"

    def made_anew(sql: str) -> list[str]:
        return [
            f"CREATE TEMP TABLE kept AS SELECT * FROM {table}",  # noqa: S608 -- see above
            f"DROP TABLE {table}",
            sql,
            f"INSERT INTO {table} SELECT * FROM kept",  # noqa: S608 -- see above
            "DROP TABLE kept",
            *known.values(),
        ]

    return made_anew(bare), made_anew(full)
