"""The inbox, one meeting, and the answers that need no slot."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.pages import event_or_404
from matchmaking.meetings import services
from matchmaking.meetings.forms import AnswerForm
from matchmaking.meetings.queries import (
    company_ids_of,
    contacts_of,
    meetings_of,
    partner_of,
    sort_into_box,
)
from matchmaking.meetings.rules import can_answer_meeting, can_withdraw_meeting
from matchmaking.meetings.views.blueprint import bp, meeting_or_404
from matchmaking.needs.models import Side
from matchmaking.recommendations.words import first_chips


@bp.get("/meetings")
@login_required
def mine() -> str:
    """A person's meetings across events."""
    return _inbox(None)


@bp.get("/events/<slug>/meetings")
@login_required
def inbox(slug: str) -> str:
    """A person's meetings at one event."""
    return _inbox(slug)


def _inbox(slug: str | None) -> str:
    event = event_or_404(slug) if slug else None
    at = clock.now()
    ours = company_ids_of(current_user)
    box = sort_into_box(meetings_of(current_user, event=event), ours, at=at)
    return render_template(
        "matchmaking/meetings/inbox.html" if event else "matchmaking/meetings/mine.html",
        event=event,
        box=box,
        at=at,
        partner=lambda meeting: partner_of(meeting, ours),
        first_chips=first_chips,
    )


@bp.get("/events/<slug>/meetings/<int:meeting_id>")
@login_required
def detail(slug: str, meeting_id: int) -> str:
    """One meeting: with whom, why, when, and what can be done."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    at = clock.now()
    other = meeting.exhibitor if side is Side.BUYER else meeting.buyer
    return render_template(
        "matchmaking/meetings/detail.html",
        event=event,
        meeting=meeting,
        side=side,
        at=at,
        state=meeting.state_at(at),
        partner=other.company,
        contacts=contacts_of(meeting, side),
        chips=first_chips(meeting.reasons),
        may_answer=can_answer_meeting(current_user, meeting),
        may_withdraw=can_withdraw_meeting(current_user, meeting),
        form=AnswerForm(),
    )


@bp.post("/events/<slug>/meetings/<int:meeting_id>/decline")
@login_required
def decline(slug: str, meeting_id: int) -> Response:
    """Say no, kindly."""
    event, meeting, _side = meeting_or_404(slug, meeting_id)
    authorize(can_answer_meeting, meeting)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.decline_meeting(
                    meeting, actor=current_user, at=clock.now(), answer=form.answer.data or ""
                )
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            flash(_("Answered. A no is fine; the other side has been told."), "success")
            return redirect(url_for("meetings.inbox", slug=event.slug), code=303)
    return redirect(url_for("meetings.detail", slug=slug, meeting_id=meeting_id), code=303)


@bp.post("/events/<slug>/meetings/<int:meeting_id>/withdraw")
@login_required
def withdraw(slug: str, meeting_id: int) -> Response:
    """Take one's own request back."""
    _event, meeting, _side = meeting_or_404(slug, meeting_id)
    authorize(can_withdraw_meeting, meeting)
    try:
        with transaction():
            services.withdraw_meeting(meeting, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        flash(_("The request is withdrawn."), "success")
    return redirect(url_for("meetings.detail", slug=slug, meeting_id=meeting_id), code=303)
