"""Screens in the hall: who sits where, now and next, and the gong. A secret address opens them."""

from typing import Any

from flask import Response, abort, jsonify, make_response, render_template

from core import clock
from core.web import limiter
from events.programme.models import Event
from events.programme.pages import speak_of
from matchmaking.desk import queries
from matchmaking.desk.views.blueprint import bp
from matchmaking.timetable.queries import slots_of, table_at, tables_of


def _event(token: str) -> Event:
    event = queries.event_of_display(token) or abort(404)
    speak_of(event)
    return event


def _page(template: str, **values: Any) -> Response:
    response = make_response(render_template(template, **values))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/display/<token>")
@limiter.limit("240 per minute")
def hall(token: str) -> Response:
    """All tables with who sits there now and next; loads itself again."""
    event, at = _event(token), clock.now()
    return _page(
        "matchmaking/desk/hall.html",
        event=event,
        token=token,
        rows=queries.tables_now(event, tables_of(event.id), at=at),
        times=queries.times_at(slots_of(event.id), at),
    )


@bp.get("/display/<token>/tables/<int:table_id>")
@limiter.limit("600 per minute")
def table(token: str, table_id: int) -> Response:
    """One table, for a tablet that stands on it, or for paper."""
    event, at = _event(token), clock.now()
    row = table_at(event, table_id) or abort(404)
    return _page(
        "matchmaking/desk/table.html",
        event=event,
        shown=queries.shown_at(event, row, at=at),
        times=queries.times_at(slots_of(event.id), at),
    )


@bp.get("/display/<token>/gong")
@limiter.limit("240 per minute")
def gong(token: str) -> Response:
    """The time that is left, for the whole hall, with a gong at the end."""
    event = _event(token)
    return _page("matchmaking/desk/gong.html", event=event, token=token)


@bp.get("/display/<token>/clock.json")
@limiter.limit("600 per minute")
def times(token: str) -> Response:
    """The server's time and all slots, in milliseconds: the gong goes on without the network."""
    event = _event(token)
    slots = [
        [int(slot.starts_at.timestamp() * 1000), int(slot.ends_at.timestamp() * 1000)]
        for slot in slots_of(event.id)
    ]
    return jsonify(now=int(clock.now().timestamp() * 1000), slots=slots)
