"""Statements that are a transaction each, for the few calls whose every millisecond counts.

PostgreSQL is asked without BEGIN and COMMIT, on connections of their own where each statement is
planned once: a transaction that is rolled back makes a connection forget its plans. On SQLite one
writer follows the other, and each waits for the disk: so whoever comes first also writes for those
in the same process who wait behind it, and all wait for the disk once. Nobody is answered before
their statement is on it.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from core.db import db

RESTED_SECONDS = 1.0  # a connection that was not used for so long may be dead
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class Singles:
    """A connection to read on, and a way to write one statement."""

    connection: sa.Connection
    write: Callable[[sa.Executable, Mapping[str, Any]], Any]


@contextlib.contextmanager
def single_statements() -> Iterator[Singles]:
    """Read without a transaction; ``write`` returns the first value, or None, once it is kept.

    Not inside ``transaction()``, whose write lock it would wait for; a reading one ends here, so
    that nobody holds two connections.
    """
    if db.session.registry.has():
        db.session.rollback()
    engine = db.engine
    queue = engine.__dict__.get("write_queue")
    if queue is None:
        with engine_alone(engine).connect() as connection:
            yield Singles(connection, connection.scalar)
        return
    line = engine.__dict__.setdefault("line", _Line(queue.turn))
    with engine.connect().execution_options(without_begin=True) as connection:
        yield Singles(connection, lambda asked, values: line.write(asked, values, connection))


def engine_alone(engine: sa.Engine) -> sa.Engine:
    """On whose connections single statements run; on SQLite they share those of all others."""
    if engine.dialect.name == "sqlite":
        return engine
    with _making:
        found: sa.Engine | None = engine.__dict__.get("alone")
        if found is None:
            found = engine.__dict__["alone"] = _make_alone(engine)
    return found


def _make_alone(engine: sa.Engine) -> sa.Engine:
    alone = sa.create_engine(
        engine.url,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_size=10,
        max_overflow=20,
    )

    @event.listens_for(alone, "connect")
    def _plan_once(connection: Any, _record: Any) -> None:
        connection.prepare_threshold = 0
        connection.execute("SET plan_cache_mode = force_generic_plan")  # all go by unique keys
        connection.commit()

    @event.listens_for(alone, "checkin")
    def _rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(alone, "checkout")
    def _ask_whether_it_lives(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < RESTED_SECONDS:
            return
        try:
            alone.dialect.do_ping(connection)
        except Exception as error:
            raise sa.exc.InvalidatePoolError from error  # the pool connects anew

    @event.listens_for(engine, "engine_disposed")
    def _dispose(_engine: Any) -> None:
        alone.dispose()

    return alone


class _Wish:
    """One statement that somebody wants to write, and what came of it."""

    __slots__ = ("error", "is_done", "statement", "value", "values", "woken")

    def __init__(self, statement: sa.Executable, values: Mapping[str, Any]) -> None:
        self.statement, self.values = statement, values
        self.value: Any = None
        self.error: BaseException | None = None
        self.is_done = False
        self.woken = threading.Lock()
        self.woken.acquire()

    def end(self, value: Any = None, error: BaseException | None = None) -> None:
        """Know what came of it."""
        self.value, self.error, self.is_done = value, error, True


class _Line:
    """Who wants to write; the first in line writes for all who stand there when its turn comes."""

    def __init__(self, turn: Callable[[], AbstractContextManager[None]]) -> None:
        self._turn = turn  # among all processes, and with whole transactions
        self._guard = threading.Lock()
        self._wishes: list[_Wish] = []
        self._is_led = False

    def write(
        self, statement: sa.Executable, values: Mapping[str, Any], connection: sa.Connection
    ) -> Any:
        """Write it, or let it be written; its first value."""
        mine = _Wish(statement, values)
        with self._guard:
            self._wishes.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            mine.woken.acquire()  # it is written, or it is our turn to lead
        if not mine.is_done:
            self._lead(connection)
        if mine.error is not None:
            raise mine.error
        return mine.value

    def _lead(self, connection: sa.Connection) -> None:
        taken: list[_Wish] = []
        try:
            with self._turn():
                taken = self._take()
                _fulfil(taken, connection)
        except BaseException as error:  # noqa: BLE001 -- nobody may wait for ever; the leader raises it
            taken = taken or self._take()
            for wish in taken:
                if not wish.is_done:
                    wish.end(error=error)
        finally:
            self._hand_on(taken)

    def _take(self) -> list[_Wish]:
        with self._guard:
            taken, self._wishes = self._wishes, []
        return taken

    def _hand_on(self, taken: Sequence[_Wish]) -> None:
        """Wake those who are done, and the next to lead."""
        with self._guard:
            following = self._wishes[:1]
            self._is_led = bool(following)
        for wish in (*taken, *following):
            wish.woken.release()


def _fulfil(wishes: Sequence[_Wish], connection: sa.Connection) -> None:
    """Write all at once; where one fails, each alone, so that it fails for its own caller."""
    try:
        _commit(wishes, connection)
    except Exception as error:  # noqa: BLE001 -- told to whom it concerns
        if len(wishes) == 1:
            wishes[0].end(error=error)
            return
        for wish in wishes:
            _fulfil([wish], connection)


def _commit(wishes: Sequence[_Wish], connection: sa.Connection) -> None:
    raw: Any = connection.connection.driver_connection
    raw.execute("BEGIN IMMEDIATE")
    try:
        values = [connection.execute(wish.statement, wish.values).scalar() for wish in wishes]
        raw.commit()
    except BaseException:
        raw.rollback()
        raise
    for wish, value in zip(wishes, values, strict=True):
        wish.end(value)
