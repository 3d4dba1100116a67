"""Counting what a page asks of the database."""

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask

from core.db import db
from core.single_statements import engine_alone

HOUSEKEEPING = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")


@contextlib.contextmanager
def count_queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent while the block runs; their number is the list's length."""
    with app.app_context():
        engines = {db.engine, engine_alone(db.engine)}
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(HOUSEKEEPING):
            sent.append(statement)

    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)
