"""Rows of the role × route table for tables, times and agendas."""

from typing import Any

from tests.policy import EVERYONE, ORGANISERS, SIGNED_IN, TEAM, Route

EXHIBITOR = frozenset({"exhibitor_admin", "exhibitor_staff"})
SIDES = EXHIBITOR | {"buyer"}


def event(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug}


def meeting(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "meeting_id": cast.ids["meeting"]}


ROUTES = {
    "timetable.accept": Route(
        allow=EXHIBITOR,
        params=meeting,
        data=lambda cast: {"slot_id": str(cast.ids["slot"]), "table_id": "0"},
    ),
    # The cast's meeting has no time yet: its sides are led back to it.
    "timetable.reschedule": Route(allow=SIDES, params=meeting),
    "timetable.cancel": Route(allow=SIDES, params=meeting),
    "timetable.meeting_file": Route(allow=SIDES, params=meeting, ok=(404,)),
    "timetable.agenda": Route(allow=SIGNED_IN, params=event),
    "timetable.new_feed": Route(allow=SIGNED_IN, params=event),
    # Whoever knows the secret address; anybody else finds nothing.
    "timetable.feed": Route(
        allow=EVERYONE, params=lambda _cast: {"token": "nobody-has-this"}, ok=(404,)
    ),
    "timetable.tables": Route(
        allow=TEAM, params=event, data=lambda _cast: {"count": "2", "prefix": "T"}, ok=(403,)
    ),
    "timetable.remove_table": Route(
        allow=ORGANISERS,
        params=lambda cast: event(cast) | {"table_id": cast.ids["table"]},
        ok=(404,),
    ),
    "timetable.grid": Route(allow=TEAM, params=event),
}
