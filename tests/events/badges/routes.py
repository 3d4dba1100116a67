"""Rows of the role × route table for the badge desk."""

from typing import Any

from tests.policy import DOOR, TEAM, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _person(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "registration_id": cast.ids["registration"]}


def _batch(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "batch_id": cast.ids["badge_batch"]}


ROUTES = {
    "badges.desk": Route(allow=DOOR, params=_slug),
    "badges.line": Route(allow=DOOR, params=_slug),
    "badges.take": Route(allow=DOOR, params=_slug),
    "badges.print_mine": Route(allow=DOOR, params=_slug, ok=(404,)),
    "badges.printed": Route(allow=DOOR, params=_slug),
    "badges.give_back": Route(allow=DOOR, params=_slug),
    "badges.leave_out": Route(allow=DOOR, params=_person),
    "badges.again": Route(allow=DOOR, params=_person, data=lambda _cast: {"reason": "lost"}),
    "badges.latin": Route(allow=DOOR, params=_person, data=lambda _cast: {"name": "Somchai"}),
    "badges.batches": Route(
        allow=TEAM, params=_slug, data=lambda _cast: {"role": "", "layout": "a4", "only_new": "y"}
    ),
    "badges.progress": Route(allow=TEAM, params=_batch),
    "badges.part": Route(allow=TEAM, params=lambda cast: _batch(cast) | {"number": 1}, ok=(404,)),
    "badges.finish": Route(allow=TEAM, params=_batch),
    "badges.drop": Route(allow=TEAM, params=_batch, ok=(404,)),
    "badges.names": Route(allow=TEAM, params=_slug),
}
