"""Reminding a company of its meetings, once for each time; and ending reminders."""

from datetime import datetime
from typing import Any

from accounts.sign_in.models import User
from core import activity, outbox
from core.db import constraints, db
from core.errors import DomainError
from core.i18n import N_
from events.programme.models import Event
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Side
from matchmaking.timetable.mails import place_values
from matchmaking.timetable.reminders.links import stop_url
from matchmaking.timetable.reminders.models import MeetingReminder, ReminderKind, ReminderStop
from matchmaking.timetable.reminders.queries import Due, held_meetings, readers_of
from matchmaking.timetable.words import shown_booths


class AlreadyReminded(DomainError):
    """Another runner was faster."""

    code = "reminders.already_reminded"
    message = N_("This reminder has been sent already.")


def remind(due: Due, *, at: datetime) -> int:
    """Send the people of a company one mail about these meetings; how many mails.

    Raises
    ------
    AlreadyReminded
    """
    meetings = held_meetings(due)
    if not meetings:
        return 0
    sides = dict(due.sides)
    with constraints({"uq_meeting_reminders_once": AlreadyReminded}):
        db.session.add_all(_note(meeting, sides[meeting.id], due, at=at) for meeting in meetings)
    event = db.session.get_one(Event, due.event_id)
    lines = [_line(meeting, sides[meeting.id]) for meeting in meetings]
    readers = readers_of(due.company_id)
    for person in readers:
        assert person.email is not None
        outbox.put(
            person.email,
            "meeting_soon",
            language=person.language,
            at=at,
            name=person.full_name,
            event_vi=event.name_vi,
            event_en=event.name_en,
            place=event.place,
            slug=event.slug,
            zone=event.zone,
            is_soon=due.kind is ReminderKind.SOON,
            lines=lines,
            unsubscribe_url=stop_url(person.id),
        )
    return len(readers)


def _note(meeting: Meeting, side: Side, due: Due, *, at: datetime) -> MeetingReminder:
    member = meeting.member_of({due.company_id})
    return MeetingReminder(
        event_id=meeting.event_id,
        meeting_id=meeting.id,
        side=side,
        firm=member.exhibitor_id if member is not None and side is Side.EXHIBITOR else 0,
        kind=due.kind,
        starts_at=meeting.placement.slot.starts_at,
        reminded_at=at,
    )


def _line(meeting: Meeting, side: Side) -> dict[str, Any]:
    """What the mail says of a meeting."""
    placement = meeting.placement
    return {
        "meeting_id": meeting.id,
        "partner": meeting.sellers if side is Side.BUYER else meeting.buyer.company.name,
        "starts_at": placement.slot.starts_at.isoformat(),
        "ends_at": placement.slot.ends_at.isoformat(),
        **place_values(placement.table),
        "booth": ", ".join(one.booth.label for one in shown_booths(meeting)),
    }


def stop_reminders(user: User, *, actor: Any, at: datetime) -> bool:
    """A person wants no reminders any more; whether that is new."""
    if db.session.get(ReminderStop, user.id) is not None:
        return False
    db.session.add(ReminderStop(user_id=user.id, stopped_at=at))
    activity.record("reminders:stopped", user, actor=actor, at=at)
    return True


def start_reminders(user: User, *, actor: Any, at: datetime) -> bool:
    """A person wants reminders again; whether that is new."""
    stop = db.session.get(ReminderStop, user.id)
    if stop is None:
        return False
    db.session.delete(stop)
    activity.record("reminders:started", user, actor=actor, at=at)
    return True
