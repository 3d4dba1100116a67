"""Waiting for a seat on one's phone: join, see one's place, take the seat or let it go."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.outbox import OutboxMessage, render
from events.programme.jobs import close_lines
from events.programme.models import Seat
from events.programme.services import release_seats_of, reserve_seat
from events.waiting.jobs import expire_overdue
from events.waiting.models import WaitingEntry
from tests.factories import make_event, make_registration, make_session

TALK = "Tọa đàm chè Shan tuyết"


class Phone:
    """Somebody's browser with their ticket before a full session."""

    def __init__(self, app: Flask, talk: int, token: str) -> None:
        self.client: Any = app.test_client()
        self.url, self.ticket, self.token = (
            f"/events/cho/sessions/{talk}/wait",
            f"/t/{token}",
            token,
        )

    def press(self, what: str = "") -> str:
        answer = self.client.submit(f"{self.url}{what}", {"token": self.token}, page=self.ticket)
        return str(self.client.get(answer.location).text if answer.location else answer.status_code)

    def look(self) -> str:
        return str(self.client.get(self.ticket).text)


@pytest.fixture
def full(app: Flask, committed: Any, at: datetime) -> tuple[int, list[Phone]]:
    """Who sits on the one seat, and the phones of three without."""

    def make() -> tuple[int, int, list[str]]:
        event = make_event(slug="cho")
        talk = make_session(event, capacity=1)
        holder = make_registration(event)
        reserve_seat(talk, holder.id, event.id, at)
        tokens = [make_registration(event).access_token for _ in range(3)]
        return holder.id, talk.id, tokens

    holder, talk, tokens = committed(make)
    return holder, [Phone(app, talk, token) for token in tokens]


def leave(app: Flask, holder: int, at: datetime) -> None:
    with app.app_context(), transaction():
        release_seats_of(holder, at)


def mails(app: Flask) -> list[str]:
    with app.app_context():
        return [row.template for row in db.session.scalars(sa.select(OutboxMessage))]


def test_the_line_shows_ones_place(full: tuple[int, list[Phone]]) -> None:
    _holder, phones = full
    for phone in phones[:2]:
        phone.press()

    assert "Bạn đứng thứ 1" in phones[0].look()
    assert "Bạn đứng thứ 2" in phones[1].look()
    assert "Vào danh sách chờ" in phones[2].look()


def test_a_free_seat_is_held_told_and_taken(
    app: Flask, full: tuple[int, list[Phone]], at: datetime
) -> None:
    holder, phones = full
    for phone in phones[:2]:
        phone.press()

    leave(app, holder, at)

    assert "Giữ chỗ cho bạn đến" in phones[0].look()
    assert mails(app) == ["seat_offered"]
    assert "Trả chỗ" in phones[0].press("/accept")
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Seat)) == 1


def test_silence_gives_the_seat_to_the_next(
    app: Flask, full: tuple[int, list[Phone]], at: datetime
) -> None:
    holder, phones = full
    for phone in phones[:2]:
        phone.press()
    leave(app, holder, at)

    with app.app_context():
        expire_overdue(at=at + timedelta(days=1, seconds=1))

    assert mails(app) == ["seat_offered", "seat_offer_over", "seat_offered"]
    assert "Vào danh sách chờ" in phones[0].look()
    assert "Giữ chỗ cho bạn đến" in phones[1].look()


def test_the_mails_say_until_when_in_both_languages(
    app: Flask, full: tuple[int, list[Phone]], at: datetime
) -> None:
    holder, phones = full
    phones[0].press()
    leave(app, holder, at)

    with app.app_context(), app.test_request_context():
        row = db.session.scalars(sa.select(OutboxMessage)).one()
        vietnamese = render(row)
        row.language = "en"
        english = render(row)
        db.session.rollback()

    assert TALK in vietnamese[0]
    assert "09:00" in vietnamese[1]
    assert "Take it before" in english[1]


@pytest.mark.parametrize("what", ["/accept", "/decline", "/leave"])
def test_nobody_answers_for_somebody_else(
    app: Flask, full: tuple[int, list[Phone]], at: datetime, what: str
) -> None:
    holder, phones = full
    phones[0].press()
    leave(app, holder, at)

    assert phones[1].press(what) == "404"
    assert "Giữ chỗ cho bạn đến" in phones[0].look()


def test_one_may_say_no_or_leave(app: Flask, full: tuple[int, list[Phone]], at: datetime) -> None:
    holder, phones = full
    for phone in phones:
        phone.press()
    phones[2].press("/leave")
    leave(app, holder, at)

    phones[0].press("/decline")

    assert "Giữ chỗ cho bạn đến" in phones[1].look()
    assert "Vào danh sách chờ" in phones[2].look()


def test_joining_twice_is_told(full: tuple[int, list[Phone]]) -> None:
    _holder, phones = full
    phones[0].press()

    assert "đã có tên trong danh sách chờ" in phones[0].press()


def test_the_line_ends_when_the_session_begins(
    app: Flask, full: tuple[int, list[Phone]], at: datetime
) -> None:
    _holder, phones = full
    phones[0].press()

    with app.app_context():
        ended = [close_lines(at=at), close_lines(at=at + timedelta(days=4))]
        states = db.session.scalars(sa.select(WaitingEntry.state)).all()

    assert (ended, states) == ([0, 1], ["closed"])
