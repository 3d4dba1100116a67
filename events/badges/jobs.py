"""The making of a batch: part after part; a run that broke off goes on where it stopped."""

from pathlib import Path

from flask import current_app
from flask_babel import force_locale

from core import clock, jobs
from core.db import db, transaction
from core.i18n import DEFAULT_LANGUAGE
from core.pdf import fonts_folder
from events.badges.files import PART, part_path, parts_of, remove_parts, there, write_part
from events.badges.models import BadgeBatch
from events.badges.queries import registrations_in
from events.badges.services import MAKE
from events.badges.sheet import sheets_pdf
from events.registration.views.pieces import badge_of

BEAT = 25  # badges between two words on how far it is


def folder() -> Path:
    """Where the files of batches are kept."""
    return Path(current_app.instance_path) / "badges"


@jobs.handler(MAKE)
def make_batch(job: jobs.Job) -> None:
    """Draw the parts that are not there yet; may run twice."""
    job_id, batch = job.id, db.session.get(BadgeBatch, job.payload["batch_id"])
    if batch is None:
        return  # thrown away meanwhile
    batch_id, people, key, layout = batch.id, batch.people, batch.file_key, batch.layout

    def tell(done: int) -> None:
        if done % BEAT == 0 or done == people:
            row = db.session.get_one(jobs.Job, job_id)
            jobs.beat(row, done=done, total=people, at=clock.now())

    last = 0
    for number in range(1, parts_of(people) + 1):
        rows = registrations_in(batch_id, after=last, limit=PART)
        path = part_path(folder(), key, number)
        if path is None or not rows:
            return
        last, drawn = rows[-1][0], (number - 1) * PART
        if path.exists():
            continue
        with force_locale(DEFAULT_LANGUAGE):
            badges = [badge_of(registration) for _print_id, registration in rows]
            title = badges[0].event
        document = sheets_pdf(
            badges,
            layout,
            fonts=fonts_folder(),
            title=title,
            tell=lambda done, drawn=drawn: tell(drawn + done),  # type: ignore[misc]
        )
        write_part(path, document)
    _finish(batch_id, key)


def _finish(batch_id: int, key: str) -> None:
    size = sum(path.stat().st_size for path in there(folder(), key))
    with transaction():
        batch = db.session.get(BadgeBatch, batch_id)
        if batch is not None:
            batch.made_at, batch.bytes = clock.now(), size
            return
    remove_parts(folder(), key)
