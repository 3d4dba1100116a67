"""Door staff make their own phone a scanner with one press, signed in, without a QR code."""

from typing import Any

from flask import redirect, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.i18n import _, language
from events.checkin import doors, queries
from events.checkin.models import DeviceRole
from events.checkin.views.blueprint import bp
from events.checkin.views.door import door_of
from events.checkin.views.manage import PAIRING
from events.programme.rules import can_work_on_event

LONGEST = 80


@bp.post("/events/<slug>/check-in/this-phone")
@login_required
def this_phone(slug: str) -> Any:
    """On to the scanner with a pairing code behind ``#``; who runs the event may overrule there."""
    event, at = door_of(slug), clock.now()
    gates = {gate.id: gate for gate in queries.gates_of(event.id)}
    asked = gates.get(request.form.get("gate", 0, type=int)) or next(iter(gates.values()), None)
    runs = can_work_on_event(current_user, event)
    with transaction():
        doors.ensure_main_list(event)
        code = doors.offer_pairing(
            event,
            asked or doors.ensure_gate(event, _("Entrance"), at=at, actor=current_user),
            name=_("Phone of %(name)s", name=current_user.full_name)[:LONGEST],
            role=DeviceRole.SUPERVISOR if runs else DeviceRole.SCANNER,
            at=at,
            actor=current_user,
        )
    return redirect(url_for("checkin.scanner", code=language()) + PAIRING + code, code=303)
