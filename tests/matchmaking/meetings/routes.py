"""Rows of the role × route table for meetings; the cast's meeting was asked for by the buyer."""

from typing import Any

from tests.policy import SIGNED_IN, TEAM, Route

EXHIBITOR = frozenset({"exhibitor_admin", "exhibitor_staff"})
SIDES = EXHIBITOR | {"buyer"}


def event(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug}


def meeting(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "meeting_id": cast.ids["meeting"]}


def rival_pair(cast: Any) -> dict[str, Any]:
    return {
        "buyer_id": str(cast.ids["buyer"]),
        "exhibitor_id": str(cast.ids["rival_exhibitor"]),
    }


ROUTES = {
    "meetings.mine": Route(allow=SIGNED_IN),
    "meetings.inbox": Route(allow=SIGNED_IN, params=event),
    "meetings.detail": Route(allow=SIDES, params=meeting),
    "meetings.decline": Route(allow=EXHIBITOR, params=meeting),
    "meetings.withdraw": Route(allow=frozenset({"buyer"}), params=meeting),
    "meetings.ask": Route(
        allow=frozenset({"buyer", "rival"}),
        params=lambda cast: event(cast) | rival_pair(cast),
        data=rival_pair,
    ),
    "meetings.similar": Route(
        allow=frozenset({"buyer", "rival"}),
        params=lambda cast: event(cast) | rival_pair(cast),
    ),
    "meetings.wishes": Route(allow=SIGNED_IN, params=event),
    "meetings.make_wish": Route(
        allow=frozenset({"buyer", "rival"}),
        params=event,
        data=lambda cast: rival_pair(cast) | {"strength": "must"},
    ),
    "meetings.remove_wish": Route(
        allow=frozenset({"buyer", "rival"}), params=event, data=rival_pair
    ),
    "meetings.ask_wish": Route(
        allow=frozenset({"buyer", "rival"}), params=event, data=rival_pair, ok=(404,)
    ),
    "meetings.limits": Route(
        allow=TEAM,
        params=event,
        data=lambda _cast: {"most_open": "5", "most_agreed": "9", "most_musts": "3"},
        ok=(403,),
    ),
}
