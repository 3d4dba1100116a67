"""Requests that nobody answers close by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from core import jobs
from core.db import db
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from tests.factories import make_buyer, make_event, make_exhibitor, make_meeting


def make_overdue(at: datetime) -> Meeting:
    event = make_event()
    return make_meeting(
        make_buyer(event), make_exhibitor(event), expires_at=at - timedelta(minutes=1)
    )


def test_the_runner_closes_overdue_requests(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    meeting_id = committed(make_overdue, at)

    with app.app_context():
        jobs.do_chores(at=at)
        state = db.session.get_one(Meeting, meeting_id).state

    assert state is MeetingState.EXPIRED


def test_the_command_says_how_many_it_closed(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    committed(make_overdue, at)

    result = app.test_cli_runner().invoke(args=["meetings", "expire"])

    assert result.output == "1 requests expired\n"
