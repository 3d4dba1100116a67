"""Rows of the role × route table for the meeting desk."""

from typing import Any

from tests.policy import DOOR, ORGANISERS, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _meeting(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "meeting_id": cast.ids["meeting"]}


def _secret(_cast: Cast) -> dict[str, Any]:
    return {"token": "nobody-has-this"}


ROUTES = {
    "desk.board": Route(allow=DOOR, params=_slug),
    "desk.lines": Route(allow=DOOR, params=_slug),
    "desk.arrive": Route(allow=DOOR, params=_slug, data=lambda _cast: {"arrive-code": "1"}),
    "desk.held": Route(allow=DOOR, params=_meeting),
    "desk.missed": Route(allow=DOOR, params=_meeting),
    "desk.undo": Route(allow=DOOR, params=_meeting),
    "desk.seat": Route(allow=DOOR, params=_meeting),
    "desk.walk_up": Route(allow=DOOR, params=_slug),
    "desk.settings": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"grace_minutes": "5"}
    ),
    "desk.renew": Route(allow=ORGANISERS, params=_slug),
    # Whoever knows the secret address; anybody else finds nothing.
    "desk.hall": Route(params=_secret, ok=(404,)),
    "desk.table": Route(params=lambda cast: _secret(cast) | {"table_id": 1}, ok=(404,)),
    "desk.gong": Route(params=_secret, ok=(404,)),
    "desk.times": Route(params=_secret, ok=(404,)),
}
