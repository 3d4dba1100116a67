"""Commands of the demo."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from demo import load as loading
from demo.cast import ROLES
from demo.half_year import SEED, make_half_year, totals
from demo.job_fair import door_codes, make_job_fair

demo = AppGroup("demo", help="A living demo fair for trying things out.")


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are accounts already.")
def load(*, if_empty: bool) -> None:
    """Load the demo into an empty database; one that is there is moved to today."""
    at = clock.now()
    if if_empty and loading.was_removed():
        return
    if loading.is_empty() or not if_empty:
        click.echo("Loading the demo fair …")
        try:
            with transaction():
                loading.load(at=at)
        except DomainError as error:
            raise click.ClickException(error.text(_)) from error
        loading.mark(is_demo=True)
    elif current_app.config["DEMO"] and loading.days_behind(at=at):
        with transaction():
            loading.refresh(at=at)
    if current_app.config["DEMO"]:
        _tell_sign_ins()


@demo.command("refresh")
def refresh() -> None:
    """Move the demo's events to today: one opens in three days, one runs, one is over."""
    with transaction():
        days = loading.refresh(at=clock.now())
    click.echo(f"Moved by {days} days.")


@demo.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(*, yes: bool) -> None:
    """Delete the demo and everything that hangs on it."""
    if not yes:
        click.confirm("Delete all demo events, companies and people for good?", abort=True)
    with transaction():
        gone = loading.remove()
    loading.mark(is_demo=False)
    click.echo(f"Removed {gone} rows and what hung on them.")
    click.echo("The next start shows the way in for the first admin, if nobody has an account.")


@demo.command("lao-cai-half-year")
@click.option("--seed", default=SEED, show_default=True, help="The same seed, the same rows.")
def half_year(*, seed: int) -> None:
    """Make a province's half year: 13 events, 212 firms, 620 products, all of them samples."""
    try:
        make_half_year(at=clock.now(), seed=seed)
    except DomainError as error:
        raise click.ClickException(error.text(_)) from error
    for name, number in totals().items():
        click.echo(f"{number:>5}  {name.replace('_', ' ')}")


@demo.command("job-fair")
@click.option("--attendees", type=click.IntRange(1, 200_000), default=6000, show_default=True)
@click.option(
    "--codes",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="Where to write the door codes, one a line.",
)
def job_fair(*, attendees: int, codes: Path) -> None:
    """Make a job fair whose door can be measured: event job-fair, list main, codes in a file."""
    at = clock.now()
    with transaction():
        event = make_job_fair(attendees, at=at)
        codes.write_text("".join(f"{code}\n" for code in door_codes(event, at=at)))
    click.echo(f"{attendees} tickets of {event.slug}; their door codes are in {codes}")


def _tell_sign_ins() -> None:
    click.echo("Demo: sign in with one click on the sign-in page, as")
    for role, name in ROLES.items():
        click.echo(f"  {role:<10} {role}@demo.invalid ({name})")


COMMANDS = [demo]
