"""For organisers: in how many lists each exhibitor stands, and what helps those in few."""

from flask import render_template
from flask_login import login_required

from core import clock
from core.db import db
from core.permissions import authorize
from core.web import page_number, paginate
from events.programme.pages import event_or_404
from events.programme.rules import can_work_on_event
from matchmaking.needs.words import need_title
from matchmaking.recommendations import market
from matchmaking.recommendations.market_words import why_not
from matchmaking.recommendations.models import Market
from matchmaking.recommendations.queries import standing_counts, standings_at
from matchmaking.recommendations.renewals import last_renewal
from matchmaking.recommendations.views.blueprint import bp

ROWS = 50


@bp.get("/manage/events/<slug>/exposure")
@login_required
def exposure(slug: str) -> str:
    """Each exhibitor, the least often shown first."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    is_stale = market.is_stale(event, at=clock.now())
    if is_stale:
        market.ask_for(event.id)
    enough, few = standing_counts(event.id)
    return render_template(
        "matchmaking/recommendations/exposure.html",
        event=event,
        kept=db.session.get(Market, event.id),
        is_stale=is_stale,
        page=paginate(standings_at(event), number=page_number(), size=ROWS),
        enough=enough,
        few=few,
        why_not=why_not,
        renewal=last_renewal(event.id),
        need_title=need_title,
    )
