"""The migrations make the tables that the models describe, and can be undone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from core.db import db
from run import create_app  # noqa: TID251 -- a second application on a fresh database

Inside = tuple[Any, str]


@pytest.fixture
def fresh(database: tuple[str, Path], tmp_path: Path) -> Iterator[Any]:
    """An application whose database has no tables yet."""
    url, _folder = database
    given = {"TESTING": True, "INSTANCE": str(tmp_path), "PASSWORD_COST": "test"}
    if url.startswith("sqlite"):
        app = create_app(
            given | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'fresh.sqlite3'}"}
        )
        with app.app_context():
            yield app
        return
    name = f"cho_phien_fresh_{os.getpid()}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    app = create_app(given | {"SQLALCHEMY_DATABASE_URI": f"{url.rpartition('/')[0]}/{name}"})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def test_the_migrations_make_what_the_models_say(fresh: Any) -> None:
    upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_named_constraint_of_the_models_is_in_the_database(fresh: Any) -> None:
    upgrade()

    inspector = sa.inspect(db.engine)
    missing = []
    for table in db.metadata.sorted_tables:
        there = {row["name"] for row in inspector.get_unique_constraints(table.name)}
        there |= {row["name"] for row in inspector.get_indexes(table.name)}
        there |= {row["name"] for row in inspector.get_check_constraints(table.name)}
        wanted = {str(index.name) for index in table.indexes}
        wanted |= {
            str(constraint.name)
            for constraint in table.constraints
            if isinstance(constraint, sa.UniqueConstraint | sa.CheckConstraint)
        }
        missing += sorted(wanted - there)
    assert missing == []


def test_migrations_go_down_and_up_again(fresh: Any) -> None:
    upgrade()
    downgrade(revision="base")
    left = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    upgrade()

    assert left == set()
    assert "meetings" in sa.inspect(db.engine).get_table_names()
