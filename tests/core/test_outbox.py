"""A message leaves only with its transaction, in its reader's language, and only once."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask_mailman import Mail

from core import outbox
from core.db import db, transaction
from core.outbox import OutboxMessage


@pytest.fixture
def template(app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    from jinja2 import DictLoader  # noqa: PLC0415 -- only here

    loader = DictLoader({"mail/hello.txt": "Hello {{ name }} ({{ lang }})\n\nBody for {{ name }}."})
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    app.jinja_env.cache.clear()
    return "hello"


def _put(at: datetime) -> None:
    outbox.put("a@test.invalid", "hello", language="vi", at=at, name="Lò Thị Mai")


def _sent(app: Any) -> list[Any]:
    mail: Mail = app.extensions["mailman"]
    return getattr(mail, "outbox", [])


def test_a_waiting_message_is_sent_once(
    app: Any, committed: Any, at: datetime, template: str
) -> None:
    committed(_put, at)
    with app.app_context():
        first, second = outbox.send_due(at=at), outbox.send_due(at=at)
        row = db.session.scalars(sa.select(OutboxMessage)).one()

    assert (first, second, row.subject, row.body) == (
        1,
        0,
        "Hello Lò Thị Mai (vi)",
        "Body for Lò Thị Mai.\n",
    )


def test_nothing_is_sent_for_a_change_that_failed(app: Any, committed: Any, at: datetime) -> None:
    def change_and_fail() -> None:
        with transaction():
            _put(at)
            db.session.flush()
            raise KeyError

    with app.app_context():
        with pytest.raises(KeyError):
            change_and_fail()

        assert outbox.send_due(at=at) == 0


def test_a_message_that_cannot_be_sent_waits_and_tries_again(
    app: Any, committed: Any, at: datetime, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(_put, at)
    with app.app_context():
        with monkeypatch.context() as broken:
            broken.setattr(outbox, "render", lambda _row: 1 / 0)
            failed = outbox.send_due(at=at)
        too_soon = outbox.send_due(at=at)
        later = outbox.send_due(at=at + timedelta(minutes=6))

    assert (failed, too_soon, later) == (0, 0, 1)
