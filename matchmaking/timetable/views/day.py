"""What stands in a person's day at an event: meetings and sessions, by day and time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from accounts.sign_in.models import User
from core.i18n import _, by_language, fmt_day
from events.programme.models import Event, Session
from events.programme.queries import registration_id_of, seats_of, sessions_of
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import (
    company_ids_of,
    meetings_of,
    others_with,
    partner_of,
)
from matchmaking.meetings.states import MeetingState
from matchmaking.meetings.words import cancel_reason, meeting_state, partner_names
from matchmaking.needs.models import Side
from matchmaking.timetable.queries import first_people, users_by_id
from matchmaking.timetable.words import where

S = MeetingState
TIMED = frozenset({S.PLACED, S.HELD, S.MISSED, S.CANCELLED})


@dataclass(frozen=True)
class Item:
    """A line of the day; ``state`` is what a badge needs, ``mark`` is now, next or nothing."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    url: str = ""
    state: dict[str, str] | None = None
    note: str = ""
    person: User | None = None
    cancel_url: str = ""
    is_off: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that a person has at an event; ``unplaced`` are agreed and wait for a time."""

    days: dict[str, list[Item]]
    unplaced: list[Meeting]


def plan_of(actor: Any, event: Event, *, at: datetime) -> Plan:
    """A person's plan, in a constant number of queries."""
    every = meetings_of(actor, event=event)
    ours = company_ids_of(actor)
    stands = {one.id: one.state_for(ours, at) for one in every}
    timed = [one for one in every if stands[one.id] in TIMED and one.calendar_starts_at is not None]
    people = first_people({partner_of(one, ours).id for one in timed})
    named = users_by_id({user_id for one in timed for user_id in one.person_ids})
    items = [
        _meeting(
            one,
            ours,
            stands[one.id],
            _across(one, ours, named) or people.get(partner_of(one, ours).id),
            at=at,
        )
        for one in timed
    ]
    items += [_session(one, event) for one in _sessions(actor, event)]
    items.sort(key=lambda item: (item.starts_at, item.is_off, item.title))
    days: dict[str, list[Item]] = {}
    for item in _marked(items, at=at):
        days.setdefault(fmt_day(item.starts_at, event.zone), []).append(item)
    return Plan(days, [one for one in every if stands[one.id] is S.ACCEPTED])


def _across(one: Meeting, ours: set[int], named: dict[int, User]) -> User | None:
    """Who comes from the other side, if somebody is named."""
    theirs = Side.EXHIBITOR if one.buyer.company_id in ours else Side.BUYER
    return named.get(one.person_id(theirs) or 0)


def _meeting(
    one: Meeting, ours: set[int], state: MeetingState, person: User | None, *, at: datetime
) -> Item:
    assert one.calendar_starts_at is not None
    assert one.calendar_ends_at is not None
    values: dict[str, Any] = {"slug": one.event.slug, "meeting_id": one.id}
    is_off = state is S.CANCELLED
    may_cancel = state is S.PLACED and one.calendar_ends_at > at
    return Item(
        one.calendar_starts_at,
        one.calendar_ends_at,
        partner_names(one, ours),
        "" if is_off else where(one),
        url=url_for("meetings.detail", **values),
        state=meeting_state(state),
        note=_note(one, ours, is_off=is_off),
        person=None if is_off or (one.is_group and one.buyer.company_id in ours) else person,
        cancel_url=url_for(_way_out(one, ours), **values) if may_cancel else "",
        is_off=is_off,
    )


def _way_out(one: Meeting, ours: set[int]) -> str:
    """Where a meeting is called off; a firm leaves a group, which goes on without it."""
    leaves = one.is_group and one.buyer.company_id not in ours
    return "groups.leave" if leaves else "timetable.cancel"


def _note(one: Meeting, ours: set[int], *, is_off: bool) -> str:
    """Why it is off; of a group, who sits on one's own side."""
    if is_off:
        return cancel_reason(one.cancel_reason) if one.cancel_reason else ""
    others = ", ".join(by_language(firm.name, firm.name_en) for firm in others_with(one, ours))
    return str(_("Together with %(others)s", others=others)) if others else ""


def _sessions(actor: Any, event: Event) -> list[Session]:
    """The sessions at which a person has a seat."""
    held = seats_of(registration_id_of(actor, event))
    return [one for one in sessions_of(event) if one.id in held] if held else []


def _session(one: Session, event: Event) -> Item:
    return Item(
        one.starts_at,
        one.ends_at,
        by_language(one.title_vi, one.title_en),
        one.room,
        url=url_for("programme.event", slug=event.slug),
        state={"text": _("Session"), "kind": "info"},
    )


def _marked(items: Iterable[Item], *, at: datetime) -> list[Item]:
    """What goes on now, and the next one after it."""
    marked, seen_next = [], False
    for item in items:
        mark = ""
        if not item.is_off and item.starts_at <= at < item.ends_at:
            mark = "now"
        elif not item.is_off and item.starts_at > at and not seen_next:
            mark, seen_next = "next", True
        marked.append(Item(**(vars(item) | {"mark": mark})))
    return marked
