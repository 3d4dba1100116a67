"""A connected door finds people by name, and nobody copies the list by searching."""

from typing import Any

import pytest
from flask import Flask
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from core.text import fold
from core.web import limiter
from events.checkin.api import people
from events.programme.models import Event
from events.registration.models import RegistrationState
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket


@pytest.fixture
def phone(app: Flask, committed: Any) -> Phone:
    def ticket(event: Event, name: str, **values: Any) -> None:
        organisation = values.get("organisation", "")
        make_ticket(event, full_name=name, search_text=fold(f"{name} {organisation}"), **values)

    def make() -> str:
        event, _ = make_running_event(slug="cho")
        other, _ = make_running_event(slug="khac")
        ticket(event, "Điêu Thị Hồng Điệp", organisation="HTX Chè", short_code="1" * 12)
        ticket(event, "Lò Văn Hủy", state=RegistrationState.CANCELLED)
        ticket(other, "Điêu Thị Hồng Điệp")
        return make_phone(event)

    return Phone(app, committed(make))


@pytest.mark.parametrize("words", ["diep hong", "Điệp Điêu", "che dieu", "ĐIÊU THỊ HỒNG ĐIỆP"])
def test_order_and_marks_do_not_matter(phone: Phone, words: str) -> None:
    assert phone.post("/search", words=words).json == {
        "people": [
            {
                "name": "Điêu Thị Hồng Điệp",
                "role": "visitor",
                "organisation": "HTX Chè",
                "code": "1" * 12,
            }
        ]
    }


@pytest.mark.parametrize("words", ["huy", "khong co ai", "__", "x%y"])
def test_nobody_else_is_found(phone: Phone, words: str) -> None:
    assert phone.post("/search", words=words).json == {"people": []}


@pytest.mark.parametrize("words", ["", "x", "%%", "?!", "x" * 81, None, 12])
def test_a_question_without_words_is_refused(phone: Phone, words: Any) -> None:
    answer = phone.post("/search", words=words)

    assert (answer.status_code, answer.json["field"]) == (422, "words")


def test_the_list_cannot_be_copied_by_searching(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = MemoryStorage()
    monkeypatch.setattr(limiter, "_storage", storage)
    monkeypatch.setattr(limiter, "_limiter", FixedWindowRateLimiter(storage))
    monkeypatch.setattr(limiter, "enabled", True)
    answers = [phone.post("/search", words="diep") for _ in range(people.SEARCHES.amount + 1)]

    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].json["code"]) == (429, "too_many_searches")
    assert answers[-1].headers["Retry-After"] == "60"
