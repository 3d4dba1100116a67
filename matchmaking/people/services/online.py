"""Meetings on the screen: no table, and a link that the two sides and the organiser see."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from core import activity
from core.db import lock
from matchmaking.meetings.errors import WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import company_of
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.people.errors import BadLink, HasItsPlace

LONGEST = 500
WAITING = frozenset({MeetingState.REQUESTED, MeetingState.ACCEPTED})
OPEN = WAITING | {MeetingState.PLACED}


def safe_link(link: str) -> str:
    """An https address with a host and nothing hidden in it, or nothing. Raises BadLink."""
    link = link.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError as error:
        raise BadLink from error
    fine = parts.scheme == "https" and parts.hostname and "." in parts.hostname and port != 0
    plain = link.isprintable() and not any(sign in link for sign in ' "<>\\^`{|}')
    if not (fine and plain) or "@" in parts.netloc or len(link) > LONGEST:
        raise BadLink
    return link


def set_online(meeting: Meeting, *, is_online: bool, side: Side, actor: Any, at: datetime) -> None:
    """Say that a meeting without a time needs no table, or does; drafts made before are void.

    One that has its place is moved instead. Flushed, not committed.

    Raises
    ------
    WrongState, HasItsPlace
    """
    lock(meeting)
    state = meeting.state_at(at)
    if state is MeetingState.PLACED:
        raise HasItsPlace
    if state not in WAITING:
        raise WrongState
    if meeting.is_online is is_online:
        return
    meeting.is_online = is_online
    meeting.sequence += 1
    _record("meeting:online", meeting, side, actor=actor, at=at, is_online=is_online)


def set_link(meeting: Meeting, link: str, *, side: Side | None, actor: Any, at: datetime) -> None:
    """Say where on the net they meet; calendars take it over. The organiser has no side.

    Raises
    ------
    WrongState, BadLink
    """
    lock(meeting)
    if meeting.state_at(at) not in OPEN or not meeting.is_online:
        raise WrongState
    link = safe_link(link)
    if link == meeting.link:
        return
    meeting.link = link
    if meeting.state is MeetingState.PLACED:
        meeting.sequence += 1
        meeting.calendar_changed_at = at
    _record("meeting:link", meeting, side, actor=actor, at=at)


def _record(
    verb: str, meeting: Meeting, side: Side | None, *, actor: Any, at: datetime, **details: Any
) -> None:
    company_id = company_of(meeting, side) if side is not None else None
    activity.record(verb, meeting, actor=actor, at=at, for_company_id=company_id, **details)
