"""A person's day at an event, and the same for calendar programs."""

from collections.abc import Iterable

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as Answer

from core import clock, offline
from core.db import transaction
from core.i18n import _
from core.web import public_url
from events.programme.pages import event_or_404
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import (
    company_ids_of,
    meetings_of,
    others_with,
)
from matchmaking.meetings.views.blueprint import meeting_or_404
from matchmaking.meetings.words import partner_names
from matchmaking.timetable.calendar_file import SHOWN, calendar_of
from matchmaking.timetable.queries import feed_of, user_of_feed
from matchmaking.timetable.reminders.queries import has_stopped
from matchmaking.timetable.services import make_feed
from matchmaking.timetable.views.blueprint import bp
from matchmaking.timetable.views.day import plan_of
from matchmaking.timetable.words import where


@bp.get("/events/<slug>/agenda")
@login_required
def agenda(slug: str) -> Response:
    """Day by day: when, where, with whom, and what goes on now."""
    event = event_or_404(slug)
    at = clock.now()
    ours = company_ids_of(current_user)
    feed = feed_of(current_user.id)
    page = render_template(
        "matchmaking/timetable/agenda.html",
        event=event,
        at=at,
        plan=plan_of(current_user, event, at=at),
        partner_names=lambda meeting: partner_names(meeting, ours),
        reminds=not has_stopped(current_user.id),
        feed_url=public_url("timetable.feed", token=feed.token) if feed else None,
    )
    return offline.keep(make_response(page), until=event.ends_at)


def _file(meetings: Iterable[Meeting], ours: set[int], name: str) -> Answer:
    """A calendar file; a program that has it already gets a 304."""

    def url(meeting: Meeting) -> str:
        return public_url("meetings.detail", slug=meeting.event.slug, meeting_id=meeting.id)

    body = calendar_of(
        meetings,
        title=lambda meeting: _title(meeting, ours),
        state=lambda meeting: meeting.state_for(ours, clock.now()),
        place=lambda meeting: ", ".join(
            dict.fromkeys(filter(None, (where(meeting), meeting.event.place)))
        ),
        url=url,
        name=name,
    )
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "inline; filename=meetings.ics"
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _title(meeting: Meeting, ours: set[int]) -> str:
    """Whom one meets, and in a group with whom together."""
    name, others = partner_names(meeting, ours), others_with(meeting, ours)
    if not others:
        return str(_("Meeting: %(name)s", name=name))
    together = ", ".join(one.name for one in others)
    return str(_("Meeting: %(name)s, together with %(others)s", name=name, others=together))


@bp.get("/events/<slug>/meetings/<int:meeting_id>.ics")
@login_required
def meeting_file(slug: str, meeting_id: int) -> Answer:
    """One meeting for a calendar; it stays the same entry when it moves or is cancelled."""
    _event, meeting, side = meeting_or_404(slug, meeting_id)
    ours = company_ids_of(current_user)
    if meeting.calendar_starts_at is None or meeting.state_for(ours, clock.now()) not in SHOWN:
        abort(404)
    if not meeting.is_group:
        ours = {meeting.company_on(side)}
    return _file([meeting], ours, _("Meetings"))


@bp.get("/agenda/<token>.ics")
def feed(token: str) -> Answer:
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
