"""The papers of all firms of an event: drawn in the background, kept for a week."""

from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale

from core import clock, jobs
from core.db import db
from events.programme.models import Event
from reports.paper.kits import papers
from reports.paper.queries import exhibitors

JOB = "paper_kits"
AT_ONCE = 25  # firms in one part; a file has all parts one after the other
KEPT_FOR = timedelta(days=7)


def folder() -> Path:
    """Where finished papers lie."""
    return Path(current_app.instance_path) / "paper"


def file_of(job: jobs.Job, part: int) -> Path:
    """One part of a job's papers."""
    return folder() / f"{job.payload['name']}-{part}.pdf"


@jobs.handler(JOB)
def draw(job: jobs.Job) -> None:
    """Draw part after part; those that a kill left behind are not drawn again."""
    folder().mkdir(parents=True, exist_ok=True)
    event = db.session.get_one(Event, job.event_id)
    ids = [one.id for one in exhibitors(event)]
    parts = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    for number, part in enumerate(parts, start=1):
        target = file_of(job, number)
        if not target.exists():
            with force_locale(job.payload.get("language", "vi")):
                body = papers(event, exhibitors(event, part))
            partial = target.with_suffix(".part")
            partial.write_bytes(body)
            partial.replace(target)
        done = min(number * AT_ONCE, len(ids))
        jobs.beat(job, done=done, total=len(ids), at=clock.now())
        event = db.session.get_one(Event, job.event_id)


def newest(event: Event) -> jobs.Job | None:
    """The last job of an event's papers."""
    theirs = sa.select(jobs.Job).where(jobs.Job.kind == JOB, jobs.Job.event_id == event.id)
    return db.session.scalar(theirs.order_by(jobs.Job.id.desc()).limit(1))


@jobs.each_tick
def sweep_papers(*, at: datetime) -> int:
    """Delete papers that are a week old; how many."""
    if not folder().is_dir():
        return 0
    old = (at - KEPT_FOR).timestamp()
    gone = [path for path in folder().glob("*.pdf") if path.stat().st_mtime < old]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
