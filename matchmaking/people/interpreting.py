"""Who of an event's interpreters could be at a meeting."""

from collections import Counter
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from core.db import db
from events.programme.models import Claim, HolderKind, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.persons import busy_in
from matchmaking.people.models import Interpreter


def interpreters_of(event_id: int) -> list[Interpreter]:
    """The interpreters of an event, in the order in which they were added."""
    theirs = sa.select(Interpreter).where(Interpreter.event_id == event_id)
    return list(db.session.scalars(theirs.order_by(Interpreter.id)).unique())


def fits(one: Interpreter, meeting: Meeting) -> bool:
    """Whether they know both languages and belong to neither side of the meeting."""
    return (
        meeting.interpreted_into is not None
        and one.speaks(meeting.language, meeting.interpreted_into)
        and one.user_id not in meeting.person_ids
    )


def fitting(pool: Iterable[Interpreter], meeting: Meeting) -> list[Interpreter]:
    """Those of a pool who could interpret at a meeting, at some time or other."""
    return [one for one in pool if fits(one, meeting)]


def available(meeting: Meeting, slot: Slot, pool: Collection[Interpreter]) -> list[Interpreter]:
    """Those who are there and free in a slot: the one there is, then who is least in demand.

    Who knows few languages goes before who knows many, so that these are left for others.
    """
    there = [one for one in fitting(pool, meeting) if one.is_there(slot.starts_at, slot.ends_at)]
    busy = busy_in(slot.id, [one.user_id for one in there])
    free = [one for one in there if one.user_id not in busy]
    load = meetings_of(meeting.event_id)
    return sorted(
        free,
        key=lambda one: (
            one.id != meeting.interpreter_id,
            len(one.languages),
            load[one.user_id],
            one.id,
        ),
    )


def meetings_of(event_id: int) -> Counter[int]:
    """In how many slots people are taken by meetings of an event."""
    counts = (
        sa.select(Claim.holder_id, sa.func.count())
        .where(
            Claim.event_id == event_id,
            Claim.holder_kind == HolderKind.PERSON,
            Claim.meeting_id.is_not(None),
        )
        .group_by(Claim.holder_id)
    )
    return Counter(dict(db.session.execute(counts).tuples().all()))
