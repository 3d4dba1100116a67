"""`flask --app run waiting …`."""

import click
from flask.cli import AppGroup

from core import clock
from events.waiting.jobs import expire_overdue

waiting = AppGroup("waiting", help="Waiting lists and their offers.")


@waiting.command("expire")
def expire() -> None:
    """End offers that nobody answered in time (the server does so by itself)."""
    click.echo(f"{expire_overdue(at=clock.now())} offers ended")


COMMANDS = [waiting]
