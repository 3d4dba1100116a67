"""What staff do with an import: upload, say which column is what, decide, start, undo, delete.

The long work is done by jobs (``events.imports.jobs``). All flush, none commits.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import jobs
from core.activity import record
from core.db import db, lock
from events.imports import queries
from events.imports.columns import columns_of, missing
from events.imports.errors import (
    ColumnMissing,
    ColumnTwice,
    NotADuplicate,
    NothingToWrite,
    WrongState,
)
from events.imports.models import Import, ImportRow
from events.imports.states import (
    BEFORE_WRITING,
    Fate,
    ImportKind,
    ImportState,
    RowState,
    may_become,
)

CHECK, WRITE, UNDO = "imports.check", "imports.write", "imports.undo"
DECISIONS = ("", "same", "new")


def start_import(kind: ImportKind, *, by: Any, at: datetime, **values: Any) -> Import:
    """Keep what was uploaded; which column is what is said next."""
    one = Import(kind=kind, created_at=at, created_by_id=getattr(by, "id", None), **values)
    db.session.add(one)
    record("import:uploaded", one, actor=by, at=at, kind=kind.value)
    return one


def move(one: Import, state: ImportState) -> None:
    """Go on to a state; of two who do so at once, one does. Raises WrongState."""
    lock(one)
    if not may_become(one.state, state):
        raise WrongState
    one.state = state


def choose_columns(one: Import, mapping: Mapping[str, int], *, by: Any, at: datetime) -> None:
    """Say which column is what, and have every row looked at.

    Raises
    ------
    WrongState, ColumnMissing, ColumnTwice
    """
    labels = {column.key: column.label for column in _columns(one)}
    for key, place in mapping.items():
        if list(mapping.values()).count(place) > 1:
            raise ColumnTwice(name=labels[key])
    if gaps := missing(one.kind, mapping):
        raise ColumnMissing(names=[[labels[key] for key in gap] for gap in gaps])
    move(one, ImportState.CHECKING)
    one.mapping, one.problem = dict(mapping), {}
    _queue(one, CHECK, by=by, at=at)


def _columns(one: Import) -> Any:
    return columns_of(one.kind, at_event=one.event_id is not None)


def _queue(one: Import, kind: str, *, by: Any, at: datetime, total: int = 0) -> None:
    job = jobs.put(
        kind,
        at=at,
        payload={"import_id": one.id},
        event_id=one.event_id,
        started_by_id=getattr(by, "id", None),
        total=total,
    )
    one.job_id = job.id


def decide(row: ImportRow, one: Import, decision: str, *, by: Any, at: datetime) -> None:
    """Say of a likely duplicate whether it is the same, another one, or is to be left out.

    Raises
    ------
    WrongState, NotADuplicate
    """
    lock(one)
    if one.state is not ImportState.CHECKED:
        raise WrongState
    if row.fate is not Fate.DUPLICATE or decision not in DECISIONS:
        raise NotADuplicate
    row.decision = decision
    record("import:decided", one, actor=by, at=at, row=row.number, decision=decision)


def write_rows(one: Import, *, by: Any, at: datetime) -> None:
    """Have the rows written. Raises WrongState, NothingToWrite."""
    move(one, ImportState.RUNNING)
    total = queries.count(queries.to_write(one.id))
    if total == 0:
        raise NothingToWrite
    _queue(one, WRITE, by=by, at=at, total=total)
    record("import:started", one, actor=by, at=at, rows=total)


def undo_rows(one: Import, *, by: Any, at: datetime) -> None:
    """Have taken back what was written and not touched since. Raises WrongState."""
    move(one, ImportState.UNDOING)
    total = queries.count(queries.to_undo(one.id))
    _queue(one, UNDO, by=by, at=at, total=total)
    record("import:undoing", one, actor=by, at=at, rows=total)


def go_on(one: Import, *, by: Any, at: datetime) -> None:
    """Take up work whose job gave up, where it stopped. Raises WrongState."""
    lock(one)
    job = one.job
    if job is None or job.state is not jobs.JobState.FAILED:
        raise WrongState
    _queue(one, job.kind, by=by, at=at, total=job.total)
    record("import:resumed", one, actor=by, at=at)


def delete_import(one: Import, *, by: Any, at: datetime) -> str:
    """Forget an import that wrote nothing; the key of its file. Raises WrongState."""
    lock(one)
    if one.state not in BEFORE_WRITING:
        raise WrongState
    record("import:deleted", one, actor=by, at=at)
    key = one.file_key
    db.session.execute(sa.delete(ImportRow).where(ImportRow.import_id == one.id))
    db.session.delete(one)
    db.session.flush()
    return key


def finish(one: Import, state: ImportState, *, by: Any, at: datetime, **details: Any) -> None:
    """Note that the work of a job is done."""
    move(one, state)
    if state is ImportState.DONE:
        one.finished_at = at
    if state is ImportState.UNDONE:
        one.undone_at = at
    record(f"import:{state.value}", one, actor=by, at=at, **details)


def done_counts(one: Import) -> dict[str, int]:
    """How many rows are how far, for the activity."""
    return {
        state.value: number
        for state, number in queries.state_counts(one.id).items()
        if state is not RowState.PLANNED
    }
