"""Who works on an event."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.sign_in.identity import login_name
from accounts.sign_in.queries import by_login_name
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.telling import telling
from events.programme import services
from events.programme.errors import UnknownPerson
from events.programme.forms import PostForm, RoleForm, TeamForm
from events.programme.models import Event, TeamMember, TeamRole
from events.programme.pages import event_or_404
from events.programme.queries import team_of
from events.programme.rules import can_manage_event
from events.programme.views.blueprint import bp
from events.programme.words import ROLES


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    return event


def _member_or_404(event: Event, member_id: int) -> TeamMember:
    member = db.session.get(TeamMember, member_id)
    if member is None or member.event_id != event.id:
        abort(404)
    return member


@bp.route("/manage/events/<slug>/team", methods=["GET", "POST"])
@login_required
def team(slug: str) -> Any:
    """The team, and a form that adds somebody."""
    event = _mine(slug)
    form = TeamForm(role=TeamRole.TEAM) if not request.form else TeamForm()
    form.offer()
    if form.validate_on_submit():
        try:
            _add(event, form)
        except DomainError as error:
            form.contact.errors = [*form.contact.errors, error.text(_)]
        else:
            flash(_("The person is in the team."), "success")
            return redirect(url_for("programme.team", slug=slug), code=303)
    return render_template(
        "events/programme/team.html",
        event=event,
        form=form,
        members=team_of(event),
        roles={role: _(name) for role, (name, _about) in ROLES.items()},
    )


def _add(event: Event, form: TeamForm) -> None:
    with transaction():
        person = by_login_name(login_name(form.contact.data))
        if person is None:
            raise UnknownPerson
        services.add_to_team(event, person, form.role.data, by=current_user, at=clock.now())


@bp.post("/manage/events/<slug>/team/<int:member_id>")
@login_required
def team_role(slug: str, member_id: int) -> Any:
    """Another role for a member."""
    event = _mine(slug)
    member = _member_or_404(event, member_id)
    form = RoleForm()
    form.offer()
    if form.validate_on_submit():
        with telling(_("Saved.")):
            services.change_role(member, form.role.data, by=current_user, at=clock.now())
    return redirect(url_for("programme.team", slug=slug), code=303)


@bp.post("/manage/events/<slug>/team/<int:member_id>/remove")
@login_required
def team_remove(slug: str, member_id: int) -> Any:
    """A member leaves the team."""
    event = _mine(slug)
    member = _member_or_404(event, member_id)
    if PostForm().validate_on_submit():
        with telling(_("The person is no longer in the team.")):
            services.remove_from_team(member, by=current_user, at=clock.now())
    return redirect(url_for("programme.team", slug=slug), code=303)
