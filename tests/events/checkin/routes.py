"""Rows of the role × route table for the door."""

from typing import Any

from tests.policy import DOOR, SIGNED_IN, TEAM, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _gate(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "gate_id": cast.ids["gate"]}


# A body that is no JSON is refused with 415 after the reader was let through.
_JSON = Route(allow=DOOR, params=_slug, ok=(415,))

ROUTES = {
    "checkin.mine": Route(allow=SIGNED_IN),
    "checkin.door": Route(allow=DOOR, params=_slug),
    "checkin.scan": _JSON,
    "checkin.counts": Route(allow=DOOR, params=_slug),
    "checkin.walk_in": Route(allow=DOOR, params=_slug),
    "checkin.undo": Route(allow=DOOR, params=lambda cast: _slug(cast) | {"scan_id": 1}, ok=(404,)),
    "checkin.doors": Route(allow=TEAM, params=_slug),
    "checkin.add_gate": Route(allow=TEAM, params=_slug, data=lambda _cast: {"name": "Cổng Bắc"}),
    "checkin.remove_gate": Route(allow=TEAM, params=_gate, ok=(404,)),
    "checkin.pair_device": Route(
        allow=TEAM,
        params=_slug,
        data=lambda cast: {"name": "Máy 1", "gate_id": cast.ids["gate"]},
    ),
    "checkin.revoke_device": Route(
        allow=TEAM, params=lambda cast: _slug(cast) | {"device_id": 1}, ok=(404,)
    ),
    "checkin.set_reentry": Route(allow=TEAM, params=_slug),
    # Devices alone, by their token: no session opens it.
    "checkin_api.check_ins": Route(
        allow=frozenset(), params=_slug, refusal=(401,), stranger_refusal=(401,)
    ),
}
