"""Commands of the catalogue."""

import click
from flask.cli import AppGroup

from core.db import transaction
from events.catalogue.services import load_taxonomy

catalogue = AppGroup("catalogue", help="Products and their taxonomy.")


@catalogue.command("load-taxonomy")
def load() -> None:
    """Bring the tags up to data/product_taxonomy.csv; safe to repeat."""
    with transaction():
        count = load_taxonomy()
    click.echo(f"{count} tags")


COMMANDS = [catalogue]
