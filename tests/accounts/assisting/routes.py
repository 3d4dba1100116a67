"""Rows of the role × route table for helping."""

from typing import Any

from tests.policy import SIGNED_IN, TEAM, Cast, Route

STAFF = TEAM | {"other_organiser"}
OWNERS = frozenset({"exhibitor_admin", "admin"})


def _help(cast: Cast) -> dict[str, Any]:
    return {"assistance_id": cast.ids["assistance"]}


def _firm(cast: Cast) -> dict[str, Any]:
    return {"company_id": cast.ids["company"]}


ROUTES = {
    "assisting.helpers": Route(allow=STAFF, data=lambda _cast: {"login": "", "organisation": ""}),
    "assisting.end": Route(allow=STAFF, params=lambda cast: {"helper_id": cast.ids["helper"]}),
    "assisting.mine": Route(allow=frozenset({"helper"})),
    "assisting.enter": Route(allow=frozenset({"helper"})),
    "assisting.act": Route(allow=frozenset({"helper"}), params=_help),
    "assisting.stop": Route(allow=SIGNED_IN),
    "assisting.code": Route(allow=STAFF | {"helper"}, params=_help),
    "assisting.help_of": Route(allow=OWNERS, params=_firm),
    "assisting.decide": Route(
        allow=frozenset({"exhibitor_admin"}),
        params=lambda cast: _firm(cast) | _help(cast),
        ok=(404,),
    ),
}
