"""Rows of the role × route table for group meetings; the cast's meeting is of two, so hidden."""

from typing import Any

from tests.matchmaking.meetings.routes import SIDES, event, meeting
from tests.policy import ORGANISERS, TEAM, Route

BUYING = ORGANISERS | {"buyer"}


def buyer(cast: Any) -> dict[str, Any]:
    return {"buyer_id": str(cast.ids["buyer"])}


ROUTES = {
    "groups.invite": Route(allow=BUYING, params=lambda cast: event(cast) | buyer(cast), data=buyer),
    "groups.yes": Route(allow=SIDES, params=meeting, ok=(404,)),
    "groups.no": Route(allow=SIDES, params=meeting, ok=(404,)),
    "groups.leave": Route(allow=SIDES, params=meeting, ok=(404,)),
    "groups.rules": Route(
        allow=TEAM,
        params=event,
        data=lambda _cast: {
            "is_allowed": "y",
            "most_firms": "6",
            "least_firms": "2",
            "host": "buyer",
        },
        ok=(403,),
    ),
}
