"""The long work of imports, in batches of one transaction each, so that a kill costs one batch.

Looking at a file begins anew after a kill, for it has written nothing that counts; writing
and undoing go on with the rows that are left.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from flask import current_app

from accounts.sign_in.models import User
from core import clock, jobs, outbox
from core.db import db, transaction
from core.sheets import BadFile, Line, open_table
from core.sheets.text import column_letter
from events.catalogue.tags import TagEntry, entries
from events.imports import files, queries, services
from events.imports.applying import apply_row, mark_written
from events.imports.columns import is_heading
from events.imports.errors import FileGone
from events.imports.intake import take_in
from events.imports.models import Import, ImportRow
from events.imports.planning import (
    REPEATED,
    Plan,
    Repeats,
    company_keys,
    plan_company,
    reason,
    refused,
)
from events.imports.products import company_of, plan_product, product_keys
from events.imports.reading import read_row
from events.imports.services import CHECK, UNDO, WRITE, done_counts, finish, move
from events.imports.states import Fate, ImportKind, ImportState
from events.imports.undoing import undo_row

LOOKED_AT = 200
KEPT_FOR = timedelta(days=30)


def folder() -> Path:
    """Where uploads are kept."""
    return Path(current_app.instance_path) / "imports"


def _import(job: jobs.Job) -> Import | None:
    return db.session.get(Import, job.payload["import_id"])


def _actor(job: jobs.Job) -> User | None:
    return db.session.get(User, job.started_by_id) if job.started_by_id else None


@jobs.handler(CHECK)
def check_file(job: jobs.Job) -> None:
    """Find out every row's fate; a file that breaks off on the way leaves no row."""
    one = _import(job)
    if one is None or one.state is not ImportState.CHECKING:
        return
    _forget_rows(one.id)
    try:
        _check_lines(job, one)
    except (BadFile, FileGone) as error:
        _forget_rows(one.id)
        with transaction():
            move(one, ImportState.BROKEN)
            one.problem = {"message": error.message, "values": error.values}
        return
    with transaction():
        finish(one, ImportState.CHECKED, by=_actor(job), at=clock.now())


def _breathe(job: jobs.Job, done: int) -> None:
    """Say how far the work is, and let mail go: one runner does both, and people wait for mail."""
    at = clock.now()
    jobs.beat(job, done=done, at=at)
    outbox.send_due(at=at)


def _forget_rows(import_id: int) -> None:
    with transaction():
        db.session.execute(sa.delete(ImportRow).where(ImportRow.import_id == import_id))


def _check_lines(job: jobs.Job, one: Import) -> None:
    path = files.path_of(one.file_key, folder())
    if path is None:
        raise FileGone
    repeats, done = Repeats(), 0
    with open_table(path, is_heading=is_heading) as table:
        for lines in _batches(table.lines, LOOKED_AT):
            known = entries() if one.kind is ImportKind.PRODUCTS else ()
            rows = [_checked(one, line, repeats, known) for line in lines]
            with transaction():
                db.session.execute(sa.insert(ImportRow), rows)
            done += len(rows)
            _breathe(job, done)


