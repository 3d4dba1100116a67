"""Rows that point at a row, found in the schema: who gives up a row hands them all on.

Written for folding two rows into one. What a table may hold only once has been settled by its
slice before; a slice that forgot is told by the database, and nothing is lost.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.db import Base, db

Moved = dict[str, list[list[Any]]]


def references_to(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns of all tables whose foreign keys point at ``table.id``, in a lasting order."""
    found = {
        (foreign.parent.table.name, foreign.parent.name): foreign.parent
        for other in db.metadata.tables.values()
        for foreign in other.foreign_keys
        if foreign.column is table.c.id
    }
    return [found[key] for key in sorted(found)]


def hand_on(old: Base, new: Base, *, but: Iterable[str] = ()) -> Moved:
    """Let everything that points at ``old`` point at ``new``; the keys of the rows, by column.

    ``but`` names columns (``table.column``) that stay. Flushed; what the session had loaded is
    read again. Raises IntegrityError where a table holds such a row once for each.
    """
    left_alone = set(but)
    target: sa.Table = type(old).__table__  # type: ignore[assignment]
    old_id, new_id = old.id, new.id  # type: ignore[attr-defined]
    db.session.flush()
    moved: Moved = {}
    for column in references_to(target):
        table = column.table
        name = f"{table.name}.{column.name}"
        if name in left_alone:
            continue
        keys = db.session.execute(sa.select(*table.primary_key).where(column == old_id)).all()
        if keys:
            db.session.execute(sa.update(table).where(column == old_id).values({column: new_id}))
            moved[name] = [list(key) for key in keys]
    db.session.expire_all()
    return moved
