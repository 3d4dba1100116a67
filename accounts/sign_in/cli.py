"""Accounts from the command line: the way into an empty installation."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from accounts.sign_in.errors import AdminExists, NotAnEmail
from accounts.sign_in.identity import normal_email
from accounts.sign_in.queries import is_empty
from accounts.sign_in.services import invite_admin, invite_first_admin, purge_codes
from core import clock
from core.db import transaction
from core.i18n import DEFAULT_LANGUAGE
from core.web import public_url

accounts = AppGroup("accounts", help="People who can sign in.")


@accounts.command("create-admin")
@click.option("--email", prompt=True, help="Address the admin signs in with.")
@click.option("--name", prompt="Full name", help="Full name of the admin.")
def create_admin(email: str, name: str) -> None:
    """Make a platform admin and print the one-use link that sets the password."""
    try:
        address = normal_email(email)
    except NotAnEmail as error:
        raise click.ClickException(error.message) from error
    with transaction():
        token = invite_admin(
            " ".join(name.split()), address, language=DEFAULT_LANGUAGE, at=clock.now()
        )
    click.echo(public_url("sign_in.first_admin", token=token))


@accounts.command("first-admin")
def first_admin() -> None:
    """Print a one-use link for the first admin, if there is no account at all; else nothing."""
    if current_app.config["DEMO"] or not is_empty():
        return
    try:
        with transaction():
            token = invite_first_admin(at=clock.now())
    except AdminExists:
        return
    click.echo("Nobody has an account here yet. Whoever opens this link first becomes the admin:")
    click.echo(public_url("sign_in.first_admin", token=token))


@accounts.command("tidy")
def tidy() -> None:
    """Delete codes that ended a month ago, and sign-ups that were never finished."""
    with transaction():
        gone = purge_codes(before=clock.now() - timedelta(days=30))
    click.echo(f"{gone} old codes deleted")


COMMANDS = [accounts]
