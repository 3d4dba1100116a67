"""`flask --app run suggestions …`."""

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from core import clock, jobs
from core.db import db, transaction
from core.jobs import Job
from events.programme.models import Event
from matchmaking.recommendations.renewals import RENEWAL

suggestions = AppGroup("suggestions", help="What the suggestions have learned from the products.")


@suggestions.command("renew")
@click.argument("slug")
def renew(slug: str) -> None:
    """Weigh an event's products anew and say what that changes (the runner does it by itself)."""
    event_id = db.session.scalar(sa.select(Event.id).where(Event.slug == slug))
    if event_id is None:
        raise click.ClickException(f"There is no event {slug}.")
    with transaction():
        job_id = jobs.put(RENEWAL, at=clock.now(), event_id=event_id).id
    jobs.run(job_id, at=clock.now())
    job = db.session.get_one(Job, job_id, populate_existing=True)
    if job.error:
        raise click.ClickException(job.error)
    told = job.result
    click.echo(f"{told['products']} products weighed anew")
    if told.get("needs"):
        click.echo(
            f"{told['lists_changed']} of {told['needs']} lists change,"
            f" {told['kept']:.1%} of the suggestions stay"
        )


COMMANDS = [suggestions]
