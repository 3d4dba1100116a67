"""The ticket at its secret address: code, calendar file, badge, seats."""

from typing import Any

from flask import Response, abort, make_response, render_template, url_for
from flask_login import current_user
from markupsafe import Markup

from core import clock, offline
from core.db import transaction
from core.i18n import by_language
from events.programme.calendar_file import calendar_of
from events.programme.models import Session
from events.programme.queries import seats_of, sessions_of, waits_of
from events.registration.asking import open_questions
from events.registration.codes import in_groups
from events.registration.keys import current_key, door_code, ensure_key
from events.registration.models import Registration
from events.registration.qr import qr_svg
from events.registration.rules import has_ticket
from events.registration.views.blueprint import bp
from events.registration.views.line import standing_of
from events.registration.views.pieces import badge_response, by_token_or_404, remember


@bp.get("/t/<token>")
def ticket(token: str) -> Response:
    """The ticket; only who knows the address sees it."""
    registration = by_token_or_404(token)
    remember(registration)
    valid = has_ticket(registration)
    page = render_template(
        "events/registration/ticket.html",
        registration=registration,
        event=registration.event,
        valid=valid,
        qr=_qr(registration) if valid else "",
        typed=in_groups(registration.short_code),
        sessions=_sessions(registration) if valid else [],
        questions=open_questions(registration) if valid else [],
        taken=seats_of(registration.id) if valid else set(),
        waits=waits_of(registration.id) if valid else {},
        standing=standing_of(registration),
        at=clock.now(),
    )
    response = _secret(make_response(page))
    if valid and _is_their_own(registration):
        offline.keep(response, until=registration.event.ends_at)
    return response


def _is_their_own(registration: Registration) -> bool:
    """Whether the reader's device may keep the ticket; not that of staff or of another account."""
    return not current_user.is_authenticated or registration.user_id == current_user.id


def _qr(registration: Registration) -> Markup:
    key = current_key(registration.event_id)
    if key is None:
        with transaction():
            key = ensure_key(registration.event, at=clock.now())
    return Markup(qr_svg(door_code(registration, key)))  # noqa: S704 -- drawn here from digits


def _sessions(registration: Registration) -> list[Session]:
    """Sessions whose seats can be reserved and that are not over."""
    at = clock.now()
    return [
        session
        for session in sessions_of(registration.event)
        if session.capacity is not None and session.ends_at > at
    ]


def _secret(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/t/<token>/badge.pdf")
def badge(token: str) -> Response:
    """The badge to print at home."""
    registration = by_token_or_404(token)
    if not has_ticket(registration):
        abort(404)
    return _secret(badge_response(registration))


@bp.get("/t/<token>/calendar.ics")
def calendar(token: str) -> Any:
    """The event and the reserved sessions for the calendar on one's phone."""
    registration = by_token_or_404(token)
    if not has_ticket(registration):
        abort(404)
    event, taken = registration.event, seats_of(registration.id)
    url = url_for("registration.ticket", token=token, _external=True)
    reserved = [session for session in sessions_of(event) if session.id in taken]
    body = calendar_of([(event, url)], reserved, words=by_language, at=clock.now())
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return _secret(response)
