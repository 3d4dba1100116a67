"""Pairing and staying in touch."""

from typing import Any

from flask import jsonify

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.web import limiter
from events.checkin import doors, queries
from events.checkin.api.calls import Refused, bp, facts_of, for_device, of_domain, read_body
from events.checkin.api.scans import with_list
from events.checkin.api.snapshot import current_version
from events.checkin.facts import Known
from events.checkin.models import Device, Gate
from events.checkin.questions import only, read_heartbeat, read_object, text
from events.checkin.rules import may_use_list
from events.checkin.services import merging
from events.programme.models import Event


def device_data(device: Device) -> dict[str, Any]:
    """What a device is told of itself."""
    gate = db.session.get_one(Gate, device.gate_id)
    return {
        "id": device.id,
        "name": device.name,
        "gate": gate.name,
        "role": device.role.value,
        "lists": device.lists,
    }


def event_data(event: Event) -> dict[str, Any]:
    """What a device is told of its event."""
    return {
        "id": event.id,
        "slug": event.slug,
        "name_vi": event.name_vi,
        "name_en": event.name_en,
        "zone": event.zone,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "state": event.state.value,
    }


@bp.post("/check-in/pair")
@limiter.limit("20 per minute")
def pair() -> Any:
    """Exchange a pairing code for a token, once."""
    try:
        fields = read_object(read_body())
        only(fields, {"code"})
        with transaction():
            device, token = doors.use_pairing(text(fields, "code"), at=clock.now())
            event = db.session.get_one(Event, device.event_id)
            answer = {
                "token": token,
                "device": device_data(device),
                "event": event_data(event),
            }
    except Refused as refused:
        return refused.answer()
    except DomainError as error:
        return of_domain(error)
    return jsonify(answer)


@bp.get("/events/<slug>/check-ins/ping")
def ping(slug: str) -> Any:
    """Say that the server is there: asks nobody anything."""
    return jsonify(server_time=clock.now().isoformat(), event=slug[:80])


@bp.post("/events/<slug>/check-ins/heartbeat")
@for_device
def heartbeat(known: Known) -> Any:
    """Note how a phone is, and tell it what is new."""
    said, at = read_heartbeat(read_body()), clock.now()
    known = with_list(known, "main")
    with transaction():
        facts_of(known, "main")
        device = db.session.get_one(Device, known.device_id)
        offset = merging.note_clock(device, said.sent_at, at=at)
        device.queued, device.app, device.snapshot = said.queued, said.app, said.snapshot
        if said.queued == 0:
            device.drained_at = at
        if said.tested_at is not None:
            device.tested_at = min(said.tested_at - offset, at)
            device.test_result = said.test_result
    device = db.session.get_one(Device, known.device_id)
    event = db.session.get_one(Event, known.event_id)
    inside = queries.inside_by_list(event.id)
    return jsonify(
        server_time=at.isoformat(),
        clock_offset_s=device.clock_offset_s,
        clock_ok=abs(offset) <= merging.MARKED_OFFSET,
        device=device_data(device),
        event=event_data(event),
        tally=queries.tally_of(event.id, device.gate_id),
        lists=[
            {
                "slug": row.slug,
                "name_vi": row.name_vi,
                "name_en": row.name_en,
                "snapshot": current_version(row, event),
                "inside": inside.get(row.id, 0),
                "capacity": row.capacity,
            }
            for row in queries.lists_of(event.id)
            if may_use_list(device, row.slug, row.gates)
        ],
    )
