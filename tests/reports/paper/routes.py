"""Rows of the role × route table for papers."""

from typing import Any

from tests.policy import TEAM, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _plan(cast: Cast) -> dict[str, Any]:
    return _slug(cast) | {"kind": "tables"}


ROUTES = {
    "paper.index": Route(allow=TEAM, params=_slug),
    "paper.draw_all": Route(allow=TEAM, params=_slug),
    "paper.progress": Route(allow=TEAM, params=_slug),
    "paper.part": Route(allow=TEAM, params=lambda cast: _slug(cast) | {"part": 99}, ok=(404,)),
    "paper.plans": Route(allow=TEAM, params=_slug),
    "paper.draw_plan": Route(allow=TEAM, params=_plan),
    "paper.plan_progress": Route(allow=TEAM, params=_plan),
    "paper.plan_file": Route(allow=TEAM, params=_plan, ok=(404,)),
    "paper.one": Route(
        allow=TEAM | {"exhibitor_admin", "exhibitor_staff"},
        params=lambda cast: _slug(cast) | {"exhibitor_id": cast.ids["exhibitor"]},
    ),
}
