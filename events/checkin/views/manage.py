"""The organiser's page of doors: gates, devices, numbers, the latest scans."""

from typing import Any

from flask import abort, flash, redirect, render_template, session, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.checkin import doors as service
from events.checkin import queries
from events.checkin.answers import answer_of, counts_of
from events.checkin.forms import DeviceForm, GateForm, ReentryForm
from events.checkin.models import Device, Gate
from events.checkin.views.blueprint import bp
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event


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
    event = _event(slug)
    main, gates = queries.list_by_slug(event.id), queries.gates_of(event.id)
    form, reentry = DeviceForm(), ReentryForm()
    form.offer(gates)
    reentry.allowed.data = bool(main and main.allows_reentry)
    count = queries.head_count(main.id, event.id) if main else queries.HeadCount()
    scans = queries.recent_scans(main.id, limit=30) if main else []
    return render_template(
        "events/checkin/doors.html",
        event=event,
        counts=counts_of(count),
        gates=gates,
        by_gate=queries.counts_by_gate(main.id) if main else {},
        devices=queries.devices_of(event.id),
        scans=[(scan, answer_of(scan)) for scan in scans],
        gate_form=GateForm(),
        device_form=form,
        reentry_form=reentry,
        token=session.pop("device_token", None),
    )


@bp.post("/manage/events/<slug>/doors/gates")
@login_required
def add_gate(slug: str) -> Any:
    """Open a gate."""
    event, form = _event(slug), GateForm()
    if not form.validate_on_submit():
        _say(form.errors)
        return _back(slug)
    try:
        with transaction():
            service.ensure_main_list(event)
            service.add_gate(event, form.name.data, at=clock.now(), actor=current_user)
    except DomainError as error:
        flash(error.text(_), "error")
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


@bp.post("/manage/events/<slug>/doors/devices")
@login_required
def pair_device(slug: str) -> Any:
    """Pair a device; the next page shows its token once."""
    event, form = _event(slug), DeviceForm()
    form.offer(queries.gates_of(event.id))
    if not form.validate_on_submit():
        _say(form.errors)
        return _back(slug)
    with transaction():
        gate = db.session.get_one(Gate, form.gate_id.data)
        _device, token = service.pair_device(
            event, gate, name=form.name.data, at=clock.now(), actor=current_user
        )
    session["device_token"] = token
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
