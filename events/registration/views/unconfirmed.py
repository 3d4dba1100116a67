"""Firms of an event that were entered for their owner and never taken over."""

import sqlalchemy as sa
from flask import render_template
from flask_login import login_required

from accounts.assisting.queries import unconfirmed
from core import clock
from events.exhibitors.models import Application, Exhibitor
from events.exhibitors.states import LIVE
from events.registration.views.blueprint import bp
from events.registration.views.manage import managed_event


@bp.get("/manage/events/<slug>/registrations/unconfirmed")
@login_required
def unconfirmed_firms(slug: str) -> str:
    """Whom to call, and the code to hand over."""
    event, at = managed_event(slug), clock.now()
    applied = sa.select(Application.company_id).where(
        Application.event_id == event.id, Application.state.in_(LIVE)
    )
    shows = sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event.id, Exhibitor.cancelled_at.is_(None)
    )
    return render_template(
        "events/registration/unconfirmed.html",
        event=event,
        firms=unconfirmed(applied.union(shows), at=at),
        at=at,
    )
