"""Rows of the role × route table for the door."""

from typing import Any

from tests.policy import DOOR, SIGNED_IN, TEAM, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _gate(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "gate_id": cast.ids["gate"]}


def _zone(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "zone_id": cast.ids["zone"]}


# A body that is no JSON is refused with 415 after the reader was let through.
_JSON = Route(allow=DOOR, params=_slug, ok=(415,))

_DEVICES = Route(allow=frozenset(), params=_slug, refusal=(401,), stranger_refusal=(401,))

ROUTES = {
    "checkin.mine": Route(allow=SIGNED_IN),
    "checkin.door": Route(allow=DOOR, params=_slug),
    "checkin.scan": _JSON,
    "checkin.counts": Route(allow=DOOR, params=_slug),
    "checkin.walk_in": Route(allow=DOOR, params=_slug),
    "checkin.undo": Route(allow=DOOR, params=lambda cast: _slug(cast) | {"scan_id": 1}, ok=(404,)),
    "checkin.this_phone": Route(allow=DOOR, params=_slug),
    "checkin.doors": Route(allow=TEAM, params=_slug),
    "checkin.add_gate": Route(allow=TEAM, params=_slug, data=lambda _cast: {"name": "Cổng Bắc"}),
    "checkin.remove_gate": Route(allow=TEAM, params=_gate, ok=(404,)),
    "checkin.revoke_device": Route(
        allow=TEAM, params=lambda cast: _slug(cast) | {"device_id": 1}, ok=(404,)
    ),
    "checkin.offer_pairing": Route(
        allow=TEAM,
        params=_slug,
        data=lambda cast: {"name": "Máy 2", "gate_id": cast.ids["gate"], "role": "scanner"},
    ),
    "checkin.conflicts": Route(allow=TEAM, params=_slug),
    "checkin.settle_conflict": Route(
        allow=TEAM, params=lambda cast: _slug(cast) | {"scan_id": 1}, ok=(404,)
    ),
    "checkin.new_list": Route(allow=TEAM, params=_slug),
    "checkin.edit_list": Route(
        allow=TEAM, params=lambda cast: _slug(cast) | {"list_id": cast.ids["list"]}
    ),
    "checkin.new_zone": Route(allow=TEAM, params=_slug),
    "checkin.edit_zone": Route(allow=TEAM, params=_zone),
    "checkin.remove_zone": Route(allow=TEAM, params=_zone, ok=(404,)),
    "checkin.live": Route(allow=TEAM, params=_slug),
    "checkin.live_wall": Route(allow=TEAM, params=_slug),
    "checkin.live_figures": Route(allow=TEAM, params=_slug),
    "checkin.set_reentry": Route(allow=TEAM, params=_slug),
    # The scanning application: the same for everybody, nothing of an event in it.
    "checkin.scanner_start": Route(),
    "checkin.scanner": Route(params=lambda _cast: {"code": "vi"}),
    "checkin.scanner_reader": Route(),
    "checkin.scanner_manifest": Route(params=lambda _cast: {"code": "vi"}),
    "checkin.scanner_icon": Route(params=lambda _cast: {"size": 192}),
    # Devices alone, by their token: no session opens it.
    "checkin_api.check_ins": _DEVICES,
    "checkin_api.batch": _DEVICES,
    "checkin_api.search": _DEVICES,
    "checkin_api.heartbeat": _DEVICES,
    "checkin_api.tally": _DEVICES,
    "checkin_api.tally_batch": _DEVICES,
    "checkin_api.walk_in": _DEVICES,
    "checkin_api.walk_in_stock": _DEVICES,
    "checkin_api.snapshot": Route(
        allow=frozenset(),
        params=lambda cast: _slug(cast) | {"list_slug": "main"},
        refusal=(401,),
        stranger_refusal=(401,),
    ),
    "checkin_api.ping": Route(params=_slug),
    "checkin_api.pair": Route(ok=(415,)),  # whoever holds a code
}
