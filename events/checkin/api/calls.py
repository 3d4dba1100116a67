"""What every call of a device shares: its token, its limits, its errors in one form."""

import functools
import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, request
from limits import parse
from werkzeug.exceptions import HTTPException

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.web import limiter
from events.checkin import facts, queries
from events.checkin.errors import DeviceRevoked, NonceReused
from events.checkin.facts import Known
from events.checkin.models import DeviceFault
from events.checkin.questions import BODY_LIMIT

bp = Blueprint("checkin_api", __name__, url_prefix="/api/v1")
GUESSES = parse("120 per minute")
CALLS_PER_SECOND, MOST_COUNTED = 300, 4096
HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "not_json_type"}
KEPT = {400, 403, 413, 415, 422}
_calls: dict[int, tuple[int, int]] = {}


@limiter.request_filter
def _counts_its_own() -> bool:
    """Devices have limits of their own, below: the site's would cost a scan a tenth more."""
    return request.blueprint == bp.name and request.endpoint != f"{bp.name}.pair"


class Refused(Exception):
    """A call ends here with this answer."""

    def __init__(self, status: int, code: str, *, field: str = "", wait: int = 0) -> None:
        super().__init__(code)
        self.status, self.code, self.field, self.wait = status, code, field, wait

    def answer(self) -> Response:
        """It, as JSON."""
        response = failure(self.status, self.code, self.code.replace("_", " "), field=self.field)
        if self.wait:
            response.headers["Retry-After"] = str(self.wait)
        if self.status == 401:  # noqa: PLR2004 -- HTTP
            response.headers["WWW-Authenticate"] = "Bearer"
        return response


def failure(status: int, code: str, text: str, *, field: str = "") -> Response:
    """An error in the one form that devices know."""
    body: dict[str, Any] = {"error": text, "code": code, "status": status}
    if field:
        body["field"] = field
    return make_response(jsonify(body), status)


def of_domain(error: DomainError) -> Response:
    """A rule's refusal in that form."""
    field = str(error.values.get("field", ""))
    response = failure(error.status, error.code, error.text(_), field=field)
    if error.status == 401:  # noqa: PLR2004 -- HTTP
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def bearer_token() -> str:
    """The token of the header; one in the address is never looked at."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def for_device(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let paired devices in, and theirs alone; keep a row of what they sent in vain."""

    @functools.wraps(view)
    def call(slug: str, **values: Any) -> Any:
        known = None
        try:
            known = _caller(slug)
            return view(known, **values)
        except Refused as refused:
            answer = refused.answer()
            _keep_fault(known, refused.status, refused.code, refused.field)
        except DomainError as error:
            answer = of_domain(error)
            if not isinstance(error, NonceReused):
                _keep_fault(known, error.status, error.code, str(error.values.get("field", "")))
        except HTTPException as error:
            code = HTTP_CODES.get(error.code or 500, "error")
            answer = failure(error.code or 500, code, code.replace("_", " "))
            _keep_fault(known, error.code or 500, code, "")
        return answer

    return call


def _caller(slug: str) -> Known:
    token = bearer_token()
    if not token:
        raise Refused(401, "token_missing")
    known = facts.known_device(token)
    if known is None:
        raise Refused(401, "token_unknown")
    _count_call(known.device_id)
    if known.slug != slug:
        known = facts.learn(token)
    if known is None or known.slug != slug:
        raise Refused(404, "not_found")
    return known


def _count_call(device_id: int) -> None:
    """A device that calls more often than any hand scans waits a second."""
    if not limiter.enabled:
        return
    second = int(time.monotonic())
    since, count = _calls.get(device_id, (second, 0))
    count = count + 1 if since == second else 1
    if len(_calls) > MOST_COUNTED:
        _calls.clear()
    _calls[device_id] = (second, count)
    if count > CALLS_PER_SECOND:
        raise Refused(429, "too_many_calls", wait=1)


def read_body(limit: int = BODY_LIMIT) -> bytes:
    """The JSON body of a call, not yet read."""
    if request.mimetype != "application/json":
        raise Refused(415, "not_json_type")
    if (request.content_length or 0) > limit:
        raise Refused(413, "too_large")
    body = request.get_data(cache=False)
    if len(body) > limit:
        raise Refused(413, "too_large")
    return body


def _keep_fault(known: Known | None, status: int, code: str, detail: str) -> None:
    """A row for the organiser: this device sends what nobody can read."""
    if known is None or status not in KEPT:
        return
    db.session.rollback()
    with transaction():
        if queries.device_is_live(known.device_id):
            fault = DeviceFault(event_id=known.event_id, device_id=known.device_id)
            fault.at, fault.code, fault.detail = clock.now(), code[:60], _plain(detail)
            db.session.add(fault)


def _plain(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()[:200]


def slow_down(known: Known) -> None:
    """A device that sends many codes which nobody has must wait; the others need not."""
    key = f"device:{known.device_id}"
    if not limiter.enabled or limiter.limiter.test(GUESSES, key):
        return
    ends_at = limiter.limiter.get_window_stats(GUESSES, key).reset_time
    wait = min(max(1, int(ends_at - clock.now().timestamp())), GUESSES.get_expiry())
    raise Refused(429, "too_many_unknown_codes", wait=wait)


def note_guess(known: Known, *, count: int = 1) -> None:
    """Remember that a device asked for a code which nobody has."""
    if limiter.enabled and count:
        limiter.limiter.hit(GUESSES, f"device:{known.device_id}", cost=count)
        g.guessed = True


def facts_of(known: Known, slug: str, shown: Any = None) -> facts.Facts:
    """The device at a list, now. Raises DeviceRevoked."""
    found = facts.facts_for(known, known.lists[slug], shown)
    if found is None or found.row.device_revoked_at is not None:
        raise DeviceRevoked
    return found
