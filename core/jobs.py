"""Work that may wait: a ``job`` row in the business transaction is the truth, huey is the runner.

Huey forgets what a crash interrupts; the sweeper finds such rows by their silent
heartbeat and queues them again. A handler must therefore be safe to run twice.
"""

import enum
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, current_app
from huey import Huey, MemoryHuey, SqliteHuey
from huey.consumer import Consumer
from sqlalchemy.orm import Mapped, mapped_column

from core import clock, outbox
from core.db import Model, changed, db, transaction

log = logging.getLogger(__name__)
Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_long: set[str] = set()  # kinds that take minutes
SILENT_AFTER = timedelta(minutes=5)
MAX_ATTEMPTS = 5


class JobState(enum.StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """A piece of work, its progress and its fate."""

    __tablename__ = "jobs"
    __table_args__ = (sa.Index("ix_jobs_state_heartbeat_at", "state", "heartbeat_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None] = mapped_column(sa.Text)
    event_id: Mapped[int | None]
    started_by_id: Mapped[int | None]


def handler(kind: str, *, takes_minutes: bool = False) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind: called with the job, may run twice.

    What takes minutes has a line and a thread of its own, so that mail and short jobs go on.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        if takes_minutes:
            _long.add(kind)
        return function

    return register


Chore = TypeVar("Chore", bound=Callable[..., object])
_chores: list[Callable[..., object]] = []


def each_tick(chore: Chore) -> Chore:
    """Let a slice do a short chore, called with ``at``, whenever the runner ticks.

    It opens its own transaction and must be cheap when there is nothing to do.
    """
    if chore not in _chores:
        _chores.append(chore)
    return chore


def do_chores(*, at: datetime) -> None:
    """Do every chore; one that fails is logged and leaves the others alone."""
    for chore in _chores:
        try:
            chore(at=at)
        except Exception:
            log.exception("chore %s failed", getattr(chore, "__qualname__", chore))
            db.session.rollback()


def put(kind: str, *, at: datetime, key: str | None = None, **values: Any) -> Job:
    """Queue a job with the business change; ``payload=…``, ``event_id=…`` go to the row.

    The row is flushed; the runner picks it up after the commit.
    """
    job = Job(kind=kind, key=key, queued_at=at, heartbeat_at=at, **values)
    db.session.add(job)
    db.session.flush()
    return job


def beat(job: Job, *, done: int, total: int | None = None, at: datetime) -> None:
    """Say how far a running job is; each call is its own transaction."""
    with transaction():
        job.done, job.heartbeat_at = done, at
        if total is not None:
            job.total = total


def run(job_id: int, *, at: datetime) -> bool:
    """Do one waiting job, unless somebody else took it first."""
    with transaction():
        take = (
            sa.update(Job)
            .where(Job.id == job_id, Job.state == JobState.WAITING)
            .values(state=JobState.RUNNING, attempts=Job.attempts + 1, heartbeat_at=at)
        )
        if changed(take) == 0:
            return False
    job = db.session.get_one(Job, job_id)
    try:
        _handlers[job.kind](job)
    except Exception as error:
        log.exception("job %d (%s) failed", job_id, job.kind)
        db.session.rollback()
        with transaction():
            again = job.attempts < MAX_ATTEMPTS
            job.state = JobState.WAITING if again else JobState.FAILED
            job.error = repr(error)[:2000]
        return False
    with transaction():
        job.state, job.finished_at, job.error = JobState.DONE, clock.now(), None
    return True


def sweep(*, at: datetime) -> int:
    """Put jobs back in line whose runner fell silent; returns how many.

    One that has ended its runner time and again is given up.
    """
    silent = sa.and_(Job.state == JobState.RUNNING, Job.heartbeat_at < at - SILENT_AFTER)
    again = sa.update(Job).where(silent, Job.attempts < MAX_ATTEMPTS)
    with transaction():
        number = changed(again.values(state=JobState.WAITING))
        db.session.execute(
            sa.update(Job).where(silent).values(state=JobState.FAILED, error="the runner died")
        )
    return number


def run_waiting(*, at: datetime, limit: int = 20, long: bool | None = None) -> int:
    """Do the jobs that wait, oldest first; returns how many were done.

    ``long``: those alone that take minutes, or the others alone; None: all.
    """
    waiting = sa.select(Job.id).where(Job.state == JobState.WAITING).order_by(Job.id).limit(limit)
    if long is not None:
        waiting = waiting.where(Job.kind.in_(_long) if long else Job.kind.not_in(_long))
    ids = db.session.scalars(waiting).all()
    return sum(run(job_id, at=at) for job_id in ids)


class _EmbeddedConsumer(Consumer):
    """A consumer in threads of the serving process, which keeps its own signals."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the server."""


def make_huey(app: Flask) -> Huey:
    """The runner named by JOBS_URL: a file in the instance folder, Redis, or memory in tests."""
    url = app.config["JOBS_URL"]
    if app.testing:
        return MemoryHuey("cho-phien", immediate=True)
    if url.startswith("redis"):
        from huey import RedisHuey  # noqa: PLC0415 -- optional client library

        return RedisHuey("cho-phien", url=url)
    return SqliteHuey("cho-phien", filename=url or f"{app.instance_path}/jobs.sqlite3")


def init_app(app: Flask) -> None:
    """Give the app its runner and the tasks that tick."""
    huey = make_huey(app)
    app.extensions["huey"] = huey

    def tick() -> None:
        with app.app_context():
            at = clock.now()
            outbox.send_due(at=at)
            sweep(at=at)
            run_waiting(at=at, long=False)
            do_chores(at=at)

    app.extensions["jobs_tick"] = huey.task(name="tick")(tick)


_embedded: dict[str, Any] = {}


def start_embedded(app: Flask, *, every_seconds: float = 2.0) -> None:
    """Run jobs and mail in threads beside the server."""
    consumer = _EmbeddedConsumer(app.extensions["huey"], workers=1, periodic=False)
    consumer.start()
    stopping = threading.Event()

    def pulse() -> None:
        while not stopping.wait(every_seconds):
            if app.extensions["huey"].pending_count() == 0:
                app.extensions["jobs_tick"]()

    def labour() -> None:
        while not stopping.wait(every_seconds):
            do_long(app)

    threads = [
        threading.Thread(target=pulse, name="jobs-pulse", daemon=True),
        threading.Thread(target=labour, name="jobs-long", daemon=True),
    ]
    for thread in threads:
        thread.start()
    _embedded.update(consumer=consumer, stopping=stopping, threads=threads)


def do_long(app: Flask) -> None:
    """Do the oldest job that takes minutes, if one waits; what goes wrong is logged."""
    with app.app_context():
        try:
            run_waiting(at=clock.now(), limit=1, long=True)
        except Exception:
            log.exception("a long job could not be taken")
            db.session.rollback()


def stop() -> None:
    """Stop the threads; a job in hand is finished or swept up later."""
    if _embedded:
        _embedded["stopping"].set()
        _embedded["consumer"].stop(graceful=True)
        _embedded.clear()


def tick_soon() -> None:
    """Nudge the runner after a commit, so that mail does not wait for the pulse."""
    if not current_app.testing:
        current_app.extensions["jobs_tick"]()
