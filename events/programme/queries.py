"""What pages ask about events."""

from typing import Any

import sqlalchemy as sa
from flask import abort, g
from flask_login import current_user

from core.db import db
from events.programme.models import Event, TeamMember, TeamRole
from events.programme.rules import can_see_event


def event_or_404(slug: str) -> Event:
    """The event of an address, if the reader may see it; its zone becomes the page's zone."""
    event = db.session.scalar(sa.select(Event).where(Event.slug == slug))
    if event is None or not can_see_event(current_user, event):
        abort(404)
    g.zone = event.zone
    return event


def events_of_team(actor: Any) -> list[tuple[Event, TeamRole]]:
    """The events a person works on, the next first."""
    mine = (
        sa.select(Event, TeamMember.role)
        .join(TeamMember)
        .where(TeamMember.user_id == actor.id)
        .order_by(Event.starts_at)
    )
    return [(event, role) for event, role in db.session.execute(mine)]
