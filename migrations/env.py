"""Alembic's environment: the app's engine and metadata, batch mode for SQLite."""

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


def run_online() -> None:
    """Migrate the app's database."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
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
