"""The interface for paired devices: POST /api/v1/events/<slug>/check-ins."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, request
from limits import parse

from core import clock
from core.db import transaction
from core.web import limiter
from events.checkin import queries
from events.checkin.answers import answer_of
from events.checkin.doors import ensure_main_list
from events.checkin.models import CheckinList, Device, Scan
from events.checkin.questions import BODY_LIMIT, BadQuestion, read_question
from events.checkin.services import check_in
from events.checkin.states import Reason
from events.programme.models import Event

bp = Blueprint("checkin_api", __name__, url_prefix="/api/v1")
SEEN_EVERY = timedelta(minutes=1)
GUESSES = parse("120 per minute")


def bearer_token() -> str:
    """The token of the header; one in the address is never looked at."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _device_key() -> str:
    return f"device:{queries.token_hash(bearer_token())}"


def _slow_down() -> Response | None:
    """A device that sends many codes which nobody has must wait; the others need not."""
    if not limiter.enabled or limiter.limiter.test(GUESSES, _device_key()):
        return None
    ends_at = limiter.limiter.get_window_stats(GUESSES, _device_key()).reset_time
    wait = min(max(1, int(ends_at - clock.now().timestamp())), GUESSES.get_expiry())
    response = make_response(jsonify(error="too many unknown codes", retry_after=wait), 429)
    response.headers["Retry-After"] = str(wait)
    return response


def _note_guess(scan: Scan) -> None:
    if limiter.enabled and scan.reason == Reason.UNKNOWN_CODE:
        limiter.limiter.hit(GUESSES, _device_key())


def _unauthorised() -> Response:
    response = make_response(jsonify(error="device token missing, unknown or revoked"), 401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@bp.post("/events/<slug>/check-ins")
@limiter.limit("300 per second", key_func=_device_key)
def check_ins(slug: str) -> Any:
    """Answer one scan of a paired device."""
    device = queries.device_by_token(bearer_token())
    if device is None:
        return _unauthorised()
    if (wait := _slow_down()) is not None:
        return wait
    if request.mimetype != "application/json":
        abort(415)
    if (request.content_length or 0) > BODY_LIMIT:
        abort(413)
    asked = read_question(request.get_data(cache=False))
    at = clock.now()
    with transaction():
        device = queries.device_by_token(bearer_token())
        if device is None:
            return _unauthorised()
        event = _event_of(device, slug)
        scan = check_in(
            event,
            _list_of(event, asked.list),
            asked.code,
            nonce=asked.nonce,
            scanned_at=asked.scanned_at,
            direction=asked.direction,
            forced=asked.forced,
            device=device,
            at=at,
        )
        _note_seen(device, at)
        answer = answer_of(scan)
        _note_guess(scan)
    current_app.logger.info("scan %d %s", answer["scan"], answer["reason"] or answer["result"])
    return jsonify(answer)


def _event_of(device: Device, slug: str) -> Event:
    """The device's event; another one's address is as if it were not there."""
    event = queries.event_of_slug(slug)
    if event is None or event.id != device.event_id:
        abort(404)
    return event


def _list_of(event: Event, slug: str) -> CheckinList:
    found = ensure_main_list(event) if slug == "main" else queries.list_by_slug(event.id, slug)
    if found is None:
        raise BadQuestion(field="list")
    return found


def _note_seen(device: Device, at: datetime) -> None:
    if device.last_seen_at is None or at - device.last_seen_at > SEEN_EVERY:
        device.last_seen_at = at
