"""The demo is taken away by one confirmed action, and the way in stays open."""

from pathlib import Path
from typing import Any

import pytest

from core.db import db
from demo import load as loading
from events.programme.models import Event
from tests.factories import make_event, make_user


@pytest.fixture
def installation(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A demo installation; its mark is set back afterwards."""
    monkeypatch.setitem(app.config, "DEMO", True)
    yield app
    for name in (loading.MARK, loading.REMOVED):
        with app.app_context():
            Path(app.instance_path, name).unlink(missing_ok=True)


def test_without_the_tick_nothing_is_deleted(
    installation: Any, client: Any, committed: Any
) -> None:
    event_id = committed(make_event, is_demo=True)
    client.sign_in(committed(make_user, is_admin=True, is_demo=True))

    client.submit("/manage/demo", {})

    with installation.app_context():
        assert db.session.get(Event, event_id) is not None


def test_the_last_admin_of_a_demo_is_led_to_the_first_account(
    installation: Any, client: Any, committed: Any
) -> None:
    event_id = committed(make_event, is_demo=True)
    client.sign_in(committed(make_user, is_admin=True, is_demo=True))

    answer = client.submit("/manage/demo", {"sure": "y"})

    with installation.app_context():
        gone = db.session.get(Event, event_id) is None
    assert (gone, installation.config["DEMO"]) == (True, False)
    assert "/first-admin/" in answer.location


def test_a_removed_demo_does_not_come_back_by_itself(
    installation: Any, client: Any, committed: Any
) -> None:
    client.sign_in(committed(make_user, is_admin=True, is_demo=True))
    client.submit("/manage/demo", {"sure": "y"})

    result = installation.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])

    assert (result.exit_code, result.output) == (0, "")
