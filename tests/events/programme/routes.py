"""Rows of the role × route table for events."""

from typing import Any

from tests.policy import ORGANISERS, SIGNED_IN, TEAM, Cast, Route

OWNERS = frozenset({"exhibitor_admin", "exhibitor_staff", "admin"})
CREATORS = frozenset({"organiser", "other_organiser", "admin"})


def _slug(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug}


def _session(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "session_id": cast.ids["session"]}


def _slot(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "slot_id": cast.ids["slot"]}


def _member(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "member_id": cast.ids["team_member"]}


def _opportunity(cast: Cast) -> dict[str, Any]:
    return {"slug": "cast-job-fair", "opportunity_id": cast.ids["opportunity"]}


def _filing(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.slug, "filing_id": 1}


ROUTES = {
    "programme.home": Route(),
    "programme.calendar": Route(),
    "programme.calendar_file": Route(),
    "programme.event": Route(params=_slug),
    "programme.agenda": Route(params=_slug),
    "programme.event_file": Route(params=_slug),
    "programme.create": Route(
        allow=CREATORS,
        data=lambda _cast: {
            "kind": "fair",
            "name_vi": "Hội chợ Xuân",
            "starts_at": "2027-01-08T08:00",
            "ends_at": "2027-01-10T17:00",
            "zone": "Asia/Ho_Chi_Minh",
            "slot_minutes": "20",
            "meeting_mode": "books",
        },
    ),
    "programme.edit": Route(allow=ORGANISERS, params=_slug),
    "programme.state": Route(
        allow=ORGANISERS, params=_slug, data=lambda _cast: {"state": "announced"}
    ),
    "programme.opportunities": Route(params=lambda _cast: {"slug": "cast-job-fair"}),
    "programme.opportunity_new": Route(
        allow=SIGNED_IN, params=lambda _cast: {"slug": "cast-job-fair", "kind": "vacancy"}
    ),
    "programme.opportunity_edit": Route(allow=OWNERS, params=_opportunity),
    "programme.opportunity_delete": Route(allow=OWNERS, params=_opportunity, ok=(404,)),
    "programme.deadlines": Route(allow=TEAM, params=_slug),
    "programme.deadline": Route(
        allow=TEAM, params=_slug, data=lambda _cast: {"name": "fees", "do": "done"}
    ),
    "programme.filing_new": Route(allow=ORGANISERS, params=_slug),
    "programme.filing_paper": Route(allow=TEAM, params=_filing, ok=(404,)),
    "programme.filing_remove": Route(allow=ORGANISERS, params=_filing, ok=(404,)),
    "programme.clone": Route(
        allow=ORGANISERS,
        params=_slug,
        data=lambda _cast: {"name_vi": "Hội chợ năm sau", "first_day": "2027-11-22"},
    ),
    "programme.results": Route(allow=ORGANISERS, params=_slug),
    "programme.team": Route(
        allow=ORGANISERS,
        params=_slug,
        data=lambda _cast: {"contact": "nobody@test.invalid", "role": "door"},
    ),
    "programme.team_role": Route(
        allow=ORGANISERS, params=_member, data=lambda _cast: {"role": "team"}
    ),
    "programme.team_remove": Route(allow=ORGANISERS, params=_member, ok=(404,)),
    "programme.sessions": Route(allow=TEAM, params=_slug),
    "programme.session_new": Route(
        allow=TEAM,
        params=_slug,
        data=lambda _cast: {
            "title_vi": "Khai mạc",
            "starts_at": "2026-11-23T10:00",
            "ends_at": "2026-11-23T11:00",
        },
    ),
    "programme.session_edit": Route(allow=TEAM, params=_session),
    "programme.session_delete": Route(allow=TEAM, params=_session, ok=(404,)),
    "programme.rooms": Route(allow=TEAM, params=_slug),
    "programme.room_edit": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "room_id": cast.ids["room"]},
        data=lambda _cast: {"name": "Hội trường lớn"},
    ),
    "programme.room_delete": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "room_id": cast.ids["room"]},
        ok=(404,),
    ),
    "programme.speaker_new": Route(
        allow=TEAM, params=_session, data=lambda _cast: {"full_name": "TS. Lò Văn Thử"}
    ),
    "programme.speaker_edit": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "speaker_id": cast.ids["speaker"]},
        data=lambda _cast: {"full_name": "TS. Lò Văn Thử"},
    ),
    "programme.speaker_remove": Route(
        allow=TEAM,
        params=lambda cast: {"slug": cast.slug, "speaker_id": cast.ids["speaker"]},
        ok=(404,),
    ),
    "programme.slots": Route(
        allow=TEAM,
        params=_slug,
        data=lambda _cast: {
            "days": "2026-11-24",
            "start": "09:00",
            "end": "10:00",
            "minutes": "20",
        },
    ),
    "programme.slots_delete": Route(allow=TEAM, params=_slug),
    "programme.slot_delete": Route(allow=TEAM, params=_slot, ok=(404,)),
}
