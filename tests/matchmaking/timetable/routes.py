"""Rows of the role × route table for tables, times and agendas."""

from typing import Any

from tests.policy import EVERYONE, ORGANISERS, SIGNED_IN, TEAM, Route

EXHIBITOR = frozenset({"exhibitor_admin", "exhibitor_staff"})
SIDES = EXHIBITOR | {"buyer"}


def event(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug}


def meeting(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "meeting_id": cast.ids["meeting"]}


def draft(cast: Any) -> dict[str, Any]:
    return {"slug": cast.slug, "draft_id": cast.ids["draft"]}


ROUTES = {
    "timetable.accept": Route(
        allow=EXHIBITOR,
        params=meeting,
        data=lambda cast: {"slot_id": str(cast.ids["slot"]), "table_id": "0"},
    ),
    "timetable.propose": Route(allow=EXHIBITOR, params=meeting),
    # The cast's meeting has no time yet: its sides are led back to it.
    "timetable.reschedule": Route(allow=SIDES, params=meeting),
    "timetable.cancel": Route(allow=SIDES, params=meeting),
    "timetable.meeting_file": Route(allow=SIDES, params=meeting, ok=(404,)),
    "timetable.agenda": Route(allow=SIGNED_IN, params=event),
    "timetable.new_feed": Route(allow=SIGNED_IN, params=event),
    "timetable.set_reminders": Route(
        allow=SIGNED_IN, params=event, data=lambda _cast: {"wanted": "1"}
    ),
    "timetable.stop_reminders": Route(
        allow=EVERYONE, params=lambda _cast: {"token": "nobody-has-this"}, ok=(404,)
    ),
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
    "timetable.close_tables": Route(
        allow=ORGANISERS,
        params=event,
        data=lambda _cast: {"which": "0", "first_slot_id": "0", "last_slot_id": "0"},
    ),
    "timetable.open_table": Route(
        allow=ORGANISERS,
        params=lambda cast: event(cast) | {"table_id": cast.ids["table"]},
        ok=(404,),  # the first of them may have removed it
    ),
    "timetable.availability": Route(allow=SIGNED_IN, params=event),
    "timetable.presence": Route(allow=TEAM, params=event),
    "timetable.presence_of": Route(
        allow=ORGANISERS,
        params=lambda cast: event(cast) | {"company_id": cast.ids["company"]},
    ),
    "timetable.meeting_rules": Route(
        allow=ORGANISERS, params=event, data=lambda _cast: {"places": "tables"}
    ),
    "timetable.grid": Route(allow=TEAM, params=event),
    "timetable.board": Route(allow=TEAM, params=event),
    # The cast's meeting is not agreed, so it is not on the board.
    "timetable.board_meeting": Route(allow=TEAM, params=meeting, ok=(404,)),
    "timetable.board_conflicts": Route(allow=TEAM, params=meeting, ok=(404,)),
    "timetable.board_move": Route(allow=ORGANISERS, params=meeting, ok=(404, 422)),
    "timetable.board_swap": Route(allow=ORGANISERS, params=meeting, ok=(404, 422)),
    "timetable.board_lock": Route(allow=ORGANISERS, params=meeting, ok=(404,)),
    "timetable.plan": Route(
        allow=TEAM, params=event, data=lambda _cast: {"aim": "all", "seconds": "10"}, ok=(403,)
    ),
    "timetable.repair": Route(allow=ORGANISERS, params=event),
    "timetable.draft": Route(allow=TEAM, params=draft),
    "timetable.progress": Route(allow=TEAM, params=draft),
    "timetable.curve": Route(allow=TEAM, params=draft),
    "timetable.stop": Route(allow=ORGANISERS, params=draft),
    "timetable.publish": Route(allow=ORGANISERS, params=draft),
    "timetable.delete_draft": Route(
        allow=ORGANISERS,
        params=draft,
        ok=(404,),  # the first of them has deleted it
    ),
    "timetable.locks": Route(allow=TEAM, params=event),
    # The cast's meeting has no time yet: there is nothing to lock.
    "timetable.lock": Route(allow=ORGANISERS, params=meeting, ok=(404,)),
}
