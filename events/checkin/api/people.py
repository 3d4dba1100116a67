"""Looking somebody up by name, for a door that is connected."""

from typing import Any

import sqlalchemy as sa
from flask import jsonify
from limits import parse

from core.db import db
from core.text import clean, fold
from core.web import limiter
from events.checkin.api.calls import Refused, bp, facts_of, for_device, read_body
from events.checkin.api.scans import with_list
from events.checkin.facts import Known
from events.checkin.questions import BadQuestion, only, read_object, text
from events.registration.models import Registration, RegistrationState
from events.registration.queries import registrations_matching

SHOWN, LEAST, MOST = 10, 2, 80
SEARCHES = parse("30 per minute")  # enough for a queue, too few to copy the list
COMING = (RegistrationState.APPROVED, RegistrationState.PENDING)


@bp.post("/events/<slug>/check-ins/search")
@for_device
def search(known: Known) -> Any:
    """The people whom some words fit, in any order and without marks, with their typed codes."""
    fields = read_object(read_body())
    only(fields, {"words"})
    words = clean(text(fields, "words"))
    if len(fold(words)) < LEAST or len(words) > MOST:  # signs alone would find everybody
        raise BadQuestion(field="words")
    facts_of(with_list(known, "main"), "main")  # a revoked device finds nobody
    _not_too_often(known)
    found = registrations_matching(known.event_id, text=words)
    coming = found.where(Registration.state.in_(COMING)).order_by(None)
    rows = db.session.scalars(coming.order_by(sa.func.length(Registration.full_name)).limit(SHOWN))
    return jsonify(people=[_shown(row) for row in rows])


def _not_too_often(known: Known) -> None:
    if limiter.enabled and not limiter.limiter.hit(SEARCHES, f"search:{known.device_id}"):
        raise Refused(429, "too_many_searches", wait=SEARCHES.get_expiry())


def _shown(row: Registration) -> dict[str, str]:
    return {
        "name": row.full_name,
        "role": row.role.value,
        "organisation": row.organisation,
        "code": row.short_code,
    }
