"""The inbox, one meeting, and the answers that need no slot."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, fmt_number
from core.permissions import authorize
from core.search import is_within, query_text
from core.telling import telling
from events.catalogue.pages import company_name
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.meetings import services
from matchmaking.meetings.forms import DeclineForm
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import (
    PARTS,
    Box,
    busy_slot_ids,
    company_ids_of,
    contacts_of,
    current_proposal,
    history_of,
    meetings_of,
    others_with,
    partner_of,
    partners_of,
    sort_into_box,
)
from matchmaking.meetings.rules import (
    can_answer_meeting,
    can_decline_meeting,
    can_withdraw_meeting,
    may,
)
from matchmaking.meetings.similar import similar_to
from matchmaking.meetings.states import MeetingState
from matchmaking.meetings.topics import is_about, topics_of
from matchmaking.meetings.views.blueprint import bp, meeting_or_404
from matchmaking.meetings.words import partner_names, step_words
from matchmaking.needs.models import Side
from matchmaking.needs.queries import active_buyers_of
from matchmaking.recommendations.words import first_chips

LONG = 8  # meetings, from which on one searches by name
_group_pages: list[Callable[[Event, Meeting, Side], str]] = []
CAME_TO_NOTHING = frozenset({MeetingState.DECLINED, MeetingState.EXPIRED})


def show_groups(page: Callable[[Event, Meeting, Side], str]) -> None:
    """Say what draws a group meeting: an upper slice, whose answers need times and claims."""
    _group_pages[:] = [page]


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
    every = meetings_of(current_user, event=event)
    query = query_text(request.args.get("q"))
    found = [one for one in every if not query or is_within(query, _called(one, ours))]
    topics = topics_of(found, ours)
    about = request.args.get("about", "")
    about = about if about in {one.key for one in topics} else ""
    found = [one for one in found if not about or is_about(one, about, ours)]
    box = sort_into_box(found, ours, at=at)
    shown = request.args.get("show", "")
    return render_template(
        "matchmaking/meetings/inbox.html" if event else "matchmaking/meetings/mine.html",
        event=event,
        my_buyers=active_buyers_of(current_user, event) if event is not None else [],
        box=box.only(shown) if shown in PARTS else box,
        parts=_tabs(box, shown, slug, about),
        topics=topics,
        about=about,
        buys=any(one.buyer.company_id in ours for one in every),
        any_at_all=bool(every),
        is_long=len(every) > LONG,
        query=query,
        shown=shown if shown in PARTS else "",
        at=at,
        partner=lambda meeting: partner_of(meeting, ours),
        names=lambda meeting: partner_names(meeting, ours),
        stands=lambda meeting: meeting.state_for(ours, at),
        others=lambda meeting: others_with(meeting, ours),
        first_chips=first_chips,
    )


def _tabs(box: Box, shown: str, slug: str | None, about: str) -> list[dict[str, Any]]:
    """The parts of the inbox with how many stand in each."""
    endpoint = "meetings.inbox" if slug else "meetings.mine"
    words = {
        "": _("All"),
        "answer": _("To answer"),
        "waiting": _("Waiting"),
        "agreed": _("Agreed"),
        "past": _("Earlier"),
    }
    query = query_text(request.args.get("q")) or None
    return [
        {
            "label": label,
            "count": fmt_number(box.count(part)),
            "url": url_for(endpoint, slug=slug, show=part or None, q=query, about=about or None),
            "active": part == (shown if shown in PARTS else ""),
        }
        for part, label in words.items()
    ]


@bp.get("/events/<slug>/meetings/<int:meeting_id>")
@login_required
def detail(slug: str, meeting_id: int) -> str:
    """One meeting: with whom, why, when, what was said, and what can be done."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    if meeting.is_group:
        return _group_pages[0](event, meeting, side)
    at = clock.now()
    other = meeting.exhibitor if side is Side.BUYER else meeting.buyer
    state = meeting.state_at(at)
    form = DeclineForm()
    form.offer()
    proposal = current_proposal(meeting) if state is MeetingState.REQUESTED else None
    busy = busy_slot_ids(meeting) if proposal is not None else set()
    return render_template(
        "matchmaking/meetings/detail.html",
        event=event,
        meeting=meeting,
        side=side,
        at=at,
        state=state,
        partner=other.company,
        contacts=contacts_of(meeting, side),
        chips=first_chips(meeting.reasons),
        may_answer=can_answer_meeting(current_user, meeting),
        may_decline=can_decline_meeting(current_user, meeting),
        may_withdraw=can_withdraw_meeting(current_user, meeting),
        proposal=proposal,
        free=[one for one in proposal.slots if one.id not in busy and one.starts_at > at]
        if proposal is not None
        else [],
        history=[
            {"text": text, "step": step}
            for step in history_of(meeting)
            if (text := step_words(step, company_name(other.company), us=side))
        ],
        similar=similar_to(event, meeting.buyer, meeting.exhibitor, side, need=meeting.need, at=at)
        if state in CAME_TO_NOTHING
        else [],
        form=form,
    )


@bp.post("/events/<slug>/meetings/<int:meeting_id>/decline")
@login_required
def decline(slug: str, meeting_id: int) -> Response:
    """Say no, kindly."""
    event, meeting, side = meeting_or_404(slug, meeting_id)
    authorize(can_decline_meeting, meeting)
    form = DeclineForm()
    form.offer()
    if form.validate_on_submit():
        by = side if may("decline", meeting, side) else meeting.asked_side
        try:
            with transaction():
                services.decline_meeting(
                    meeting,
                    actor=current_user,
                    at=clock.now(),
                    answer=form.answer.data or "",
                    reason=form.chosen,
                    by=by,
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
    with telling(_("The request is withdrawn.")):
        services.withdraw_meeting(meeting, actor=current_user, at=clock.now())
    return redirect(url_for("meetings.detail", slug=slug, meeting_id=meeting_id), code=303)


def _called(meeting: Meeting, company_ids: set[int]) -> str:
    """What the other side may be looked for by: its names in both languages."""
    return " ".join(f"{one.name} {one.name_en}" for one in partners_of(meeting, company_ids))
