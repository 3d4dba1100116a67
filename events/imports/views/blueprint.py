"""The blueprint of imports, its menu entries, and how its pages find what they speak of."""

from typing import Any

from flask import Blueprint, abort, url_for

from core import nav
from core.db import db
from core.i18n import N_
from core.permissions import authorize
from events.imports.models import Import
from events.imports.rules import can_import, can_work_on_import
from events.programme.models import Event
from events.programme.pages import event_or_404, speak_of

bp = Blueprint("imports", __name__)


def for_catalogue(actor: Any) -> bool:
    """Who imports into the whole catalogue."""
    return can_import(actor, None)


nav.add(
    "manage",
    N_("Lists"),
    "imports.index",
    order=36,
    covers=("imports.show", "imports.columns"),
    group=N_("Exhibitors"),
)
nav.add("account", N_("Lists"), "imports.catalogue", order=65, icon="upload", when=for_catalogue)


def own_event(slug: str) -> Event:
    """The event of an address, for its team."""
    event = event_or_404(slug)
    authorize(can_import, event)
    return event


def own_import(import_id: int) -> Import:
    """The import of an address, for those who may work on it."""
    one = db.session.get(Import, import_id)
    if one is None:
        abort(404)
    authorize(can_work_on_import, one, hide=True)
    if one.event is not None:
        speak_of(one.event)
    return one


def list_url(event: Event | None) -> str:
    """The page of all imports beside this one."""
    if event is None:
        return url_for("imports.catalogue")
    return url_for("imports.index", slug=event.slug)
