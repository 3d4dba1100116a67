"""The rooms of an event, and who speaks at its sessions."""

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
from events.programme.forms import PostForm, RoomForm, SpeakerForm
from events.programme.models import Event, Room, Session, Speaker
from events.programme.pages import event_or_404
from events.programme.queries import rooms_of
from events.programme.rules import can_work_on_event
from events.programme.views.blueprint import bp


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _of_event(event: Event, model: Any, row_id: int) -> Any:
    row = db.session.get(model, row_id)
    if row is None or row.event_id != event.id:
        abort(404)
    return row


@bp.get("/manage/events/<slug>/rooms")
@login_required
def rooms(slug: str) -> str:
    """The rooms and stages, with how many sessions each has."""
    event = _mine(slug)
    return render_template("events/programme/rooms.html", event=event, rows=rooms_of(event))


@bp.route("/manage/events/<slug>/rooms/<int:room_id>", methods=["GET", "POST"])
@login_required
def room_edit(slug: str, room_id: int) -> Any:
    """One room's name and size."""
    event = _mine(slug)
    room = _of_event(event, Room, room_id)
    form = RoomForm(obj=room)
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_room(room, form.values(), by=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("programme.rooms", slug=slug), code=303)
    return render_template("events/programme/room.html", event=event, form=form)


@bp.post("/manage/events/<slug>/rooms/<int:room_id>/delete")
@login_required
def room_delete(slug: str, room_id: int) -> Any:
    """A room goes, if no session takes place in it."""
    event = _mine(slug)
    room = _of_event(event, Room, room_id)
    if PostForm().validate_on_submit():
        with telling(_("The room is deleted.")):
            services.delete_room(room, by=current_user, at=clock.now())
    return redirect(url_for("programme.rooms", slug=slug), code=303)


@bp.route("/manage/events/<slug>/sessions/<int:session_id>/speakers", methods=["GET", "POST"])
@login_required
def speaker_new(slug: str, session_id: int) -> Any:
    """Somebody speaks at a session."""
    event = _mine(slug)
    session = _of_event(event, Session, session_id)
    form = SpeakerForm()
    if form.validate_on_submit():
        with transaction():
            services.add_speaker(session, form.values(), by=current_user, at=clock.now())
        flash(_("The speaker is in the programme."), "success")
        return _back(slug, session_id)
    return _speaker_page(event, session, form)


@bp.route("/manage/events/<slug>/speakers/<int:speaker_id>", methods=["GET", "POST"])
@login_required
def speaker_edit(slug: str, speaker_id: int) -> Any:
    """One speaker's name, post and consent."""
    event = _mine(slug)
    speaker = _of_event(event, Speaker, speaker_id)
    form = SpeakerForm(obj=speaker)
    if form.validate_on_submit():
        with transaction():
            services.edit_speaker(speaker, form.values(), by=current_user, at=clock.now())
        flash(_("Saved."), "success")
        return _back(slug, speaker.session_id)
    return _speaker_page(event, speaker.session, form)


@bp.post("/manage/events/<slug>/speakers/<int:speaker_id>/remove")
@login_required
def speaker_remove(slug: str, speaker_id: int) -> Any:
    """Somebody does not speak after all."""
    event = _mine(slug)
    speaker = _of_event(event, Speaker, speaker_id)
    session_id = speaker.session_id
    if PostForm().validate_on_submit():
        with telling(_("The speaker is no longer in the programme.")):
            services.remove_speaker(speaker, by=current_user, at=clock.now())
    return _back(slug, session_id)


def _speaker_page(event: Event, session: Session, form: SpeakerForm) -> str:
    return render_template("events/programme/speaker.html", event=event, session=session, form=form)


def _back(slug: str, session_id: int) -> Any:
    here = url_for("programme.session_edit", slug=slug, session_id=session_id)
    return redirect(f"{here}#speakers", code=303)
