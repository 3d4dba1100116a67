"""The organiser's page of doors: gates, devices, numbers, the latest scans."""

from typing import Any

from flask import abort, flash, redirect, render_template, session, url_for
from flask_login import current_user, login_required
from markupsafe import Markup

from core import clock
from core.db import db, transaction
from core.i18n import _
from core.permissions import authorize
from core.qr import qr_svg
from core.telling import telling
from core.web import public_url
from events.checkin import doors as service
from events.checkin import queries, readiness
from events.checkin.answers import answer_of
from events.checkin.api.snapshot import current_version
from events.checkin.forms import GateForm, PairingForm, ReentryForm
from events.checkin.live import MAIN, Live, live_of
from events.checkin.models import CheckinList, Device, Gate
from events.checkin.services import merging
from events.checkin.views.blueprint import bp
from events.checkin.views.live import level_words, standing_words
from events.checkin.views.ready_words import lines_of
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event

PAIRING = "#pair="


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _back(slug: str) -> Any:
    return redirect(url_for("checkin.doors", slug=slug), code=303)


def _say(errors: dict[str, list[str]]) -> None:
    flash(" ".join(text for texts in errors.values() for text in texts), "error")


@bp.get("/manage/events/<slug>/doors")
@login_required
def doors(slug: str) -> str:
    """Everything about the doors of an event."""
    event, at = _event(slug), clock.now()
    lists, gates = queries.lists_of(event.id), queries.gates_of(event.id)
    main = next((row for row in lists if row.slug == MAIN), None)
    pairing, reentry = PairingForm(), ReentryForm()
    pairing.offer(gates, lists)
    reentry.allowed.data = bool(main and main.allows_reentry)
    now = live_of(event, at=at)
    scans = queries.recent_scans(main.id, limit=30) if main else []
    code, scanner = session.pop("pairing_code", None), public_url("checkin.scanner_start")
    return render_template(
        "events/checkin/doors.html",
        event=event,
        now=now,
        ready=_ready(event, lists, gates, now),
        gates=gates,
        by_gate={gate.id: gate for gate in now.gates},
        revoked=[pair for pair in queries.devices_of(event.id) if pair[0].revoked_at],
        scans=[(scan, answer_of(scan)) for scan in scans],
        gate_form=GateForm(),
        pairing_form=pairing,
        reentry_form=reentry,
        pairing_code=code,
        pairing_qr=_qr(f"{scanner}{PAIRING}{code}") if code else None,
        scanner_url=scanner,
        scanner_qr=_qr(scanner),
        lists=lists,
        inside=queries.inside_by_list(event.id),
        rooms=[room for room in now.rooms if room.zone_id],
        level_words=level_words,
        standing_words=standing_words,
    )


def _ready(event: Event, lists: list[CheckinList], gates: list[Gate], now: Live) -> dict[str, Any]:
    """The lights, with their words and where each is mended."""
    results = readiness.outcomes(
        lists=lists,
        gates=gates,
        devices=now.devices,
        versions={row.slug: current_version(row, event) for row in lists},
        roles=readiness.roles_with_tickets(event.id),
        marked=merging.MARKED_OFFSET,
        at=now.at,
    )
    return {"light": readiness.light_of(results).value, "lines": lines_of(results)}


def _qr(address: str) -> Markup:
    """An address of ours as a phone's camera reads it; what follows # reaches no log."""
    return Markup(qr_svg(address))  # noqa: S704 -- drawn here from our own address


@bp.post("/manage/events/<slug>/doors/pairings")
@login_required
def offer_pairing(slug: str) -> Any:
    """Make a pairing code; the next page shows its QR once."""
    event, form = _event(slug), PairingForm()
    form.offer(queries.gates_of(event.id), queries.lists_of(event.id))
    if not form.validate_on_submit():
        _say(form.errors)
        return _back(slug)
    with transaction():
        service.ensure_main_list(event)
        code = service.offer_pairing(
            event,
            db.session.get_one(Gate, form.gate_id.data),
            name=form.name.data,
            role=form.role.data,
            lists=form.lists.data or [],
            at=clock.now(),
            actor=current_user,
        )
    session["pairing_code"] = code
    return _back(slug)


@bp.post("/manage/events/<slug>/doors/gates")
@login_required
def add_gate(slug: str) -> Any:
    """Open a gate."""
    event, form = _event(slug), GateForm()
    if not form.validate_on_submit():
        _say(form.errors)
        return _back(slug)
    with telling():
        service.ensure_main_list(event)
        service.add_gate(event, form.name.data, at=clock.now(), actor=current_user)
    return _back(slug)


@bp.post("/manage/events/<slug>/doors/gates/<int:gate_id>/remove")
@login_required
def remove_gate(slug: str, gate_id: int) -> Any:
    """Close a gate."""
    event, gate = _event(slug), db.session.get(Gate, gate_id)
    if gate is None or gate.event_id != event.id:
        abort(404)
    with transaction():
        service.remove_gate(gate, at=clock.now(), actor=current_user)
    flash(_("The gate is closed and its devices are unpaired."), "success")
    return _back(slug)


@bp.post("/manage/events/<slug>/doors/devices/<int:device_id>/revoke")
@login_required
def revoke_device(slug: str, device_id: int) -> Any:
    """A lost device scans no more."""
    event, device = _event(slug), db.session.get(Device, device_id)
    if device is None or device.event_id != event.id:
        abort(404)
    with transaction():
        service.revoke_device(device, at=clock.now(), actor=current_user)
    flash(_("The device checks nobody in any more."), "success")
    return _back(slug)


@bp.post("/manage/events/<slug>/doors/re-entry")
@login_required
def set_reentry(slug: str) -> Any:
    """Choose whether people may leave and come back."""
    event, form = _event(slug), ReentryForm()
    if form.validate_on_submit():
        with transaction():
            main = service.ensure_main_list(event)
            allowed = bool(form.allowed.data)
            service.allow_reentry(main, allowed=allowed, at=clock.now(), actor=current_user)
        flash(_("Saved."), "success")
    return _back(slug)
