"""The interface for queues of scans: POST /api/v1/events/<slug>/leads/batch.

The page's own session and CSRF token open it. Items are answered each on its own, in their order;
the same nonce gets the same answer for ever, so a batch may be cut anywhere and sent again.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask_login import current_user

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.web import limiter
from events.exhibitors.models import Exhibitor
from events.leads.errors import BadItem, NonceReused
from events.leads.queries import exhibitor_at, shown_of
from events.leads.reading import BODY_LIMIT, nonce_of, read_batch, read_item
from events.leads.rules import can_keep_leads
from events.leads.services import scan_badge
from events.leads.words import answer_of

bp = Blueprint("leads_api", __name__, url_prefix="/api/v1")


@bp.post("/events/<slug>/leads/batch")
@limiter.limit("120 per minute")
def batch(slug: str) -> Any:
    """Keep up to 200 scans of one exhibitor."""
    if not current_user.is_authenticated:
        return jsonify(error=_("Sign in again; the scans are kept."), status=401), 401
    if request.mimetype != "application/json":
        abort(415)
    if (request.content_length or 0) > BODY_LIMIT:
        abort(413)
    exhibitor_id, items = read_batch(request.get_data(cache=False))
    _own(slug, exhibitor_id)
    with transaction():
        exhibitor = _own(slug, exhibitor_id)
        answers = [_answer(exhibitor, item) for item in items]
    return jsonify(answers=answers)


def _own(slug: str, exhibitor_id: int) -> Exhibitor:
    """The reader's exhibitor at this event; another firm's is as if it were not there."""
    exhibitor = exhibitor_at(exhibitor_id)
    if exhibitor is None or exhibitor.event.slug != slug or exhibitor.cancelled_at is not None:
        abort(HTTPStatus.NOT_FOUND)
    if not can_keep_leads(current_user, exhibitor):
        abort(HTTPStatus.NOT_FOUND)
    return exhibitor


def _answer(exhibitor: Exhibitor, item: Any) -> dict[str, Any]:
    try:
        asked = read_item(item)
        scan = scan_badge(
            exhibitor,
            asked.code,
            nonce=asked.nonce,
            scanned_at=asked.scanned_at,
            said=asked.said,
            actor=current_user,
            at=clock.now(),
        )
    except (BadItem, NonceReused) as error:
        return _refused(item, error)
    lead = scan.lead
    if lead is not None and lead.withdrawn_at is not None:
        lead = None
    shown = shown_of([lead.registration])[lead.registration_id] if lead is not None else None
    return answer_of(scan, shown)


def _refused(item: Any, error: DomainError) -> dict[str, Any]:
    return {
        "nonce": nonce_of(item),
        "status": error.status,
        "result": "error",
        "reason": error.code,
        "message": error.text(_),
        "hint": "",
    }
