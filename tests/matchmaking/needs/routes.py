"""Rows of the role × route table for buyers and needs."""

from typing import Any

from tests.policy import SIGNED_IN, TEAM, Route


def event(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug}


def buyer(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "buyer_id": cast.ids["buyer"]}


def need(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "need_id": cast.ids["need"]}


BUYER = frozenset({"buyer"})

ROUTES = {
    "needs.join": Route(allow=SIGNED_IN, params=event),
    "needs.accept_invitation": Route(allow=BUYER, params=buyer),
    "needs.leave": Route(allow=BUYER, params=buyer),
    "needs.index": Route(allow=SIGNED_IN, params=event),
    # Whoever is no buyer yet is sent to join first.
    "needs.create": Route(allow=SIGNED_IN, params=event),
    "needs.edit": Route(allow=BUYER, params=need),
    "needs.set_open": Route(allow=BUYER, params=need, data=lambda _cast: {"open": "0"}),
    "needs.buyers": Route(allow=TEAM, params=event),
    "needs.answer_buyer": Route(allow=TEAM, params=buyer, data=lambda _cast: {"answer": "approve"}),
    "needs.invite": Route(
        allow=TEAM, params=event, data=lambda cast: {"company_id": str(cast.ids["company"])}
    ),
}
