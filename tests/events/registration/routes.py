"""Rows of the role × route table for registration."""

from typing import Any

from tests.policy import TEAM, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _one(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "registration_id": cast.ids["registration"]}


def _seat(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "session_id": cast.ids["session"]}


# A ticket's address is its key: whoever has it sees the ticket; a wrong one is not found.
_TICKET = Route(params=lambda _cast: {"token": "not-a-ticket"}, ok=(404,))
_SEAT = Route(params=_seat, ok=(404,))

ROUTES = {
    "registration.register": Route(params=_slug, ok=(422,)),
    "registration.mine": Route(),
    # Only people of the company, and only while they have no ticket; for others it is not there.
    "registration.claim": Route(
        allow=frozenset({"exhibitor_admin", "exhibitor_staff"}),
        params=lambda cast: {"exhibitor_id": cast.ids["exhibitor"]},
        ok=(404,),
    ),
    "registration.ticket": _TICKET,
    "registration.badge": _TICKET,
    "registration.calendar": _TICKET,
    "registration.reserve_seat": _SEAT,
    "registration.release_seat": _SEAT,
    "registration.index": Route(allow=TEAM, params=_slug),
    "registration.export": Route(allow=TEAM, params=_slug),
    "registration.add": Route(allow=TEAM, params=_slug),
    "registration.add_team": Route(allow=TEAM, params=_slug),
    "registration.show": Route(allow=TEAM, params=_one),
    "registration.print_badge": Route(allow=TEAM, params=_one),
    "registration.approve": Route(allow=TEAM, params=_one),
    "registration.cancel": Route(allow=TEAM, params=_one),
    "registration.reissue": Route(allow=TEAM, params=_one),
}
