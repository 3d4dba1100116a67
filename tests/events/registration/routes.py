"""Rows of the role × route table for registration."""

from typing import Any

from tests.policy import ORGANISERS, TEAM, Cast, Route


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _one(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "registration_id": cast.ids["registration"]}


def _seat(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "session_id": cast.ids["session"]}


def _question(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "question_id": cast.ids["question"]}


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
    "registration.answer": _TICKET,
    "registration.answer_offer": _TICKET,
    "registration.cancel_own": _TICKET,
    "registration.register_group": Route(params=_slug, ok=(422,)),
    "registration.group": _TICKET,
    "registration.group_badges": _TICKET,
    "registration.group_tickets": _TICKET,
    "registration.cancel_of_group": Route(
        params=lambda cast: {
            "token": "not-a-group",
            "registration_id": cast.ids["registration"],
        },
        ok=(404,),
    ),
    "registration.badge": _TICKET,
    "registration.printed_ticket": _TICKET,
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
    "registration.answer_for": Route(allow=TEAM, params=_one),
    "registration.unconfirmed_firms": Route(allow=TEAM, params=_slug),
    "registration.pending": Route(allow=TEAM, params=_slug),
    "registration.admission": Route(allow=ORGANISERS, params=_slug),
    "registration.questions": Route(allow=ORGANISERS, params=_slug),
    "registration.add_question": Route(allow=ORGANISERS, params=_slug),
    "registration.edit_question": Route(allow=ORGANISERS, params=_question),
    "registration.move_question": Route(allow=ORGANISERS, params=_question),
    # The first who may deletes it: the others find it gone.
    "registration.end_question": Route(allow=ORGANISERS, params=_question, ok=(404,)),
    "registration.seat_wait": _SEAT,
    "registration.seat_unwait": _SEAT,
    "registration.seat_accept": _SEAT,
    "registration.seat_decline": _SEAT,
}
