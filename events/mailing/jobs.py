"""Mails to many go out in batches: each batch is one transaction, so a kill repeats nothing."""

import sqlalchemy as sa

from core import clock, jobs
from core.db import db, transaction
from events.mailing.models import Mailing, MailingReader
from events.mailing.segments import still_wants_news
from events.mailing.services import JOB, finish, queue_one
from events.mailing.states import MailingKind, MailingState

AT_ONCE = 50


@jobs.handler(JOB)
def send_mailing(job: jobs.Job) -> None:
    """Queue the mails of those who have none yet, until all have or somebody stops it."""
    mailing_id, done = job.payload["mailing_id"], job.done
    while True:
        with transaction():
            mailing = db.session.get(Mailing, mailing_id)
            if mailing is None or mailing.state is not MailingState.SENDING:
                return
            rows = _next(mailing_id)
            for row in rows:
                done += queue_one(mailing, row, wants=_wants(mailing, row), at=clock.now())
            if not rows:
                finish(mailing, at=clock.now())
                return
        jobs.beat(job, done=done, at=clock.now())


def _wants(mailing: Mailing, row: MailingReader) -> bool:
    if mailing.kind is MailingKind.SERVICE:
        return True
    return row.registration_id is not None and still_wants_news(row.registration_id)


def _next(mailing_id: int) -> list[MailingReader]:
    waiting = sa.select(MailingReader).where(
        MailingReader.mailing_id == mailing_id,
        MailingReader.queued_at.is_(None),
        MailingReader.left_out_at.is_(None),
    )
    return list(db.session.scalars(waiting.order_by(MailingReader.id).limit(AT_ONCE)))
