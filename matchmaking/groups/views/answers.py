"""Saying yes or no to a group meeting for one's own firm, and leaving it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.queries import people_of
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from matchmaking.groups import services
from matchmaking.groups.forms import NoForm, YesForm
from matchmaking.groups.rules import own_member
from matchmaking.groups.views.blueprint import bp
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.rules import can_lead_group
from matchmaking.meetings.services import decline_meeting
from matchmaking.meetings.states import MemberState
from matchmaking.meetings.views.blueprint import meeting_or_404
from matchmaking.needs.models import Side


def _group_or_404(slug: str, meeting_id: int) -> tuple[Meeting, GroupMember | None]:
    """A group of one's own and one's own firm in it; the buyer's people have none."""
    _event, meeting, side = meeting_or_404(slug, meeting_id)
    if not meeting.is_group:
        abort(404)
    if side is Side.BUYER:
        authorize(can_lead_group, meeting)
        return meeting, None
    return meeting, own_member(current_user, meeting) or abort(404)


def _back(slug: str, meeting_id: int) -> Response:
    return redirect(url_for("meetings.detail", slug=slug, meeting_id=meeting_id), code=303)


def _do(act: Callable[[], Any], text: str) -> None:
    try:
        with transaction():
            act()
    except DomainError as error:
        flash(error.text(_), "warning")
    else:
        flash(text, "success")


@bp.post("/events/<slug>/meetings/<int:meeting_id>/group/yes")
@login_required
def yes(slug: str, meeting_id: int) -> Response:
    """One's own firm comes; the buyer agrees to firms that ask together."""
    meeting, member = _group_or_404(slug, meeting_id)
    form, at = YesForm(), clock.now()
    company_id = member.exhibitor.company_id if member else meeting.buyer.company_id
    form.offer_people(people_of(company_id), None)
    if not form.validate_on_submit():
        return _back(slug, meeting_id)
    values = {"actor": current_user, "at": at, "person_id": form.person_id.data or None}
    if member is None:
        _do(lambda: services.agree_as_buyer(meeting, **values), _("Agreed. The firms are told."))
    else:
        text = _("You come. Contacts are shown as soon as enough firms have said yes.")
        _do(lambda: services.join(member, **values), text)
    return _back(slug, meeting_id)


@bp.post("/events/<slug>/meetings/<int:meeting_id>/group/no")
@login_required
def no(slug: str, meeting_id: int) -> Response:
    """One's own firm does not come; only the buyer reads why."""
    meeting, member = _group_or_404(slug, meeting_id)
    form = NoForm()
    form.offer()
    if not form.validate_on_submit():
        return _back(slug, meeting_id)
    values = {
        "actor": current_user,
        "at": clock.now(),
        "reason": form.chosen,
        "answer": form.answer.data or "",
    }
    text = _("Answered. A no is fine; the other side has been told.")
    if member is None:
        _do(lambda: decline_meeting(meeting, by=Side.BUYER, **values), text)
    else:
        _do(lambda: services.pass_on(member, **values), text)
    return _back(slug, meeting_id)


@bp.route("/events/<slug>/meetings/<int:meeting_id>/group/leave", methods=["GET", "POST"])
@login_required
def leave(slug: str, meeting_id: int) -> Any:
    """One's own firm cannot come any more; the others are told and meet if they are enough."""
    meeting, member = _group_or_404(slug, meeting_id)
    if member is None:
        abort(403)
    if member.state is not MemberState.ACCEPTED or not member.is_live:
        return _back(slug, meeting_id)
    form = NoForm()
    form.offer()
    if form.validate_on_submit():
        _do(
            lambda: services.leave(
                member,
                actor=current_user,
                at=clock.now(),
                reason=form.chosen,
                answer=form.answer.data or "",
            ),
            _("You have left the group. The others have been told by mail."),
        )
        return _back(slug, meeting_id)
    coming = sum(one.comes for one in meeting.members)
    return render_template(
        "matchmaking/groups/leave.html",
        event=meeting.event,
        meeting=meeting,
        form=form,
        goes_on=coming > (meeting.group_least or 0),
    )
