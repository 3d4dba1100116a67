"""Menus: each slice adds its own entries, the layout asks for a place.

Places: ``main`` (bar), ``phone`` (bottom bar, four at most), ``account`` (menu of a signed-in
person), ``event`` (tabs of an event's public pages), ``manage`` (tabs of its organiser pages),
``company`` and ``company-admin`` (tabs of a company's own pages), ``footer``. An entry whose
view takes no GET is drawn as a button that posts (signing out).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_login import current_user

from core.i18n import _


@dataclass(frozen=True)
class Entry:
    """One entry of a menu; ``label`` is marked, not translated; ``when`` is asked with the user."""

    place: str
    label: str
    endpoint: str
    order: int
    icon: str
    when: Callable[[Any], bool]
    covers: tuple[str, ...] = ()
    group: str = ""


_entries: list[Entry] = []


def signed_in(user: Any) -> bool:
    """For people who are signed in."""
    return bool(user.is_authenticated)


def stranger(user: Any) -> bool:
    """For people who are not."""
    return not user.is_authenticated


def anyone(_user: Any) -> bool:
    """For everybody."""
    return True


def add(
    place: str,
    label: str,
    endpoint: str,
    *,
    order: int,
    icon: str = "",
    when: Callable[[Any], bool] = anyone,
    covers: tuple[str, ...] = (),
    group: str = "",
) -> None:
    """Add an entry once, when the slice's views are imported; menus show them by ``order``.

    It is the active one on its own page and on those that it ``covers``. Entries of one ``group``
    (a marked label) stand together where the place is drawn in groups.
    """
    entry = Entry(place, label, endpoint, order, icon, when, covers, group)
    if all((e.place, e.endpoint, e.order) != (place, endpoint, order) for e in _entries):
        _entries.append(entry)


def _posts(endpoint: str) -> bool:
    rules = current_app.url_map.iter_rules(endpoint)
    return not any("GET" in (rule.methods or ()) for rule in rules)


def items(place: str, **params: Any) -> list[dict[str, Any]]:
    """What a place shows to the current reader: label, url, icon, active."""
    known = current_app.view_functions
    return [
        {
            "label": _(entry.label),
            "url": url_for(entry.endpoint, **params),
            "icon": entry.icon,
            "active": request.endpoint in {entry.endpoint, *entry.covers},
            "post": _posts(entry.endpoint),
            "group": entry.group,
        }
        for entry in sorted(_entries, key=lambda entry: entry.order)
        if entry.place == place and entry.endpoint in known and entry.when(current_user)
    ]


def groups(place: str, **params: Any) -> list[dict[str, Any]]:
    """The same in groups, in the order of their first entries: label, url, active, items.

    A group leads to its first page; an entry without a group is one of its own.
    """
    found: dict[str, dict[str, Any]] = {}
    for item in items(place, **params):
        marked = item["group"]
        key = marked or item["url"]
        new = {
            "label": _(marked) if marked else item["label"],
            "url": item["url"],
            "active": False,
            "items": [],
        }
        group = found.setdefault(key, new)
        group["items"].append(item)
        group["active"] = group["active"] or item["active"]
    return list(found.values())


def link(endpoint: str, **params: Any) -> str | None:
    """The address of another slice's page, or None where that slice is not there."""
    return url_for(endpoint, **params) if endpoint in current_app.view_functions else None
