"""Events and their sessions as calendar files, with identifiers that never change."""

from collections.abc import Callable, Iterable
from datetime import datetime

from icalendar import Calendar
from icalendar import Event as Entry

from events.programme.models import Event, EventState, Session

Words = Callable[[str, str], str]  # Vietnamese, English → the reader's
STATUS = {EventState.ANNOUNCED: "TENTATIVE", EventState.CANCELLED: "CANCELLED"}


def calendar_of(
    events: Iterable[tuple[Event, str]], sessions: Iterable[Session], *, words: Words, at: datetime
) -> bytes:
    """A calendar of events, each with its page's address, and of sessions of one of them."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cho Phien//Events//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Chợ Phiên")
    calendar.add("x-published-ttl", "PT12H")  # subscribers look twice a day
    known: dict[int, Event] = {}
    for event, url in events:
        known[event.id] = event
        calendar.add_component(_event_entry(event, url, words, at))
    for session in sessions:
        calendar.add_component(_session_entry(session, known[session.event_id], words, at))
    return bytes(calendar.to_ical())


def _entry(uid: str, starts_at: datetime, ends_at: datetime, summary: str, at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", at)
    entry.add("dtstart", starts_at)
    entry.add("dtend", ends_at)
    entry.add("summary", summary)
    return entry


def _event_entry(event: Event, url: str, words: Words, at: datetime) -> Entry:
    name = words(event.name_vi, event.name_en)
    entry = _entry(f"event-{event.slug}@cho-phien", event.starts_at, event.ends_at, name, at)
    entry.add("location", ", ".join(filter(None, (event.place, event.address))))
    entry.add("description", f"{words(event.summary_vi, event.summary_en)}\n{url}".strip())
    entry.add("url", url)
    entry.add("status", STATUS.get(event.state, "CONFIRMED"))
    entry.add("transp", "TRANSPARENT")  # a fair of four days leaves its visitors' days free
    return entry


def _session_entry(session: Session, event: Event, words: Words, at: datetime) -> Entry:
    title = words(session.title_vi, session.title_en)
    uid = f"session-{session.id}-{event.slug}@cho-phien"
    entry = _entry(uid, session.starts_at, session.ends_at, title, at)
    entry.add("location", ", ".join(filter(None, (session.room, event.place))))
    entry.add("status", STATUS.get(event.state, "CONFIRMED"))
    return entry
