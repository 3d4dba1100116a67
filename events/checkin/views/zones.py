"""Zones of an event: what fills up, how much room it has, and what leads into it."""

from collections.abc import Iterable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.checkin import queries, zones
from events.checkin.forms import ZoneForm
from events.checkin.models import Gate, Zone
from events.checkin.views.blueprint import bp
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _zone(event: Event, zone_id: int) -> Zone:
    zone = zones.zone_of_event(zone_id, event.id)
    if zone is None:
        abort(404)
    return zone


@bp.route("/manage/events/<slug>/doors/zones/new", methods=["GET", "POST"])
@login_required
def new_zone(slug: str) -> Any:
    """Make a zone."""
    return _edit(_event(slug), None)


@bp.route("/manage/events/<slug>/doors/zones/<int:zone_id>", methods=["GET", "POST"])
@login_required
def edit_zone(slug: str, zone_id: int) -> Any:
    """Rename a zone, give it more room, lead other gates into it."""
    event = _event(slug)
    return _edit(event, _zone(event, zone_id))


def _stands(zone: Zone | None, gates: Iterable[Gate]) -> dict[str, Any]:
    if zone is None:
        return {}
    return {
        "name_vi": zone.name_vi,
        "name_en": zone.name_en,
        "capacity": zone.capacity,
        "hall_id": zone.hall_id or 0,
        "gates": [gate.id for gate in gates if gate.zone_id == zone.id],
    }


def _edit(event: Event, zone: Zone | None) -> Any:
    gates = queries.gates_of(event.id)
    form = ZoneForm(data=_stands(zone, gates))
    form.offer(gates=gates, halls=zones.halls_of(event.id))
    if form.validate_on_submit():
        try:
            with transaction():
                zones.keep_zone(
                    event,
                    zone,
                    name_vi=form.name_vi.data,
                    name_en=form.name_en.data or "",
                    hall_id=form.hall_id.data or None,
                    capacity=form.capacity.data,
                    gates=form.gates.data or [],
                    at=clock.now(),
                    actor=current_user,
                )
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("checkin.doors", slug=event.slug), code=303)
    return render_template("events/checkin/zone.html", event=event, zone=zone, form=form)


@bp.post("/manage/events/<slug>/doors/zones/<int:zone_id>/remove")
@login_required
def remove_zone(slug: str, zone_id: int) -> Any:
    """Take a zone away."""
    event = _event(slug)
    zone = _zone(event, zone_id)
    with transaction():
        zones.remove_zone(zone, at=clock.now(), actor=current_user)
    flash(_("The zone is gone. Its gates and lists stay."), "success")
    return redirect(url_for("checkin.doors", slug=event.slug), code=303)
