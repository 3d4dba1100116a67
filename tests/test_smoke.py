"""The application starts, its database takes the house's rules."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from core.db import db, transaction
from tests.factories import make_company, make_event, make_user


def test_the_process_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_the_database_answers(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_a_write_outside_a_transaction_is_a_bug(app: Any, committed: Any) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="outside"):
        make_user()


def test_factories_make_rows(session: Any) -> None:
    make_company()
    make_event()

    assert db.session.is_active
    assert transaction is not None
