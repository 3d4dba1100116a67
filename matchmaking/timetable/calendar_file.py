"""Meetings as calendar files; an entry keeps its identifier, whatever happens to it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Entry

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState

CANCELLED = frozenset({MeetingState.CANCELLED})
SHOWN = frozenset(
    {MeetingState.PLACED, MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED}
)


def calendar_of(
    meetings: Iterable[Meeting],
    *,
    title: Callable[[Meeting], str],
    place: Callable[[Meeting], str],
    url: Callable[[Meeting], str],
    name: str,
    at: datetime,
) -> bytes:
    """A calendar of the meetings that have or had a time; cancelled ones stay and say so.

    ``title``, ``place`` and ``url`` tell in the reader's language with whom, where, and where to
    read more. Times stand in the zone of each event, which the file describes itself.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Cho Phien//Meetings//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for meeting in meetings:
        if meeting.state in SHOWN and meeting.calendar_starts_at and meeting.calendar_ends_at:
            entry = Entry()
            zone = ZoneInfo(meeting.event.zone)
            entry.add("uid", meeting.uid)
            entry.add("sequence", meeting.sequence)
            entry.add("dtstamp", at)
            entry.add("dtstart", meeting.calendar_starts_at.astimezone(zone))
            entry.add("dtend", meeting.calendar_ends_at.astimezone(zone))
            entry.add("summary", title(meeting))
            entry.add("location", place(meeting))
            entry.add("url", url(meeting))
            entry.add("status", "CANCELLED" if meeting.state in CANCELLED else "CONFIRMED")
            calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
