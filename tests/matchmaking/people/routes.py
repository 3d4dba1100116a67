"""Rows of the role × route table for the people at meetings."""

from typing import Any

from tests.policy import ORGANISERS, SIGNED_IN, TEAM, Route

SIDES = frozenset({"exhibitor_admin", "exhibitor_staff", "buyer"})


def meeting(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "meeting_id": cast.ids["meeting"]}


def event(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug}


def interpreter(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "interpreter_id": cast.ids["interpreter"]}


ROUTES = {
    "people.languages": Route(
        allow=SIDES, params=meeting, data=lambda _cast: {"language": "vi", "into": ""}
    ),
    "people.online": Route(allow=SIDES, params=meeting),
    "people.link": Route(allow=SIDES, params=meeting, data=lambda _cast: {"link": ""}),
    "people.online_meetings": Route(allow=TEAM, params=event),
    "people.organiser_link": Route(allow=TEAM, params=meeting, data=lambda _cast: {"link": ""}),
    "people.interpreters": Route(
        allow=TEAM,
        params=event,
        data=lambda _cast: {"contact": "nobody@test.invalid", "languages": "vi"},
        ok=(403, 422),
    ),
    "people.interpreter": Route(
        allow=ORGANISERS, params=interpreter, data=lambda _cast: {"languages": "vi"}
    ),
    "people.assign": Route(allow=TEAM, params=meeting, data=lambda _cast: {"interpreter_id": "0"}),
    "people.remove_interpreter": Route(
        allow=ORGANISERS,
        params=interpreter,
        ok=(404,),  # the first of them has removed them
    ),
    "people.interpreting": Route(allow=SIGNED_IN, params=event),
    # The person named is of no company, which the service refuses kindly.
    "people.person": Route(
        allow=SIDES, params=meeting, data=lambda cast: {"person_id": str(cast.users["person"])}
    ),
}
