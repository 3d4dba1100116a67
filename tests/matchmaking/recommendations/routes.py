"""Rows of the role × route table for suggestions."""

from typing import Any

from tests.policy import SIGNED_IN, TEAM, Route


def event(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug}


def pair(cast: Any) -> dict[str, Any]:
    return {"buyer_id": cast.ids["buyer"], "exhibitor_id": cast.ids["exhibitor"], "side": "buyer"}


ROUTES = {
    # Who has no part in the event is sent to join it; nobody sees another's suggestions.
    "recommendations.index": Route(allow=SIGNED_IN, params=event),
    "recommendations.needs": Route(allow=SIGNED_IN, params=event),
    "recommendations.why": Route(allow=SIGNED_IN, params=event),
    "recommendations.why_need": Route(allow=SIGNED_IN, params=event),
    "recommendations.exposure": Route(allow=TEAM, params=event),
    "recommendations.mine": Route(allow=SIGNED_IN),
    "recommendations.dismiss": Route(allow=frozenset({"buyer"}), params=event, data=pair),
    "recommendations.restore": Route(allow=frozenset({"buyer"}), params=event, data=pair),
}
