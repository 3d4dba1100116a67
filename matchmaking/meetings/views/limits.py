"""For organisers: how many requests, meetings and musts one firm may have."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.i18n import _
from core.permissions import authorize
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from matchmaking.meetings import services
from matchmaking.meetings.forms import LimitsForm
from matchmaking.meetings.queries import limits_of
from matchmaking.meetings.views.blueprint import bp


@bp.route("/manage/events/<slug>/meeting-limits", methods=["GET", "POST"])
@login_required
def limits(slug: str) -> str | Response:
    """The caps of one event; what there is already stays."""
    event = event_or_404(slug)
    authorize(can_work_on_event if request.method == "GET" else can_manage_event, event)
    form = LimitsForm(obj=limits_of(event.id))
    if form.validate_on_submit():
        with transaction():
            services.set_limits(
                event,
                most_open=form.most_open.data,
                most_agreed=form.most_agreed.data,
                most_musts=form.most_musts.data,
                actor=current_user,
                at=clock.now(),
            )
        flash(_("Saved. What is agreed already stays."), "success")
        return redirect(url_for("meetings.limits", slug=slug), code=303)
    return render_template(
        "matchmaking/meetings/limits.html",
        event=event,
        form=form,
        may_change=can_manage_event(current_user, event),
    )
