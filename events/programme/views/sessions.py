"""The programme, as the organisers keep it."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.telling import telling
from events.programme import services
from events.programme.forms import PostForm, SessionForm, SpeakerForm
from events.programme.models import Event, Session
from events.programme.pages import event_or_404
from events.programme.queries import rooms_of, sessions_of
from events.programme.rules import can_work_on_event
from events.programme.services.sessions import EDITABLE
from events.programme.times import local_day, to_local
from events.programme.views.blueprint import bp
from events.waiting.models import QueueKind
from events.waiting.queries import line, waiting_numbers


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _session_or_404(event: Event, session_id: int) -> Session:
    session = db.session.get(Session, session_id)
    if session is None or session.event_id != event.id:
        abort(404)
    return session


def _form(event: Event, data: dict[str, Any]) -> SessionForm:
    form = SessionForm(data=data)
    form.zone = event.zone
    return form


@bp.get("/manage/events/<slug>/sessions")
@login_required
def sessions(slug: str) -> str:
    """All sessions with their seats."""
    event = _mine(slug)
    found = sessions_of(event)
    rows = [(session, local_day(session.starts_at, event.zone)) for session in found]
    waiting = waiting_numbers(QueueKind.SESSION, [session.id for session in found])
    return render_template(
        "events/programme/sessions.html", event=event, rows=rows, waiting=waiting
    )


@bp.route("/manage/events/<slug>/sessions/new", methods=["GET", "POST"])
@login_required
def session_new(slug: str) -> Any:
    """A new session; it begins where the event does unless one says otherwise."""
    event = _mine(slug)
    form = _form(event, {"starts_at": to_local(event.starts_at, event.zone)})
    if form.validate_on_submit():
        try:
            with transaction():
                made = services.add_session(event, form.values(), by=current_user, at=clock.now())
                session_id = made.id
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("The session is in the programme. Now add who speaks."), "success")
            here = url_for("programme.session_edit", slug=slug, session_id=session_id)
            return redirect(f"{here}#speakers", code=303)
    return _page(event, form, None)


def _page(event: Event, form: SessionForm, session: Session | None) -> str:
    return render_template(
        "events/programme/session.html",
        event=event,
        form=form,
        session=session,
        rooms=[room for room, _used in rooms_of(event)],
        speaker_form=SpeakerForm(formdata=None),
        line=line(QueueKind.SESSION, session.id) if session is not None else [],
    )


@bp.route("/manage/events/<slug>/sessions/<int:session_id>", methods=["GET", "POST"])
@login_required
def session_edit(slug: str, session_id: int) -> Any:
    """One session's data."""
    event = _mine(slug)
    session = _session_or_404(event, session_id)
    shown = {name: getattr(session, name) for name in (*EDITABLE, "room")}
    shown["starts_at"] = to_local(session.starts_at, event.zone)
    shown["ends_at"] = to_local(session.ends_at, event.zone)
    form = _form(event, shown)
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_session(session, form.values(), by=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("programme.sessions", slug=slug), code=303)
    return _page(event, form, session)


@bp.post("/manage/events/<slug>/sessions/<int:session_id>/delete")
@login_required
def session_delete(slug: str, session_id: int) -> Any:
    """A session goes, if nobody has a seat there."""
    event = _mine(slug)
    session = _session_or_404(event, session_id)
    if PostForm().validate_on_submit():
        with telling(_("The session is deleted.")):
            services.delete_session(session, by=current_user, at=clock.now())
    return redirect(url_for("programme.sessions", slug=slug), code=303)
