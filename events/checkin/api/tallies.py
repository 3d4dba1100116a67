"""Counting people without a ticket by hand: one at a time, or a phone's queue of them."""

from datetime import datetime, timedelta
from typing import Any

from flask import jsonify

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from events.checkin import queries
from events.checkin.answers import failed_of
from events.checkin.api.calls import bp, facts_of, for_device, read_body
from events.checkin.api.scans import with_list
from events.checkin.facts import Known
from events.checkin.models import Device
from events.checkin.services import merging, tallies
from events.checkin.tally_questions import Count, CountBatch, read_count, read_counts


@bp.post("/events/<slug>/check-ins/tally")
@for_device
def tally(known: Known) -> Any:
    """Count somebody without a ticket in or out."""
    asked, at = read_count(read_body()), clock.now()
    known = with_list(known, "main")
    with transaction():
        gate_id = facts_of(known, "main").row.gate_id
        by = {"device_id": known.device_id}
        counted = [(asked.nonce, asked.change, at)]
        (trouble,) = tallies.tally(known.event_id, gate_id, counted, **by)
        if trouble is not None:
            raise trouble
        total = queries.tally_of(known.event_id, gate_id)
    return jsonify(tally=total)


@bp.post("/events/<slug>/check-ins/tally/batch")
@for_device
def tally_batch(known: Known) -> Any:
    """Count what a phone counted without a network; each is answered on its own."""
    batch, at = read_counts(read_body()), clock.now()
    known = with_list(known, "main")
    with transaction():
        gate_id = facts_of(known, "main").row.gate_id
        device = db.session.get_one(Device, known.device_id)
        good = [one for one in batch.counts if isinstance(one, Count)]
        counted = [(one.nonce, one.change, when) for one, when in _timed(good, batch, device, at)]
        by = {"device_id": known.device_id}
        told = iter(tallies.tally(known.event_id, gate_id, counted, **by))
        answers = [_answer(one, told) for one in batch.counts]
        total = queries.tally_of(known.event_id, gate_id)
    return jsonify(tally=total, answers=answers)


def _timed(
    counts: list[Count], batch: CountBatch, device: Device, at: datetime
) -> list[tuple[Count, datetime]]:
    """Each with its time by our clock, corrected as a scan's is."""
    offset: timedelta = merging.note_clock(device, batch.sent_at, at=at)
    since = device.drained_at or device.paired_at
    return [(one, merging.corrected(one.counted_at, offset, since=since, at=at)) for one in counts]


def _answer(one: Any, told: Any) -> dict[str, Any]:
    if not isinstance(one, Count):
        nonce, error = one
        return failed_of(nonce, error)
    trouble: DomainError | None = next(told)
    return {"nonce": one.nonce, "status": 200} if trouble is None else failed_of(one.nonce, trouble)
