"""Commands of the catalogue."""

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from core.db import db, transaction
from events.catalogue.models import Tag
from events.catalogue.taxonomy import load_taxonomy

catalogue = AppGroup("catalogue", help="Products and their taxonomy.")


@catalogue.command("load-taxonomy")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are tags already.")
def load(*, if_empty: bool) -> None:
    """Bring the tags up to data/product_taxonomy.csv; safe to repeat."""
    if if_empty and db.session.scalar(sa.select(Tag.id).limit(1)) is not None:
        return
    with transaction():
        count = load_taxonomy()
    click.echo(f"{count} tags")


COMMANDS = [catalogue]
