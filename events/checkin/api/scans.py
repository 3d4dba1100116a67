"""Scans of devices: one at a time, or a queue."""

from datetime import datetime, timedelta
from typing import Any

from flask import jsonify

from core import clock
from core.db import db, transaction
from core.single_statements import single_statements
from events.checkin import facts
from events.checkin.answers import answer_with_end, conflict_of, failed_of
from events.checkin.api.calls import (
    bearer_token,
    bp,
    facts_of,
    for_device,
    note_guess,
    read_body,
    slow_down,
)
from events.checkin.doors import ensure_main_list
from events.checkin.errors import ListNotYours
from events.checkin.facts import Facts, Known, facts_for
from events.checkin.judging import Shown, show
from events.checkin.models import Device
from events.checkin.questions import BATCH_LIMIT, BadQuestion, Question, read_batch, read_question
from events.checkin.services import merging
from events.checkin.services.at_once import answer_at_once
from events.checkin.services.scanning import Presented, Told, answer, believed
from events.checkin.states import Reason
from events.programme.models import Event

SEEN_EVERY = timedelta(minutes=1)


def with_list(known: Known, slug: str) -> Known:
    """The device's memory with this list in it. Raises BadQuestion."""
    if slug in known.lists:
        return known
    if slug == "main":
        with transaction():
            ensure_main_list(db.session.get_one(Event, known.event_id))
    found = facts.learn(bearer_token())
    if found is None or slug not in found.lists:
        raise BadQuestion(field="list")
    return found


@bp.post("/events/<slug>/check-ins")
@for_device
def check_ins(known: Known) -> Any:
    """Answer one scan."""
    slow_down(known)
    asked = read_question(read_body())
    known, at = with_list(known, asked.list), clock.now()
    shown = show(asked.code, known.event_id, known.keys)
    if shown.reason is Reason.UNKNOWN_KEY:  # one made since this process learned them
        known = facts.learn(bearer_token()) or known
        shown = show(asked.code, known.event_id, known.keys)
    told = _quick(asked, known, shown, at=at) or _careful(asked, known, shown, at=at)
    if told.reason == Reason.UNKNOWN_CODE:
        note_guess(known)
    return jsonify(answer_with_end(told))


def _quick(asked: Question, known: Known, shown: Shown, *, at: datetime) -> Told | None:
    """The way of nearly everybody: read once, write once; None where it takes more."""
    with single_statements() as single:
        now = facts_for(known, known.lists[asked.list], shown, single.connection)
        presented = _when_fine(asked, known, now, at=at)
        if now is None or presented is None:
            return None
        told = answer_at_once(presented, shown, now.ticket, single)
    if told is not None and _is_long_unseen(now, at):
        with transaction():
            db.session.get_one(Device, known.device_id).last_seen_at = at
    return told


def _when_fine(
    asked: Question, known: Known, now: Facts | None, *, at: datetime
) -> Presented | None:
    """The scan, unless the device may not ask it."""
    if now is None or now.row.device_revoked_at is not None or not now.may_use(asked.list):
        return None
    scanned_at = believed(asked.scanned_at, now.row.clock_offset_s, at=at)
    return _presented(asked, now, known, at=at, scanned_at=scanned_at)


def _careful(asked: Question, known: Known, shown: Shown, *, at: datetime) -> Told:
    """Say what is in the way, in one transaction. Raises ListNotYours, DeviceRevoked."""
    with transaction():
        now = facts_of(known, asked.list, shown)
        if not now.may_use(asked.list):
            raise ListNotYours
        scanned_at = believed(asked.scanned_at, now.row.clock_offset_s, at=at)
        presented = _presented(asked, now, known, at=at, scanned_at=scanned_at)
        if _is_long_unseen(now, at):
            db.session.get_one(Device, known.device_id).last_seen_at = at
        return answer(presented, shown, now.ticket, may_force=now.may_force)


def _is_long_unseen(now: Facts, at: datetime) -> bool:
    seen = now.row.last_seen_at
    return seen is None or at - seen > SEEN_EVERY


def _presented(
    asked: Question, now: Facts, known: Known, *, at: datetime, scanned_at: datetime
) -> Presented:
    return Presented(
        door=now.door,
        code=asked.code,
        direction=asked.direction,
        nonce=asked.nonce,
        scanned_at=scanned_at,
        at=at,
        gate_id=now.row.gate_id,
        device_id=known.device_id,
        forced=asked.forced,
        force_reason=asked.force_reason,
        told=asked.verdict,
        phone_at=asked.scanned_at,
    )


@bp.post("/events/<slug>/check-ins/batch")
@for_device
def batch(known: Known) -> Any:
    """Answer a queue: one transaction, each scan on its own, in order."""
    slow_down(known)
    asked = read_batch(read_body(BATCH_LIMIT))
    known, at = with_list(known, asked.list), clock.now()
    good = [one for one in asked.scans if isinstance(one, Question)]
    shown = [show(one.code, known.event_id, known.keys) for one in good]
    with transaction():
        now = facts_of(known, asked.list)
        if not now.may_use(asked.list):
            raise ListNotYours
        device = db.session.get_one(Device, known.device_id)
        offset = merging.note_clock(device, asked.sent_at, at=at)
        device.synced_at = at
        since = device.drained_at or device.paired_at
        presented = [
            _presented(
                one,
                now,
                known,
                at=at,
                scanned_at=merging.corrected(one.scanned_at, offset, since=since, at=at),
            )
            for one in good
        ]
        told = merging.merge(list(zip(presented, shown, strict=True)), may_force=now.may_force)
        clock_offset_s = device.clock_offset_s
    note_guess(known, count=sum(_is_guess(one) for one in told))
    answers = iter(zip(good, told, strict=True))
    return jsonify(
        server_time=at.isoformat(),
        clock_offset_s=clock_offset_s,
        clock_ok=abs(offset) <= merging.MARKED_OFFSET,
        answers=[
            _answered(*next(answers)) if isinstance(one, Question) else failed_of(*one)
            for one in asked.scans
        ],
    )


def _is_guess(one: merging.Answer) -> bool:
    return isinstance(one, Told) and one.reason == Reason.UNKNOWN_CODE


def _answered(asked: Question, one: merging.Answer) -> dict[str, Any]:
    if not isinstance(one, Told):
        return failed_of(asked.nonce, one)
    head = {"nonce": asked.nonce, "status": 200, "conflict": conflict_of(one)}
    return head | answer_with_end(one)
