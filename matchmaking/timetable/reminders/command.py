"""`flask --app run meetings remind`."""

import click

from core import clock
from matchmaking.meetings.cli import meetings
from matchmaking.timetable.reminders.work import remind_due


@meetings.command("remind")
def remind() -> None:
    """Remind people of meetings tomorrow and in half an hour (the server does so by itself)."""
    click.echo(f"{remind_due(at=clock.now())} reminders queued")
