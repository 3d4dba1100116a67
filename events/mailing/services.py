"""Writing, testing, sending and stopping a mail to many; ending news. All flush."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.consent.models import Purpose
from accounts.consent.services import withdraw
from accounts.sign_in.models import User
from core import activity, jobs, outbox
from core.db import changed, db, lock
from events.mailing.errors import NobodyToWriteTo, NotADraft, NotBeingSent, ServiceIsOver
from events.mailing.links import unsubscribe_url
from events.mailing.models import Mailing, MailingReader
from events.mailing.segments import Reader, audience
from events.mailing.states import MailingKind, MailingState
from events.programme.models import Event
from events.registration.models import Registration

JOB = "mailing"
SERVICE_AFTER = timedelta(days=30)
TEXTS = ("subject_vi", "subject_en", "body_vi", "body_en")


def write(event: Event, values: Mapping[str, Any], *, actor: Any, at: datetime) -> Mailing:
    """A draft. ``values``: kind, reason, segment and the texts."""
    mailing = Mailing(event_id=event.id, made_at=at, made_by_id=actor.id)
    _fill(mailing, values)
    activity.record("mailing:written", mailing, actor=actor, at=at)
    return mailing


def edit(mailing: Mailing, values: Mapping[str, Any], *, actor: Any, at: datetime) -> None:
    """Change a draft. Raises NotADraft."""
    lock(mailing)
    if mailing.state is not MailingState.DRAFT:
        raise NotADraft
    _fill(mailing, values)
    activity.record("mailing:edited", mailing, actor=actor, at=at)


def _fill(mailing: Mailing, values: Mapping[str, Any]) -> None:
    mailing.kind, mailing.segment = values["kind"], dict(values["segment"])
    mailing.reason = values["reason"] if mailing.kind is MailingKind.SERVICE else None
    for name in TEXTS:
        setattr(mailing, name, values.get(name) or "")


def send_test(mailing: Mailing, user: User, *, at: datetime) -> bool:
    """The mail to oneself, as the first reader gets it; False without an address."""
    if not user.email:
        return False
    me = Reader(0, user.email, user.full_name, user.language, "")
    _queue(mailing, me, at=at, is_test=True)
    return True


def start(mailing: Mailing, *, actor: Any, at: datetime) -> int:
    """Fix the readers and send in the background; how many there are.

    Raises
    ------
    NotADraft, ServiceIsOver, NobodyToWriteTo
    """
    _refuse_late_service(mailing, at=at)
    begin = (
        sa.update(Mailing)
        .where(Mailing.id == mailing.id, Mailing.state == MailingState.DRAFT)
        .values(state=MailingState.SENDING, started_at=at)
    )
    if changed(begin.execution_options(synchronize_session=False)) == 0:
        raise NotADraft
    db.session.refresh(mailing)
    readers = audience(mailing.event, mailing.segment, mailing.kind).readers
    if not readers:
        raise NobodyToWriteTo
    db.session.add_all(
        MailingReader(
            mailing_id=mailing.id, registration_id=one.registration_id, address=one.address
        )
        for one in readers
    )
    activity.record("mailing:started", mailing, actor=actor, at=at, readers=len(readers))
    _put_job(mailing, actor=actor, at=at, total=len(readers))
    return len(readers)


def _refuse_late_service(mailing: Mailing, *, at: datetime) -> None:
    if mailing.kind is MailingKind.SERVICE and at > mailing.event.ends_at + SERVICE_AFTER:
        raise ServiceIsOver


def _put_job(mailing: Mailing, *, actor: Any, at: datetime, total: int) -> None:
    jobs.put(
        JOB,
        at=at,
        payload={"mailing_id": mailing.id},
        event_id=mailing.event_id,
        started_by_id=getattr(actor, "id", None),
        total=total,
    )


def stop(mailing: Mailing, *, actor: Any, at: datetime) -> None:
    """Send no more; what is on its way stays on its way. Raises NotBeingSent."""
    _move(mailing, MailingState.SENDING, MailingState.STOPPED)
    activity.record("mailing:stopped", mailing, actor=actor, at=at)


def go_on(mailing: Mailing, *, actor: Any, at: datetime) -> None:
    """Write to those who have not been written to. Raises NotBeingSent, ServiceIsOver."""
    _refuse_late_service(mailing, at=at)
    _move(mailing, MailingState.STOPPED, MailingState.SENDING)
    activity.record("mailing:resumed", mailing, actor=actor, at=at)
    waiting = sa.select(sa.func.count()).where(
        MailingReader.mailing_id == mailing.id,
        MailingReader.queued_at.is_(None),
        MailingReader.left_out_at.is_(None),
    )
    _put_job(mailing, actor=actor, at=at, total=db.session.scalar(waiting) or 0)


def _move(mailing: Mailing, old: MailingState, new: MailingState) -> None:
    move = sa.update(Mailing).where(Mailing.id == mailing.id, Mailing.state == old)
    move = move.values(state=new).execution_options(synchronize_session=False)
    if changed(move) == 0:
        raise NotBeingSent
    db.session.refresh(mailing)


def queue_one(mailing: Mailing, row: MailingReader, *, wants: bool, at: datetime) -> bool:
    """Queue the mail of one reader, once whoever asks; False when it was done before.

    The mark and the mail are one transaction: a kill in between leaves neither.
    """
    mark = {"queued_at": at} if wants else {"left_out_at": at}
    mine = (
        sa.update(MailingReader)
        .where(
            MailingReader.id == row.id,
            MailingReader.queued_at.is_(None),
            MailingReader.left_out_at.is_(None),
        )
        .values(**mark)
    )
    if changed(mine.execution_options(synchronize_session=False)) == 0:
        return False
    if wants:
        _queue(mailing, _reader(row), at=at)
    return True


def _reader(row: MailingReader) -> Reader:
    registration = db.session.get(Registration, row.registration_id or 0)
    if registration is None:  # erased meanwhile: the address is all there is
        return Reader(0, row.address, "", "vi", "")
    return Reader(
        registration.id,
        row.address,
        registration.full_name,
        registration.language,
        registration.access_token,
    )


def _queue(mailing: Mailing, reader: Reader, *, at: datetime, is_test: bool = False) -> None:
    outbox.put(
        reader.address,
        "mailing",
        language=reader.language,
        at=at,
        **letter(mailing, reader, is_test=is_test),
    )


def letter(mailing: Mailing, reader: Reader, *, is_test: bool = False) -> dict[str, Any]:
    """The values of the mail's template for one reader."""
    event = mailing.event
    values: dict[str, Any] = {
        **{name: getattr(mailing, name) for name in TEXTS},
        "name": reader.full_name,
        "event_vi": event.name_vi,
        "event_en": event.name_en,
        "organiser": event.organiser_name,
        "reason": mailing.reason.value if mailing.reason else "",
        "is_test": is_test,
    }
    if mailing.kind is MailingKind.NEWS:
        values["unsubscribe_url"] = unsubscribe_url(reader.registration_id)
    return values


def finish(mailing: Mailing, *, at: datetime) -> bool:
    """Everybody has been written to; False when it was stopped meanwhile."""
    end = (
        sa.update(Mailing)
        .where(Mailing.id == mailing.id, Mailing.state == MailingState.SENDING)
        .values(state=MailingState.SENT, finished_at=at)
        .execution_options(synchronize_session=False)
    )
    if changed(end) == 0:
        return False
    db.session.refresh(mailing)
    activity.record("mailing:sent", mailing, actor=None, at=at)
    return True


def end_news(registration: Registration, *, at: datetime) -> int:
    """Whoever this is wants no more news: of this address, at all events, and of the account."""
    same = [Registration.id == registration.id]
    if registration.email:
        same.append(Registration.email == registration.email)
    ended = 0
    for one in db.session.scalars(sa.select(Registration).where(sa.or_(*same))).all():
        ended += withdraw(Purpose.MARKETING, registration=one, at=at) is not None
        if one.user_id is not None:
            user = db.session.get(User, one.user_id)
            gone = withdraw(Purpose.MARKETING, user=user, at=at) if user else None
            ended += gone is not None
    return ended
