"""What pages and jobs ask about imports and their rows."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from events.imports.models import Import, ImportRow
from events.imports.states import WRITING, Fate, ImportState, RowState

BATCH = 25


def imports_of(event_id: int | None) -> sa.Select[Any]:
    """The imports of an event, or those of the whole catalogue; the newest first."""
    mine = Import.event_id.is_(None) if event_id is None else Import.event_id == event_id
    return (
        sa.select(Import)
        .where(mine)
        .order_by(Import.created_at.desc(), Import.id.desc())
        .options(joinedload(Import.created_by), joinedload(Import.event))
    )


def fate_counts(import_ids: Iterable[int]) -> dict[int, dict[Fate, int]]:
    """How many rows of each import have each fate."""
    found: dict[int, dict[Fate, int]] = {}
    rows = db.session.execute(
        sa.select(ImportRow.import_id, ImportRow.fate, sa.func.count())
        .where(ImportRow.import_id.in_(list(import_ids)))
        .group_by(ImportRow.import_id, ImportRow.fate)
    )
    for import_id, fate, count in rows:
        found.setdefault(import_id, {})[fate] = int(count)
    return found


def state_counts(import_id: int) -> dict[RowState, int]:
    """How many rows of an import are how far."""
    rows = db.session.execute(
        sa.select(ImportRow.state, sa.func.count())
        .where(ImportRow.import_id == import_id)
        .group_by(ImportRow.state)
    )
    return {state: int(count) for state, count in rows}


def rows_of(import_id: int, fate: Fate | None = None) -> sa.Select[Any]:
    """The rows of an import in their order, all or those of one fate."""
    rows = sa.select(ImportRow).where(ImportRow.import_id == import_id)
    if fate is not None:
        rows = rows.where(ImportRow.fate == fate)
    return rows.order_by(ImportRow.number)


def kept_rows(import_id: int) -> sa.Select[Any]:
    """The rows that undoing left, for they were touched since."""
    return rows_of(import_id).where(ImportRow.state == RowState.KEPT)


def to_write(import_id: int) -> sa.ColumnElement[bool]:
    """Rows that are still to be written."""
    decided = sa.and_(ImportRow.fate == Fate.DUPLICATE, ImportRow.decision != "")
    return sa.and_(
        ImportRow.import_id == import_id,
        ImportRow.state == RowState.PLANNED,
        sa.or_(ImportRow.fate.in_(WRITING), decided),
    )


def undecided(import_id: int) -> sa.ColumnElement[bool]:
    """Likely duplicates of which nobody has said what they are."""
    return sa.and_(
        ImportRow.import_id == import_id,
        ImportRow.fate == Fate.DUPLICATE,
        ImportRow.decision == "",
    )


def to_undo(import_id: int) -> sa.ColumnElement[bool]:
    """Rows that were written and can be taken back."""
    return sa.and_(ImportRow.import_id == import_id, ImportRow.state == RowState.DONE)


def count(condition: sa.ColumnElement[bool]) -> int:
    """How many rows a condition holds for."""
    return int(
        db.session.scalar(sa.select(sa.func.count()).select_from(ImportRow).where(condition)) or 0
    )


def next_rows(condition: sa.ColumnElement[bool], *, backwards: bool = False) -> list[ImportRow]:
    """The next rows to work on, held until the transaction ends; those of another runner not."""
    order = ImportRow.number.desc() if backwards else ImportRow.number
    rows = sa.select(ImportRow).where(condition).order_by(order).limit(BATCH)
    return list(db.session.scalars(rows.with_for_update(skip_locked=True)))


def same_file_before(one: Import) -> Import | None:
    """An earlier import of the very same file that was carried out, if there is one."""
    mine = Import.event_id.is_(None) if one.event_id is None else Import.event_id == one.event_id
    return db.session.scalar(
        sa.select(Import)
        .where(
            mine,
            Import.file_hash == one.file_hash,
            Import.kind == one.kind,
            Import.state == ImportState.DONE,
            Import.id < one.id,
        )
        .order_by(Import.id.desc())
        .limit(1)
    )
