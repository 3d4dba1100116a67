"""The database: base class, column types, transactions, and named constraints.

Writing happens inside :func:`transaction` only. On SQLite it takes a file lock and
``BEGIN IMMEDIATE``, so writers queue instead of failing; the session starts afresh
there, so what a service checks is read under that lock.
"""

import contextlib
import enum
import functools
import re
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry

from core.errors import Busy, DomainError
from core.locks import file_lock


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """Aware moments only, kept in UTC on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive times; SQLite keeps no zone, so it gets plain UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a naive datetime reached the database"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Hand the moment back aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share: names for constraints, aware times, enums by value."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UTCDateTime(),
            uuid.UUID: sa.Uuid(),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
            list[str]: sa.JSON(),
            enum.Enum: sa.Enum(
                enum.Enum,
                native_enum=False,
                length=24,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})
migrate = Migrate(render_as_batch=True, compare_type=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

T = TypeVar("T", bound=Base)
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class _WriteQueue:
    """Writers of one SQLite file stand in line at a file lock, across threads and processes."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.thread_lock = threading.Lock()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        with file_lock(self.path) if self.path is not None else self.thread_lock:
            yield


def prepare_engine(engine: Engine) -> None:
    """Give an SQLite engine its pragmas, its explicit BEGIN, and its write queue."""
    if engine.dialect.name != "sqlite":
        return
    name = engine.url.database
    on_disk = name not in (None, "", ":memory:")
    lock_path = Path(f"{name}-write.lock") if on_disk else None
    engine.__dict__["write_queue"] = _WriteQueue(lock_path)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so savepoints work
        cursor = connection.cursor()
        if on_disk:
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if "without_begin" in connection.get_execution_options():
            return  # see core/single_statements.py
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(Session, "before_flush")
def _writes_need_a_transaction(session: Session, _context: Any, _instances: Any) -> None:
    if _writing.get():
        return
    changed = session.new or session.deleted or any(session.is_modified(o) for o in session.dirty)
    if changed:
        message = "write outside `with transaction():`"
        raise RuntimeError(message)


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it; an inner one joins the outer.

    Objects loaded before are read again inside, under the write lock on SQLite.
    """
    if _writing.get():
        yield
        return
    queue = db.engine.__dict__.get("write_queue")
    db.session.rollback()  # ends the reading transaction; nothing can be pending here
    token = _writing.set(True)
    try:
        with queue.turn() if queue else contextlib.nullcontext():
            try:
                yield
                db.session.commit()
            except BaseException:
                db.session.rollback()
                raise
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}:
            raise Busy from error
        raise
    finally:
        _writing.reset(token)


def broken_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that the database refused, where it tells.

    SQLite tells the columns of a unique constraint; the name is looked up in the metadata.
    """
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        name = diagnostics.constraint_name
        return str(name) if name else None
    text = str(error.orig)
    if match := re.match(r"CHECK constraint failed: (\w+)", text):
        return match[1]
    if match := re.match(r"UNIQUE constraint failed: index '(\w+)'", text):
        return match[1]
    if match := re.match(r"UNIQUE constraint failed: (.+)", text):
        return _unique_by_columns(match[1].split(", "))
    return None


def _unique_by_columns(qualified: list[str]) -> str | None:
    table = db.metadata.tables.get(qualified[0].partition(".")[0])
    if table is None:
        return None
    columns = {part.partition(".")[2] for part in qualified}
    uniques: list[sa.UniqueConstraint | sa.Index] = [
        c for c in table.constraints if isinstance(c, sa.UniqueConstraint)
    ]
    uniques += [index for index in table.indexes if index.unique]
    for unique in uniques:
        if {column.name for column in unique.columns} == columns:
            return str(unique.name)
    return None


@contextlib.contextmanager
def constraints(clashes: Mapping[str, type[DomainError]]) -> Iterator[None]:
    """Run the block in a savepoint; a broken constraint becomes the error it stands for.

    A constraint without an entry is a bug and is raised as it is.
    """
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as error:
        clash = clashes.get(broken_constraint(error) or "")
        if clash is None:
            raise
        raise clash from error


def lock(row: T) -> T:
    """Read a row again and hold it until the transaction ends (a no-op lock on SQLite)."""
    # Only the row itself: what it was loaded with by outer joins cannot be locked.
    db.session.refresh(row, with_for_update={"of": type(row)})
    return row


def changed(statement: sa.UpdateBase) -> int:
    """Run an UPDATE or DELETE; how many rows it touched: a conditional one decides races."""
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def joined(*columns: Any) -> sa.ColumnElement[str]:
    """All rows' values as one text, made inside the database: for telling that nothing changed."""
    texts: list[sa.ColumnElement[str]] = [
        sa.func.coalesce(sa.cast(column, sa.String), sa.literal_column("''")) for column in columns
    ]
    row = functools.reduce(lambda one, other: one + sa.literal_column("':'") + other, texts)
    return sa.func.aggregate_strings(row, ";")
