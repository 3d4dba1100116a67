"""Plans of meetings as files: drawn in the background, kept for a week with the other papers."""

import sqlalchemy as sa
from flask_babel import force_locale

from core import clock, jobs
from core.db import db
from events.programme.models import Event
from reports.paper.jobs import file_of, folder
from reports.paper.planned import KINDS, prepare

JOB = "paper_plans"
TELL_EVERY = 10  # sheets


@jobs.handler(JOB)
def draw(job: jobs.Job) -> None:
    """Draw one kind of plan; a second run draws it again into the same place."""
    folder().mkdir(parents=True, exist_ok=True)
    event = db.session.get_one(Event, job.event_id)
    with force_locale(job.payload.get("language", "vi")):
        prepared = prepare(event, job.payload["kind"], at=clock.now())

        def tell(done: int) -> None:
            if done % TELL_EVERY == 0 or done == prepared.total:
                jobs.beat(job, done=done, total=prepared.total, at=clock.now())

        body = prepared.draw(tell)
    target = file_of(job, 1)
    partial = target.with_suffix(".part")
    partial.write_bytes(body)
    partial.replace(target)


def newest(event: Event) -> dict[str, jobs.Job]:
    """The last job of each kind of plan."""
    theirs = sa.select(jobs.Job).where(jobs.Job.kind == JOB, jobs.Job.event_id == event.id)
    found: dict[str, jobs.Job] = {}
    for job in db.session.scalars(theirs.order_by(jobs.Job.id)):
        if job.payload.get("kind") in KINDS:
            found[job.payload["kind"]] = job
    return found
