"""`flask --app run meetings …`."""

import click
from flask.cli import AppGroup

from core import clock
from matchmaking.meetings.jobs import expire_overdue, remind_half_time

meetings = AppGroup("meetings", help="Meetings between buyers and exhibitors.")


@meetings.command("expire")
def expire() -> None:
    """Close the requests that nobody answered in time (the server does so by itself)."""
    click.echo(f"{expire_overdue(at=clock.now())} requests expired")


@meetings.command("remind")
def remind() -> None:
    """Remind those whose time to answer is half over (the server does so by itself)."""
    click.echo(f"{remind_half_time(at=clock.now())} requests reminded of")


COMMANDS = [meetings]
