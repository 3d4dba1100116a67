"""A person's day at an event, and the same for calendar programs."""

from collections.abc import Iterable
from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import force_locale
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as Answer

from core import clock
from core.db import transaction
from core.i18n import _, fmt_day, fmt_time
from events.programme.pages import event_or_404
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import company_ids_of, meetings_of, partner_of
from matchmaking.meetings.states import MeetingState
from matchmaking.meetings.views.blueprint import meeting_or_404
from matchmaking.needs.models import Side
from matchmaking.timetable.calendar_file import calendar_of
from matchmaking.timetable.queries import feed_of, user_of_feed
from matchmaking.timetable.services import make_feed
from matchmaking.timetable.views.blueprint import bp

IN_AGENDA = frozenset({MeetingState.PLACED, MeetingState.HELD, MeetingState.MISSED})


@bp.get("/events/<slug>/agenda")
@login_required
def agenda(slug: str) -> str:
    """Day by day: when, at which table, with whom."""
    event = event_or_404(slug)
    every = meetings_of(current_user, event=event)
    placed = [one for one in every if one.state in IN_AGENDA and one.placement is not None]
    placed.sort(key=lambda one: one.placement.slot.starts_at)
    ours = company_ids_of(current_user)
    feed = feed_of(current_user.id)
    return render_template(
        "matchmaking/timetable/agenda.html",
        event=event,
        days=_days(slug, placed, ours),
        unplaced=[one for one in every if one.state is MeetingState.ACCEPTED],
        partner=lambda meeting: partner_of(meeting, ours),
        feed_url=_public_url("timetable.feed", token=feed.token) if feed else None,
    )


def _days(slug: str, placed: Iterable[Meeting], ours: set[int]) -> dict[str, list[dict[str, Any]]]:
    days: dict[str, list[dict[str, Any]]] = {}
    for meeting in placed:
        slot = meeting.placement.slot
        days.setdefault(fmt_day(slot.starts_at), []).append(
            {
                "time": fmt_time(slot.starts_at),
                "until": fmt_time(slot.ends_at),
                "title": partner_of(meeting, ours).name,
                "url": url_for("meetings.detail", slug=slug, meeting_id=meeting.id),
                "place": _where(meeting),
                "meeting": meeting,
            }
        )
    return days


def _where(meeting: Meeting) -> str:
    """Table, zone and booth, in the reader's language."""
    placement = meeting.placement
    if placement is None:
        return str(meeting.event.place)
    booths = ", ".join(one.booth.label for one in meeting.exhibitor.allotments)
    parts = [
        _("Table %(label)s", label=placement.table.label),
        placement.table.zone,
        _("Booth %(label)s", label=booths) if booths else "",
    ]
    return " · ".join(filter(None, parts))


def _public_url(endpoint: str, **values: Any) -> str:
    """An address that works outside the browser: below the public address of the platform."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + url_for(endpoint, **values)


def _file(meetings: Iterable[Meeting], ours: set[int], name: str) -> Response:
    def url(meeting: Meeting) -> str:
        return _public_url("meetings.detail", slug=meeting.event.slug, meeting_id=meeting.id)

    body = calendar_of(
        meetings,
        title=lambda meeting: _("Meeting: %(name)s", name=partner_of(meeting, ours).name),
        place=lambda meeting: f"{_where(meeting)}, {meeting.event.place}",
        url=url,
        name=name,
        at=clock.now(),
    )
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "inline; filename=meetings.ics"
    return response


@bp.get("/events/<slug>/meetings/<int:meeting_id>.ics")
@login_required
def meeting_file(slug: str, meeting_id: int) -> Response:
    """One meeting for a calendar; it stays the same entry when it moves or is cancelled."""
    _event, meeting, side = meeting_or_404(slug, meeting_id)
    if meeting.calendar_starts_at is None:
        abort(404)
    own = meeting.buyer if side is Side.BUYER else meeting.exhibitor
    return _file([meeting], {own.company_id}, _("Meetings"))


@bp.get("/agenda/<token>.ics")
def feed(token: str) -> Response:
    """All meetings of the person to whom this secret address belongs."""
    user = user_of_feed(token)
    if user is None:
        abort(404)
    with force_locale(user.language):
        return _file(meetings_of(user), company_ids_of(user), _("Chợ Phiên: meetings"))


@bp.post("/events/<slug>/agenda/feed")
@login_required
def new_feed(slug: str) -> Answer:
    """Make a secret calendar address; an older one stops working."""
    event_or_404(slug)
    with transaction():
        make_feed(current_user, at=clock.now())
    flash(_("Your calendar address is ready. Keep it to yourself."), "success")
    return redirect(url_for("timetable.agenda", slug=slug) + "#calendar", code=303)