def _batches(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _checked(
    one: Import, line: Line, repeats: Repeats, known: tuple[TagEntry, ...]
) -> dict[str, Any]:
    """A line as a row of the dry run."""
    cells = {key: line.cells[place] for key, place in one.mapping.items() if _has(line, place)}
    said = read_row(one.kind, cells, known)
    used = set(one.mapping.values())
    wrong = [
        reason(problem.message, **problem.values)
        for problem in line.problems
        if problem.column is None or problem.column in used
    ]
    if wrong or said.wrong:
        # What could not be read is missing as well; only the cause is worth telling.
        plan = refused(*(wrong or said.wrong))
    else:
        plan = _plan(one, said.values, line.number, repeats)
    label = cells.get("name") or cells.get("name_vi") or cells.get("name_en") or ""
    return {
        "import_id": one.id,
        "number": line.number,
        "label": label[:200],
        "fate": plan.fate,
        "values": said.values,
        "cells": list(line.cells) if plan.fate is Fate.REFUSED else [],
        "changes": plan.changes,
        "reasons": plan.reasons + said.notes,
        "company_id": plan.company.id if plan.company else None,
        "product_id": plan.product.id if plan.product else None,
        "decision": "",
        "did": {},
    }


def _has(line: Line, place: int) -> bool:
    return place < len(line.cells)


def _plan(one: Import, values: dict[str, Any], number: int, repeats: Repeats) -> Plan:
    """The fate of a row; one that an earlier row of the file has told already is the same."""
    if one.kind is ImportKind.PRODUCTS:
        company = company_of(one, values)
        if isinstance(company, dict):
            return refused(company)
        before = repeats.first(product_keys(company, values), number)
        plan = Plan(Fate.SAME) if before else plan_product(one, values, company=company)
    else:
        before = repeats.first(company_keys(values), number)
        plan = Plan(Fate.SAME) if before else plan_company(one, values)
    if before:
        plan.reasons.append(reason(REPEATED, row=before))
    return plan


def _work(
    job: jobs.Job,
    one: Import,
    condition: sa.ColumnElement[bool],
    act: Callable[..., None],
    *,
    backwards: bool = False,
) -> bool:
    """Do all rows in batches; whether none is left (another runner may still hold some)."""
    actor = _actor(job)
    while True:
        at = clock.now()
        with transaction():
            rows = queries.next_rows(condition, backwards=backwards)
            for row in rows:
                act(one, row, actor=actor, at=at)
            mark_written(rows)
        left = queries.count(condition)
        _breathe(job, max(0, job.total - left))
        if not rows or not left:
            return left == 0


@jobs.handler(WRITE)
def write_file(job: jobs.Job) -> None:
    """Write the rows that are left to write."""
    one = _import(job)
    if one is None or one.state is not ImportState.RUNNING:
        return
    if _work(job, one, queries.to_write(one.id), apply_row):
        with transaction():
            finish(one, ImportState.DONE, by=_actor(job), at=clock.now(), **done_counts(one))
        files.remove(one.file_key, folder())  # its rows hold all that is still asked


@jobs.handler(UNDO)
def undo_file(job: jobs.Job) -> None:
    """Take back the rows that are left to take back, the last first."""
    one = _import(job)
    if one is None or one.state is not ImportState.UNDOING:
        return
    if _work(job, one, queries.to_undo(one.id), undo_row, backwards=True):
        with transaction():
            finish(one, ImportState.UNDONE, by=_actor(job), at=clock.now(), **done_counts(one))


@jobs.each_tick
def forget_old_files(*, at: datetime) -> int:
    """Delete uploads that nobody went on with for a month; how many."""
    place, oldest = folder(), (at - KEPT_FOR).timestamp()
    if not place.is_dir():
        return 0
    old = [path for path in place.iterdir() if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def bring_in(
    stream: IO[bytes], kind: ImportKind, *, file_name: str, event_id: int | None, by: Any
) -> int:
    """A list the whole way, at once: for commands, which have nobody to look at a trial run.

    Likely duplicates and refused rows are left out, as in an import without decisions. Each step
    is its own transaction. The id of the import.

    Raises
    ------
    BadFile, ColumnMissing, NothingToWrite
    """
    taken = take_in(stream, folder(), kind=kind, event_id=event_id)
    with transaction():
        one = services.start_import(kind, by=by, at=clock.now(), file_name=file_name, **taken)
        services.choose_columns(one, one.mapping, by=by, at=clock.now())
    import_id = one.id
    _do_now(one)
    if one.state is ImportState.BROKEN:
        raise BadFile
    with transaction():
        services.write_rows(one, by=by, at=clock.now())
    _do_now(one)
    return import_id


def _do_now(one: Import) -> None:
    if one.job_id is not None:
        jobs.run(one.job_id, at=clock.now())
        db.session.refresh(one)


def shown_column(place: int) -> str:
    """The letter of a column, for pages."""
    return column_letter(place)
