"""People without a ticket, registered by a device."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import jsonify, request

from accounts.sign_in.errors import NotAPhone
from accounts.sign_in.identity import normal_phone
from core import clock
from core.db import db, transaction
from core.web import public_url
from events.checkin.answers import answer_of_told
from events.checkin.api.calls import bp, facts_of, for_device, read_body
from events.checkin.api.scans import with_list
from events.checkin.errors import ListNotYours
from events.checkin.facts import Known
from events.checkin.models import Device
from events.checkin.questions import BadQuestion, WalkIn, read_walk_in
from events.checkin.services import merging, walk_ins
from events.programme.models import Event
from events.registration.keys import door_code, ensure_key
from events.registration.models import Registration

STOCK, MOST_STOCK = 20, 50


@bp.get("/events/<slug>/check-ins/walk-in-stock")
@for_device
def walk_in_stock(known: Known) -> Any:
    """Codes that the phone may give away without a network."""
    asked = request.args.get("count", str(STOCK))
    if not asked.isascii() or not asked.isdecimal() or not 1 <= int(asked[:4]) <= MOST_STOCK:
        raise BadQuestion(field="count")
    known = with_list(known, "main")
    with transaction():
        facts_of(known, "main")
        codes, expires_at = walk_ins.stock_of(
            db.session.get_one(Device, known.device_id),
            db.session.get_one(Event, known.event_id),
            count=int(asked[:4]),
            at=clock.now(),
        )
    return jsonify(codes=codes, expires_at=expires_at.astimezone(UTC).isoformat())


@bp.post("/events/<slug>/check-ins/walk-ins")
@for_device
def walk_in(known: Known) -> Any:
    """Register somebody and let them in."""
    asked, at = read_walk_in(read_body()), clock.now()
    phone = _phone(asked)
    known = with_list(known, asked.list)
    with transaction():
        now = facts_of(known, asked.list)
        if not now.may_use(asked.list):
            raise ListNotYours
        device = db.session.get_one(Device, known.device_id)
        event = db.session.get_one(Event, known.event_id)
        told, registration = walk_ins.walk_in(
            asked,
            device,
            event,
            now.door,
            phone=phone,
            scanned_at=_when(asked, device, at=at),
            at=at,
        )
        answer = answer_of_told(told) | {"ticket": _ticket(registration, event, at=at)}
    return jsonify(answer)


def _phone(asked: WalkIn) -> str | None:
    """The number, if one was given; of somebody who is inside already, one that can be read.

    Raises
    ------
    NotAPhone
    """
    if not asked.phone.strip():
        return None
    try:
        return normal_phone(asked.phone)
    except NotAPhone as error:
        if asked.is_inside:
            return None
        raise NotAPhone(field="phone") from error


def _when(asked: WalkIn, device: Device, *, at: datetime) -> datetime:
    """When it was by our clock."""
    if asked.scanned_at is None:
        return at
    offset = timedelta(seconds=device.clock_offset_s or 0)
    if asked.sent_at is not None:
        offset = merging.note_clock(device, asked.sent_at, at=at)
    since = device.drained_at or device.paired_at
    return merging.corrected(asked.scanned_at, offset, since=since, at=at)


def _ticket(registration: Registration, event: Event, *, at: datetime) -> dict[str, str]:
    return {
        "code": door_code(registration, ensure_key(event, at=at)),
        "short_code": registration.short_code,
        "badge_code": registration.badge_code,
        "url": public_url("registration.ticket", token=registration.access_token),
    }
