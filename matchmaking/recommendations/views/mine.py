"""The way in from the menu: the suggestions of the reader's next event."""

from flask import redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from matchmaking.recommendations.queries import next_event_of
from matchmaking.recommendations.views.blueprint import bp


@bp.get("/suggestions")
@login_required
def mine() -> str | Response:
    """On to the event at which the reader buys or shows, else what to do first."""
    event = next_event_of(current_user, at=clock.now())
    if event is not None:
        return redirect(url_for("recommendations.index", slug=event.slug), code=303)
    return render_template("matchmaking/recommendations/none.html")
