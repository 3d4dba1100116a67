"""`flask --app run booths …`."""

import json
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from core.db import db
from events.exhibitors import lottery as pure
from events.exhibitors.models import Draw
from events.exhibitors.states import DrawState
from events.programme.models import Event

booths = AppGroup("booths", help="Booths and their lottery.")


@booths.command("lottery")
@click.option("--event", "slug", help="The event's slug, as in its address.")
@click.option("--draw", "number", type=int, help="The draw's number; without it the newest.")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A published draw.json instead of the database.",
)
def lottery(slug: str | None, number: int | None, path: Path | None) -> None:
    """Draw again from the published list and seed, and compare; nothing is changed."""
    if (slug is None) == (path is None):
        raise click.UsageError("Give either --event or --file.")
    try:
        document = json.loads(path.read_text(encoding="utf-8")) if path else _document(slug, number)
        click.echo(pure.told(document))
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _document(slug: str | None, number: int | None) -> dict[str, object]:
    done = (
        sa.select(Draw)
        .join(Event, Event.id == Draw.event_id)
        .where(Event.slug == slug, Draw.state == DrawState.DRAWN)
        .order_by(Draw.number.desc())
    )
    if number is not None:
        done = done.where(Draw.number == number)
    draw = db.session.scalar(done.limit(1))
    if draw is None:
        raise click.ClickException("There is no such draw, or it has not been held yet.")
    return draw.document()


COMMANDS = [booths]
