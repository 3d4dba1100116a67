"""The plan editor: one page, one request that saves everything."""

from typing import Any

from flask import abort, jsonify, render_template, request
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.i18n import _, by_language, ngettext
from core.permissions import authorize
from events.catalogue.pages import company_name
from events.exhibitors import services
from events.exhibitors.drawing import FARTHEST, read_drawing
from events.exhibitors.errors import PlanChanged
from events.exhibitors.forms import category_label
from events.exhibitors.models import Exhibitor, Hall
from events.exhibitors.plan import editable
from events.exhibitors.queries import categories_of, halls_of
from events.exhibitors.states import PlaceKind
from events.exhibitors.views.blueprint import bp
from events.exhibitors.words import place_kind
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event

LARGEST = 1024 * 1024  # bytes: a thousand booths are a tenth of it


def _hall(slug: str, hall_id: int) -> tuple[Event, Hall]:
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    hall = next((one for one in halls_of(event.id) if one.id == hall_id), None)
    if hall is None:
        abort(404)
    return event, hall


def _name(exhibitor: Exhibitor) -> str:
    return company_name(exhibitor.company)


@bp.get("/manage/events/<slug>/halls/<int:hall_id>")
@login_required
def edit_plan(slug: str, hall_id: int) -> str:
    """Move booths and places by hand or by keyboard."""
    event, hall = _hall(slug, hall_id)
    categories = [one for one, _total, _free in categories_of(event.id)]
    return render_template(
        "events/exhibitors/editor.html",
        event=event,
        hall=hall,
        plan=editable(hall, _name),
        categories=[
            {
                "id": one.id,
                "name": by_language(one.name_vi, one.name_en),
                "line": category_label(one),
            }
            for one in categories
        ],
        kinds=[{"kind": kind.value, "name": place_kind(kind)} for kind in PlaceKind],
        farthest=FARTHEST,
        texts=_texts(),
    )


@bp.post("/manage/events/<slug>/halls/<int:hall_id>")
@login_required
def save_plan(slug: str, hall_id: int) -> Any:
    """Save the whole plan; somebody else's newer one comes back instead of being lost."""
    _event, hall = _hall(slug, hall_id)
    if (request.content_length or 0) > LARGEST:
        abort(413)
    drawing = read_drawing(request.get_data(as_text=True))
    try:
        with transaction():
            services.save_drawing(hall, drawing, actor=current_user, at=clock.now())
    except PlanChanged as error:
        db.session.expire_all()
        _event, hall = _hall(slug, hall_id)
        return jsonify(error=error.text(_), code=error.code, plan=editable(hall, _name)), 409
    _event, hall = _hall(slug, hall_id)
    number = len(hall.booths)
    done = ngettext("Saved: %(num)d booth.", "Saved: %(num)d booths.", number)
    return jsonify(message=done, plan=editable(hall, _name))


def _texts() -> dict[str, str]:
    """What the editor says; {names} are filled in by it."""
    return {
        "booth": _("Booth {label}, {category}, {x} m from the left, {y} m from the top{taken}"),
        "place": _("{label}, {x} m from the left, {y} m from the top"),
        "taken": _(", given to {name}"),
        "moved": _("{label}: {x} m from the left, {y} m from the top"),
        "movedMany": _("{count} moved"),
        "selected": _("{label} selected"),
        "selectedMany": _("{count} selected"),
        "added": _("{label} added"),
        "deleted": _("{count} deleted"),
        "kept": _("{label} is given to {name}. Take it back first, then delete it."),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "nothing": _("Nothing is selected"),
        "unsaved": _("Not saved yet"),
        "saved": _("Everything is saved"),
        "saving": _("Saving…"),
        "offline": _("No connection. Nothing is lost: press Save again."),
        "signedOut": _("You are signed out. Sign in in another tab, then press Save again."),
        "merged": _("Your changes now lie on the newest plan. Look at it, then save."),
        "twice": _("There are two booths with the number {label}."),
        "overlap": _("{label} and {other} lie on each other."),
    }
