"""Messages are rows in the business transaction and are sent after it.

A row holds a template and its values, so it is written in the reader's language when
it is sent. Without SMTP settings a message becomes a file in ``instance/outbox/``.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, render_template
from flask_babel import force_locale
from flask_mailman import EmailMultiAlternatives
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, changed, db, transaction
from core.i18n import said_in, wording_in_use

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 8


class OutboxMessage(Model):
    """A mail to one address, waiting or sent."""

    __tablename__ = "outbox_messages"
    __table_args__ = (sa.Index("ix_outbox_messages_due", "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(sa.String(255))
    language: Mapped[str] = mapped_column(sa.String(5))
    template: Mapped[str] = mapped_column(sa.String(80))
    values: Mapped[dict[str, Any]]
    subject: Mapped[str] = mapped_column(sa.String(300), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(sa.Text)


def put(
    to_address: str, template: str, *, language: str, at: datetime, **values: Any
) -> OutboxMessage:
    """Queue the mail ``templates/mail/<template>.txt`` for one address; values must fit JSON.

    The first line of the template is the subject. Flushed with the business change, sent after.
    It is said in the words of the page that queues it.
    """
    if wording := wording_in_use():
        values["wording"] = wording
    row = OutboxMessage(
        to_address=to_address,
        template=template,
        language=language,
        values=values,
        queued_at=at,
        next_try_at=at,
    )
    db.session.add(row)
    return row


def render(row: OutboxMessage) -> tuple[str, str]:
    """Subject and body of a message in its reader's language."""
    with force_locale(row.language), said_in(row.values.get("wording", "")):
        text = render_template(f"mail/{row.template}.txt", lang=row.language, **row.values)
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def send_due(*, at: datetime, limit: int = 50) -> int:
    """Send what waits and is due; each message is its own transaction. Returns how many went."""
    due = sa.select(OutboxMessage.id).where(
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.next_try_at <= at,
        OutboxMessage.attempts < MAX_ATTEMPTS,
    )
    ids = db.session.scalars(due.order_by(OutboxMessage.id).limit(limit)).all()
    return sum(_send_one(message_id, at=at) for message_id in ids)


def _send_one(message_id: int, *, at: datetime) -> bool:
    with transaction():
        claim = (
            sa.update(OutboxMessage)
            .where(
                OutboxMessage.id == message_id,
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.next_try_at <= at,
            )
            .values(
                attempts=OutboxMessage.attempts + 1,
                next_try_at=at + timedelta(minutes=5),
            )
        )
        if changed(claim) == 0:
            return False
    row = db.session.get_one(OutboxMessage, message_id)
    try:
        subject, body = render(row)
        mail = EmailMultiAlternatives(
            subject,
            body,
            current_app.config["MAIL_DEFAULT_SENDER"],
            [row.to_address],
            headers=_headers(row),
        )
        mail.send()
    except Exception as error:  # noqa: BLE001 -- whatever a mail server does, the row keeps it
        log.warning("outbox message %d not sent: %r", message_id, error)
        with transaction():
            row.error = repr(error)[:2000]
        return False
    with transaction():
        row.subject, row.body, row.sent_at, row.error = subject[:300], body, at, None
        if "token" in row.values and not current_app.config["DEMO"]:
            _forget_secret(row)
    return True


def _headers(row: OutboxMessage) -> dict[str, str]:
    """With a way to end such mails, the reader's mail program shows it as a button (RFC 8058)."""
    url = row.values.get("unsubscribe_url")
    if not url:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _forget_secret(row: OutboxMessage) -> None:
    """A link that lets somebody in is in their mailbox now and stays nowhere else."""
    row.values = {name: value for name, value in row.values.items() if name != "token"}
    row.body = ""
