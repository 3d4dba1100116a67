"""Commands of the door."""

import click
from flask.cli import AppGroup

from core import clock
from core.db import transaction
from events.checkin import doors, queries
from events.checkin.models import DeviceRole

checkin = AppGroup("checkin", help="Gates and devices of an event.")


@checkin.command("pair")
@click.option("--event", "slug", required=True, help="The event's address part.")
@click.option("--gate", required=True, help="The gate's name; made if it is new.")
@click.option("--name", default="", help="What to call the device in the list.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in DeviceRole]),
    default=DeviceRole.SCANNER.value,
    show_default=True,
    help="A supervisor may admit in spite of a reason.",
)
@click.option("--list", "lists", multiple=True, help="A list it scans for; none: every list.")
def pair(slug: str, gate: str, name: str, role: str, lists: tuple[str, ...]) -> None:
    """Pair a device with a gate and print its token, once."""
    at = clock.now()
    with transaction():
        event = queries.event_of_slug(slug)
        if event is None:
            raise click.ClickException(f"no event {slug}")
        doors.ensure_main_list(event)
        door = doors.ensure_gate(event, gate.strip()[:80] or "1", at=at, actor=None)
        known = {row.slug for row in queries.lists_of(event.id)}
        if unknown := sorted(set(lists) - known):
            raise click.ClickException(f"no list {unknown[0]}")
        _, token = doors.pair_device(
            event,
            door,
            name=name[:80] or gate[:80],
            role=DeviceRole(role),
            lists=lists,
            at=at,
            actor=None,
        )
    click.echo(token)


COMMANDS = [checkin]
