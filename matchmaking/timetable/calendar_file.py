"""Meetings as calendar files; an entry keeps its identifier, whatever happens to it."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Entry

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState

S = MeetingState
# An agreed meeting that lost its time stays in the file as cancelled, until it has one again.
CANCELLED = frozenset({S.CANCELLED, S.ACCEPTED})
SHOWN = frozenset({S.PLACED, S.HELD, S.MISSED}) | CANCELLED
LOOK_AGAIN = timedelta(minutes=15)  # how often subscribers are asked to look


def _as_it_stands(meeting: Meeting) -> MeetingState:
    return meeting.state


def calendar_of(
    meetings: Iterable[Meeting],
    *,
    title: Callable[[Meeting], str],
    place: Callable[[Meeting], str],
    url: Callable[[Meeting], str],
    name: str,
    state: Callable[[Meeting], MeetingState] = _as_it_stands,
) -> bytes:
    """A calendar of the meetings that have or had a time; cancelled ones stay and say so.

    ``title``, ``place`` and ``url`` tell in the reader's language with whom, where, and where to
    read more; ``state`` how it stands for them. Times stand in the zone of each event, which the
    file describes itself. As long as nothing changed, the file is the same to the byte.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Cho Phien//Meetings//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for meeting in meetings:
        stands = state(meeting)
        if stands in SHOWN and meeting.calendar_starts_at and meeting.calendar_ends_at:
            zone = ZoneInfo(meeting.event.zone)
            changed_at = meeting.calendar_changed_at or meeting.requested_at
            entry = Entry()
            entry.add("uid", meeting.uid)
            entry.add("sequence", meeting.sequence)
            entry.add("dtstamp", changed_at)
            entry.add("last-modified", changed_at)
            entry.add("dtstart", meeting.calendar_starts_at.astimezone(zone))
            entry.add("dtend", meeting.calendar_ends_at.astimezone(zone))
            entry.add("summary", title(meeting))
            entry.add("location", place(meeting))
            entry.add("url", (meeting.is_online and meeting.link) or url(meeting))
            entry.add("status", "CANCELLED" if stands in CANCELLED else "CONFIRMED")
            calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
