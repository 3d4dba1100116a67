"""A job is a row: done once, tried again after a failure, found again after a crash."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from jinja2 import DictLoader
from sqlalchemy.exc import IntegrityError

from core import jobs, outbox
from core.db import db
from core.jobs import Job, JobState


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []
    monkeypatch.setitem(jobs._handlers, "count", lambda job: seen.append(job.id))
    monkeypatch.setitem(jobs._handlers, "fail", lambda _job: 1 / 0)
    return seen


def _state(app: Any, job_id: int) -> JobState:
    with app.app_context():
        return db.session.get_one(Job, job_id).state


def test_a_waiting_job_is_done_once(
    app: Any, committed: Any, at: datetime, runs: list[int]
) -> None:
    job_id = committed(jobs.put, "count", at=at)
    with app.app_context():
        jobs.run_waiting(at=at)
        jobs.run_waiting(at=at)

    assert (runs, _state(app, job_id)) == ([job_id], JobState.DONE)


def test_a_failing_job_is_tried_again_and_then_given_up(
    app: Any, committed: Any, at: datetime, runs: list[int]
) -> None:
    job_id = committed(jobs.put, "fail", at=at)
    with app.app_context():
        for _round in range(jobs.MAX_ATTEMPTS):
            jobs.run_waiting(at=at)

    assert _state(app, job_id) is JobState.FAILED


def test_a_job_whose_runner_died_is_found_again(
    app: Any, committed: Any, at: datetime, runs: list[int]
) -> None:
    job_id = committed(jobs.put, "count", at=at, state=JobState.RUNNING)
    with app.app_context():
        early = jobs.sweep(at=at + timedelta(minutes=1))
        late = jobs.sweep(at=at + timedelta(minutes=6))
        jobs.run_waiting(at=at)

    assert (early, late, runs) == (0, 1, [job_id])


def test_the_same_key_is_queued_once(session: Any, at: datetime) -> None:
    jobs.put("count", at=at, key="k")

    with pytest.raises(IntegrityError):
        jobs.put("count", at=at, key="k")


def test_a_job_that_ends_its_runner_time_and_again_is_given_up(
    app: Any, committed: Any, at: datetime, runs: list[int]
) -> None:
    job_id = committed(jobs.put, "count", at=at, state=JobState.RUNNING, attempts=jobs.MAX_ATTEMPTS)
    with app.app_context():
        jobs.sweep(at=at + timedelta(minutes=6))
        jobs.run_waiting(at=at)

    assert (_state(app, job_id), runs) == (JobState.FAILED, [])


def test_mail_and_short_jobs_go_on_while_a_long_job_works(
    app: Any,
    committed: Any,
    at: datetime,
    runs: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loader = DictLoader({"mail/hello.txt": "Hello\n\nAll is well."})
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    begun, may_end = threading.Event(), threading.Event()

    def work(_job: Job) -> None:
        begun.set()
        assert may_end.wait(30)

    monkeypatch.setitem(jobs._handlers, "long", work)
    monkeypatch.setattr(jobs, "_long", {"long"})

    def make() -> tuple[int, int, int]:
        mail = outbox.put("ai@test.invalid", "hello", language="vi", at=at)
        db.session.flush()
        return jobs.put("long", at=at).id, jobs.put("count", at=at).id, mail.id

    long_id, short_id, mail_id = committed(make)
    worker = threading.Thread(target=jobs.do_long, args=(app,))
    worker.start()
    try:
        assert begun.wait(30)
        app.extensions["jobs_tick"]()
        states = _state(app, long_id), _state(app, short_id)
        with app.app_context():
            sent = db.session.get_one(outbox.OutboxMessage, mail_id).sent_at
    finally:
        may_end.set()
        worker.join()

    assert (states, runs) == ((JobState.RUNNING, JobState.DONE), [short_id])
    assert sent is not None
    assert _state(app, long_id) is JobState.DONE
