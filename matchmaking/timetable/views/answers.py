"""Accepting with a time and a table, moving, cancelling."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.catalogue.pages import company_name
from events.programme.models import Event, MeetingMode, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.persons import usual_person
from matchmaking.meetings.queries import offered_slots
from matchmaking.meetings.rules import can_answer_meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.meetings.views.blueprint import meeting_or_404
from matchmaking.meetings.words import seller_names
from matchmaking.needs.models import Side
from matchmaking.people.services import name_person
from matchmaking.timetable import services
from matchmaking.timetable.forms import AUTOMATIC, ONLINE, CancelForm, PlaceForm
from matchmaking.timetable.models import Table
from matchmaking.timetable.queries import FreePlace, free_places, slot_at, table_at, tables_of
from matchmaking.timetable.rules import can_cancel_meeting, can_move_meeting
from matchmaking.timetable.views.blueprint import bp


def _to_meeting(event: Event, meeting_id: int) -> Response:
    url = url_for("meetings.detail", slug=event.slug, meeting_id=meeting_id)
    return redirect(url, code=303)


@bp.route("/events/<slug>/meetings/<int:meeting_id>/accept", methods=["GET", "POST"])
@login_required
def accept(slug: str, meeting_id: int) -> Any:
    """Say yes; where the event books, with a time and a table at once."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    at = clock.now()
    state = meeting.state_at(at)
    waits_for_time = state is MeetingState.ACCEPTED and event.meeting_mode is MeetingMode.BOOKS
    authorize(can_move_meeting if waits_for_time else can_answer_meeting, meeting)
    if not waits_for_time and state is not MeetingState.REQUESTED:
        return _to_meeting(event, meeting_id)
    if event.meeting_mode is MeetingMode.PLANS:
        return _accept_to_plan(event, meeting, side)
    form, places = _form(event, meeting, choosing=side)
    status = 200
    if form.validate_on_submit() and form.slot_id.data:
        slot, table = _chosen(event, meeting, form, places)
        try:
            with transaction():
                _name_chosen(meeting, side, form, at=at)
                services.accept_meeting(
                    meeting, slot=slot, table=table, actor=current_user, at=at, by=side
                )
        except DomainError as error:
            flash(error.text(_), "warning")
            status = error.status
            form, places = _form(event, meeting, choosing=side)
        else:
            flash(_("Agreed. The meeting is in both your days."), "success")
            return _to_meeting(event, meeting_id)
    return _page("accept", event, meeting, side, form, places), status


def _form(
    event: Event, meeting: Meeting, *, choosing: Side | None = None
) -> tuple[PlaceForm, list[FreePlace]]:
    places = free_places(meeting, at=clock.now(), choosing=choosing)
    if meeting.state is MeetingState.REQUESTED:
        offered = offered_slots(meeting)
        places = [one for one in places if offered is None or one.slot.id in offered]
    form = PlaceForm()
    form.offer(places, tables_of(event.id))
    if choosing is not None:
        _offer_people(form, meeting, choosing)
    return form, places


def _offer_people(form: PlaceForm, meeting: Meeting, side: Side) -> None:
    company_id = meeting.company_on(side)
    usual = meeting.person_id(side) or usual_person(company_id, current_user)
    form.offer_people(people_of(company_id), usual)


def _name_chosen(meeting: Meeting, side: Side, form: PlaceForm, *, at: datetime) -> None:
    """Whoever the form names comes; without a choice the service finds somebody."""
    if form.person_id.data is not None:
        person = db.session.get(User, form.person_id.data) or abort(404)
        name_person(meeting, side, person, actor=current_user, at=at)


def _chosen(
    event: Event, meeting: Meeting, form: PlaceForm, places: list[FreePlace]
) -> tuple[Slot, Table | None]:
    """The slot and table of the form; a time that went meanwhile is refused by the service.

    No table is online: chosen, or agreed before and not undone.
    """
    slot = slot_at(event, form.slot_id.data)
    if slot is None:
        abort(404)
    if form.table_id.data == ONLINE or (form.table_id.data == AUTOMATIC and meeting.is_online):
        return slot, None
    if form.table_id.data != AUTOMATIC:
        return slot, table_at(event, form.table_id.data) or abort(404)
    offered = next(
        (place.tables[0] for place in places if place.slot.id == slot.id and place.tables), None
    )
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
        offered=offered_slots(meeting) if meeting.state is MeetingState.REQUESTED else None,
        partner=_partner(meeting, side),
        chosen=form.slot_id.data,
    )


def _partner(meeting: Meeting, side: Side) -> str:
    """Who is across the table; of a group, every firm."""
    return seller_names(meeting) if side is Side.BUYER else company_name(meeting.buyer.company)


def _accept_to_plan(event: Event, meeting: Meeting, side: Side) -> Any:
    if request.method == "GET":
        form = PlaceForm()
        form.offer([], [])
        _offer_people(form, meeting, side)
        return _page("accept", event, meeting, side, form, [])
    meeting_id, form, at = meeting.id, PlaceForm(), clock.now()
    try:
        with transaction():
            _name_chosen(meeting, side, form, at=at)
            services.accept_as_proposed(meeting, actor=current_user, at=at)
    except DomainError as error:
        flash(error.text(_), "warning")
    else:
        if meeting.state is MeetingState.PLACED:
            flash(_("Agreed. The meeting is in both your days."), "success")
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
        slot, table = _chosen(event, meeting, form, places)
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


@bp.route("/events/<slug>/meetings/<int:meeting_id>/cancel", methods=["GET", "POST"])
@login_required
def cancel(slug: str, meeting_id: int) -> Any:
    """Call an agreed meeting off, with a reason; asking once more changes nothing."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_cancel_meeting, meeting)
    form = CancelForm()
    form.offer()
    if form.validate_on_submit():
        try:
            with transaction():
                done = services.cancel_meeting(
                    meeting,
                    actor=current_user,
                    side=side,
                    at=clock.now(),
                    reason=form.reason.data,
                    answer=form.answer.data or "",
                )
        except DomainError as error:
            flash(error.text(_), "warning")
        else:
            flash(*_cancelled(done=done))
        return _to_meeting(event, meeting_id)
    if meeting.state not in {MeetingState.ACCEPTED, MeetingState.PLACED}:
        return _to_meeting(event, meeting_id)
    page = render_template(
        "matchmaking/timetable/cancel.html",
        event=event,
        meeting=meeting,
        form=form,
        partner=_partner(meeting, side),
    )
    return page, 422 if form.is_submitted() else 200


def _cancelled(*, done: bool) -> tuple[str, str]:
    if done:
        return _("Cancelled. The other side has been told by mail."), "success"
    return _("This meeting is cancelled already."), "info"
