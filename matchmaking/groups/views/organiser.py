"""For organisers: whether there are group meetings, and the groups there are."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from matchmaking.groups import services
from matchmaking.groups.forms import HOSTS, RulesForm
from matchmaking.groups.queries import buyers_to_help, group_rules_of, groups_at
from matchmaking.groups.views.blueprint import bp
from matchmaking.meetings.states import GroupHost


@bp.route("/manage/events/<slug>/group-meetings", methods=["GET", "POST"])
@login_required
def rules(slug: str) -> Any:
    """The rules of group meetings, the groups, and inviting one for a buyer."""
    event = event_or_404(slug)
    authorize(can_work_on_event if request.method == "GET" else can_manage_event, event)
    held = group_rules_of(event)
    form = RulesForm(rules=held)
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                services.set_group_rules(
                    event,
                    is_allowed=form.is_allowed.data,
                    most_firms=form.most_firms.data,
                    least_firms=form.least_firms.data,
                    host=GroupHost(form.host.data),
                    actor=current_user,
                    at=clock.now(),
                )
        except DomainError as error:
            flash(error.text(_), "error")
            status = error.status
        else:
            flash(_("Saved. Groups that were invited already stay as they are."), "success")
            return redirect(url_for("groups.rules", slug=slug), code=303)
    page = render_template(
        "matchmaking/groups/rules.html",
        event=event,
        form=form,
        rules=held,
        host=_(HOSTS[held.host]),
        groups=groups_at(event),
        buyers=buyers_to_help(event) if held.is_allowed else [],
        at=clock.now(),
        may_change=can_manage_event(current_user, event),
    )
    return page, 422 if form.errors else status
