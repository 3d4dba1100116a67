"""What a phone takes along to check tickets without a network."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, make_response, request

from core import clock
from core.db import db
from events.checkin import queries
from events.checkin.api.calls import Refused, bp, facts_of, for_device
from events.checkin.api.scans import with_list
from events.checkin.errors import ListNotYours
from events.checkin.facts import Known
from events.checkin.models import CheckinList
from events.checkin.questions import BadQuestion
from events.checkin.services.snapshots import FRESH_SECONDS, snapshot_of, version_of
from events.programme.models import Event


@bp.get("/events/<slug>/check-ins/lists/<list_slug>/snapshot")
@for_device
def snapshot(known: Known, list_slug: str) -> Any:
    """The list's snapshot, or 304 where the phone has it."""
    try:
        known = with_list(known, list_slug)
    except BadQuestion as error:
        raise Refused(404, "not_found") from error
    if not facts_of(known, list_slug).may_use(list_slug):
        raise ListNotYours
    event = db.session.get_one(Event, known.event_id)
    checkin_list = queries.list_by_slug(known.event_id, list_slug)
    if checkin_list is None:
        raise Refused(404, "not_found")
    version = current_version(checkin_list, event)
    if request.if_none_match.contains(version):
        return _named(make_response("", 304), version)
    folder = Path(current_app.instance_path) / "snapshots"
    made = snapshot_of(checkin_list, event, version=version, folder=folder, at=clock.now())
    response = Response(made.file.read_bytes(), mimetype="application/octet-stream")
    response.headers["Content-Encoding"] = "gzip"
    return _named(response, made.version)


def current_version(checkin_list: CheckinList, event: Event) -> str:
    """The version of a list's snapshot; tests look at the rows every time."""
    return version_of(
        checkin_list, event, trusted_for=0.0 if current_app.testing else FRESH_SECONDS
    )


def _named(response: Response, version: str) -> Response:
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
