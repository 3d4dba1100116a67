"""Accepting with a time and a table, moving, cancelling."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.models import Event, MeetingMode, Slot
from matchmaking.meetings import services as meetings
from matchmaking.meetings.forms import AnswerForm
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.rules import can_answer_meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.meetings.views.blueprint import meeting_or_404
from matchmaking.needs.models import Side
from matchmaking.timetable import services
from matchmaking.timetable.forms import AUTOMATIC, PlaceForm
from matchmaking.timetable.models import Table
from matchmaking.timetable.queries import FreePlace, free_places, slot_at, table_at, tables_of
from matchmaking.timetable.rules import can_move_meeting
from matchmaking.timetable.views.blueprint import bp


def _to_meeting(event: Event, meeting_id: int) -> Response:
    url = url_for("meetings.detail", slug=event.slug, meeting_id=meeting_id)
    return redirect(url, code=303)


@bp.route("/events/<slug>/meetings/<int:meeting_id>/accept", methods=["GET", "POST"])
@login_required
def accept(slug: str, meeting_id: int) -> Any:
    """Say yes; where the event books, with a time and a table at once."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_answer_meeting, meeting)
    at = clock.now()
    if meeting.state_at(at) is not MeetingState.REQUESTED:
        return _to_meeting(event, meeting_id)
    if event.meeting_mode is MeetingMode.PLANS:
        return _accept_to_plan(event, meeting, side)
    form, places = _form(event, meeting)
    status = 200
    if form.validate_on_submit() and form.slot_id.data:
        slot, table = _chosen(event, form, places)
        try:
            with transaction():
                services.accept_meeting(meeting, slot=slot, table=table, actor=current_user, at=at)
        except DomainError as error:
            flash(error.text(_), "warning")
            status = error.status
            form, places = _form(event, meeting)
        else:
            flash(_("Agreed. The meeting is in both your days."), "success")
            return _to_meeting(event, meeting_id)
    return _page("accept", event, meeting, side, form, places), status


def _form(event: Event, meeting: Meeting) -> tuple[PlaceForm, list[FreePlace]]:
    places = free_places(meeting, at=clock.now())
    form = PlaceForm()
    form.offer(places, tables_of(event.id))
    return form, places


def _chosen(event: Event, form: PlaceForm, places: list[FreePlace]) -> tuple[Slot, Table]:
    """The slot and table of the form; a time that went meanwhile is refused by the service."""
    slot = slot_at(event, form.slot_id.data)
    if slot is None:
        abort(404)
    if form.table_id.data != AUTOMATIC:
        return slot, table_at(event, form.table_id.data) or abort(404)
    offered = next((place.tables[0] for place in places if place.slot.id == slot.id), None)
    table = offered or next(iter(tables_of(event.id)), None)
    if table is None:
        abort(404)
    return slot, table


def _page(
    name: str,
    event: Event,
    meeting: Meeting,
    side: Side,
    form: PlaceForm,
    places: list[FreePlace],
) -> str:
    return render_template(
        f"matchmaking/timetable/{name}.html",
        event=event,
        meeting=meeting,
        form=form,
        days=PlaceForm.by_day(places),
        partner=(meeting.exhibitor if side is Side.BUYER else meeting.buyer).company,
        chosen=form.slot_id.data,
    )


def _accept_to_plan(event: Event, meeting: Meeting, side: Side) -> Any:
    if request.method == "GET":
        form = PlaceForm()
        form.offer([], [])
        return _page("accept", event, meeting, side, form, [])
    meeting_id = meeting.id
    try:
        with transaction():
            meetings.accept_without_slot(meeting, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "warning")
    else:
        flash(_("Agreed. The organiser will tell you both the time and the table."), "success")
    return _to_meeting(event, meeting_id)


@bp.route("/events/<slug>/meetings/<int:meeting_id>/move", methods=["GET", "POST"])
@login_required
def reschedule(slug: str, meeting_id: int) -> Any:
    """Give an agreed meeting another time."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_move_meeting, meeting)
    if meeting.state is not MeetingState.PLACED:
        return _to_meeting(event, meeting_id)
    form, places = _form(event, meeting)
    status = 200
    if form.validate_on_submit() and form.slot_id.data:
        slot, table = _chosen(event, form, places)
        try:
            with transaction():
                services.move_meeting(
                    meeting, slot=slot, table=table, actor=current_user, side=side, at=clock.now()
                )
        except DomainError as error:
            flash(error.text(_), "warning")
            status = error.status
            form, places = _form(event, meeting)
        else:
            flash(_("Moved. The other side has been told by mail."), "success")
            return _to_meeting(event, meeting_id)
    return _page("move", event, meeting, side, form, places), status


@bp.post("/events/<slug>/meetings/<int:meeting_id>/cancel")
@login_required
def cancel(slug: str, meeting_id: int) -> Response:
    """Call an agreed meeting off."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_move_meeting, meeting)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.cancel_meeting(
                    meeting,
                    actor=current_user,
                    side=side,
                    at=clock.now(),
                    answer=form.answer.data or "",
                )
        except DomainError as error:
            flash(error.text(_), "warning")
        else:
            flash(_("Cancelled. The other side has been told by mail."), "success")
    return _to_meeting(event, meeting_id)
