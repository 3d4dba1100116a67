"""A reader is told that a deed is done, or what refused it; a refused one leaves nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, get_flashed_messages

from accounts.companies.models import Company
from core.db import db
from core.errors import DomainError
from core.i18n import N_
from core.telling import telling
from tests.factories import make_company


class Closed(DomainError):
    """The place is closed."""

    message = N_("Saved.")


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def said() -> Any:
    return get_flashed_messages(with_categories=True)


def test_what_is_done_is_told_and_kept(app: Flask) -> None:
    with telling("Xong."):
        number = make_company().id

    assert said() == [("success", "Xong.")]
    assert db.session.get(Company, number) is not None


def test_a_deed_without_a_word_is_done_silently(app: Flask) -> None:
    with telling():
        make_company()

    assert said() == []


def test_a_refusal_is_told_and_leaves_nothing(app: Flask) -> None:
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Company))

    def refuse() -> None:
        make_company()
        raise Closed

    with telling("Xong."):
        refuse()

    assert [kind for kind, _text in said()] == ["error"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Company)) == before


def test_what_nobody_foresaw_is_not_hidden(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), telling("Xong."):
        raise ZeroDivisionError
    assert said() == []
