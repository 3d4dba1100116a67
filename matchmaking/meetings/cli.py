"""`flask --app run meetings …`."""

import click
from flask.cli import AppGroup

from core import clock
from matchmaking.meetings.jobs import expire_overdue

meetings = AppGroup("meetings", help="Meetings between buyers and exhibitors.")


@meetings.command("expire")
def expire() -> None:
    """Close the requests that nobody answered in time (the server does so by itself)."""
    click.echo(f"{expire_overdue(at=clock.now())} requests expired")


COMMANDS = [meetings]
