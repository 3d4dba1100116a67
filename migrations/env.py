"""Alembic's environment: the app's engine and metadata, batch mode for SQLite."""

import contextlib
from collections.abc import Iterator
from typing import Any, Literal

from alembic import context
from flask import current_app

from core.db import UTCDateTime, db


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our column type with its import."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen.imports.add("from core.db import UTCDateTime")
        return "UTCDateTime()"
    return False


@contextlib.contextmanager
def _free_to_rebuild(connection: Any) -> Iterator[None]:
    """Batch mode copies a table and drops the old one: SQLite must not delete what hangs on it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection  # outside any transaction, where it counts
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def run_online() -> None:
    """Migrate the app's database."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection, _free_to_rebuild(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_online()
