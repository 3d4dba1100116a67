"""The online meetings of an event, for its team."""

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.pages import event_or_404
from events.programme.rules import can_work_on_event
from matchmaking.meetings.queries import meeting_at
from matchmaking.people import services
from matchmaking.people.forms import LinkForm
from matchmaking.people.queries import online_at
from matchmaking.people.views.blueprint import bp


@bp.get("/manage/events/<slug>/online-meetings")
@login_required
def online_meetings(slug: str) -> str:
    """The meetings that are online, with their links."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    rows = online_at(event, at=clock.now())
    return render_template("matchmaking/people/online.html", event=event, rows=rows)


@bp.post("/manage/events/<slug>/meetings/<int:meeting_id>/link")
@login_required
def organiser_link(slug: str, meeting_id: int) -> Response:
    """Give an online meeting its link."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    meeting = meeting_at(event, meeting_id) or abort(404)
    form = LinkForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.set_link(
                    meeting, form.link.data or "", side=None, actor=current_user, at=clock.now()
                )
        except DomainError as error:
            flash(error.text(_), "warning")
        else:
            flash(_("Saved."), "success")
    return redirect(url_for("people.online_meetings", slug=slug), code=303)
