"""Answering a request with other times that suit both."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.models import MeetingMode
from matchmaking.meetings import services
from matchmaking.meetings.errors import TimesGone
from matchmaking.meetings.forms import ProposeForm
from matchmaking.meetings.rules import can_answer_meeting
from matchmaking.meetings.services.proposing import MOST_TIMES
from matchmaking.meetings.states import MeetingState
from matchmaking.meetings.views.blueprint import meeting_or_404
from matchmaking.needs.models import Side
from matchmaking.timetable.forms import PlaceForm
from matchmaking.timetable.queries import free_places
from matchmaking.timetable.views.blueprint import bp


@bp.route("/events/<slug>/meetings/<int:meeting_id>/propose", methods=["GET", "POST"])
@login_required
def propose(slug: str, meeting_id: int) -> Any:
    """Propose up to three other times; the other side chooses one of them or says no."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_answer_meeting, meeting)
    at = clock.now()
    back = url_for("meetings.detail", slug=slug, meeting_id=meeting_id)
    is_open = meeting.state_at(at) is MeetingState.REQUESTED
    if not is_open or event.meeting_mode is not MeetingMode.BOOKS:
        return redirect(back, code=303)
    form = ProposeForm()
    places = free_places(meeting, at=at)
    status = 200
    if form.validate_on_submit():
        chosen = form.chosen(place.slot for place in places)
        gone = len(set(form.slot_ids.data or ())) - len(chosen)
        try:
            with transaction():
                if gone:
                    raise TimesGone
                services.propose_times(
                    meeting, chosen, actor=current_user, at=at, note=form.note.data or ""
                )
        except DomainError as error:
            flash(error.text(_), "warning")
            status = error.status
            places = free_places(meeting, at=at)
        else:
            flash(_("Proposed. The other side chooses one of the times or says no."), "success")
            return redirect(back, code=303)
    partner = (meeting.exhibitor if side is Side.BUYER else meeting.buyer).company
    page = render_template(
        "matchmaking/timetable/propose.html",
        event=event,
        meeting=meeting,
        partner=partner,
        form=form,
        days=PlaceForm.by_day(places),
        chosen=set(form.slot_ids.data or ()),
        most=MOST_TIMES,
    )
    return page, status
