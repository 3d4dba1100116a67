"""Who comes to a meeting and what is spoken there: changed by each side."""

import contextlib
from collections.abc import Iterator

from flask import abort, flash, redirect, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.sign_in.models import User
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from matchmaking.meetings.forms import WhoForm
from matchmaking.meetings.rules import can_change_people
from matchmaking.meetings.views.blueprint import meeting_or_404
from matchmaking.people import services
from matchmaking.people.forms import LanguagesForm, LinkForm, OnlineForm
from matchmaking.people.views.blueprint import bp


@bp.post("/events/<slug>/meetings/<int:meeting_id>/person")
@login_required
def person(slug: str, meeting_id: int) -> Response:
    """Say who comes from one's own side."""
    _event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_change_people, meeting)
    form = WhoForm()
    if form.validate_on_submit():
        chosen = db.session.get(User, form.person_id.data or 0) or abort(404)
        try:
            with transaction():
                services.name_person(meeting, side, chosen, actor=current_user, at=clock.now())
        except DomainError as error:
            flash(error.text(_), "warning")
        else:
            flash(_("%(name)s comes to this meeting.", name=chosen.full_name), "success")
    return _back(slug, meeting_id)


@bp.post("/events/<slug>/meetings/<int:meeting_id>/languages")
@login_required
def languages(slug: str, meeting_id: int) -> Response:
    """Say in which language the two meet, and whether somebody has to interpret."""
    _event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_change_people, meeting)
    form = LanguagesForm()
    form.offer()
    if form.validate_on_submit():
        with _telling():
            services.set_languages(
                meeting,
                form.language.data,
                form.into.data or None,
                side=side,
                actor=current_user,
                at=clock.now(),
            )
    return _back(slug, meeting_id)


@bp.post("/events/<slug>/meetings/<int:meeting_id>/online")
@login_required
def online(slug: str, meeting_id: int) -> Response:
    """Say whether a meeting without a time is online."""
    _event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_change_people, meeting)
    form = OnlineForm()
    if form.validate_on_submit():
        wanted = bool(form.is_online.data)
        with _telling():
            services.set_online(
                meeting, is_online=wanted, side=side, actor=current_user, at=clock.now()
            )
    return _back(slug, meeting_id)


@bp.post("/events/<slug>/meetings/<int:meeting_id>/link")
@login_required
def link(slug: str, meeting_id: int) -> Response:
    """Say where on the net the two meet."""
    _event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_change_people, meeting)
    form = LinkForm()
    if form.validate_on_submit():
        with _telling():
            services.set_link(
                meeting, form.link.data or "", side=side, actor=current_user, at=clock.now()
            )
    return _back(slug, meeting_id)


@contextlib.contextmanager
def _telling() -> Iterator[None]:
    try:
        with transaction():
            yield
    except DomainError as error:
        flash(error.text(_), "warning")
    else:
        flash(_("Saved."), "success")


def _back(slug: str, meeting_id: int) -> Response:
    url = url_for("meetings.detail", slug=slug, meeting_id=meeting_id)
    return redirect(f"{url}#people", code=303)
