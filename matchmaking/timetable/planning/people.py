"""The people of a plan: who comes to each meeting, and when they are elsewhere.

A company is in one meeting at a time, so its people need no care of their own, but for two things:
a session or a meeting outside the plan keeps them away, and somebody may come for two companies.
Interpreters go from company to company, so they always count.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, HolderKind, Slot
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState, MemberState
from matchmaking.people.interpreting import fitting, interpreters_of
from matchmaking.people.models import Interpreter


@dataclass(frozen=True)
class Firm:
    """A firm that comes to a group meeting, and who comes for it."""

    exhibitor_id: int
    company_id: int
    person_id: int | None


def firms_of_groups(event_id: int) -> dict[int, list[Firm]]:
    """Who comes to each group meeting of an event, in the order in which they were invited."""
    rows = (
        sa.select(
            GroupMember.meeting_id,
            GroupMember.exhibitor_id,
            Exhibitor.company_id,
            GroupMember.person_id,
        )
        .join(Exhibitor, Exhibitor.id == GroupMember.exhibitor_id)
        .where(
            GroupMember.event_id == event_id,
            GroupMember.is_live,
            GroupMember.state == MemberState.ACCEPTED,
        )
        .order_by(GroupMember.id)
    )
    found: defaultdict[int, list[Firm]] = defaultdict(list)
    for meeting_id, exhibitor_id, company_id, person_id in db.session.execute(rows).tuples():
        found[meeting_id].append(Firm(exhibitor_id, company_id, person_id))
    return dict(found)


@dataclass(frozen=True)
class People:
    """Who comes, by meeting; ``shared`` are those who can be wanted by two at once."""

    of: Mapping[int, frozenset[int]] = field(default_factory=dict)
    shared: frozenset[int] = frozenset()
    away: Mapping[int, frozenset[int]] = field(default_factory=dict)  # slots, by position
    interprets: Mapping[int, int] = field(default_factory=dict)  # interpreter, by meeting

    def taking_part(self, meeting_id: int) -> list[int]:
        """Those who can clash with somebody else's meeting."""
        return sorted(self.of.get(meeting_id, frozenset()) & self.shared)

    def open_slots(self, meeting_id: int, slots: int) -> frozenset[int] | None:
        """The slots in which everybody who comes has time; None where nobody is ever away."""
        closed = [self.away[one] for one in self.of.get(meeting_id, ()) if one in self.away]
        return frozenset(range(slots)).difference(*closed) if closed else None


def people_at(
    event_id: int, companies: Mapping[int, tuple[int, ...]], slots: Sequence[Slot]
) -> People:
    """Who comes to these meetings, each with the companies of its buyer and its exhibitor.

    A meeting that needs an interpreter gets one beforehand, who takes part like anybody else.
    """
    theirs = sa.select(Meeting).where(Meeting.event_id == event_id).order_by(Meeting.id)
    meetings = [one for one in db.session.scalars(theirs) if one.id in companies]
    groups = firms_of_groups(event_id)
    of: dict[int, set[int]] = {}
    comes_for: defaultdict[int, set[int]] = defaultdict(set)
    for one in meetings:
        firms = groups.get(one.id, ())
        sellers = [firm.person_id for firm in firms] or [one.exhibitor_person_id]
        people = (one.buyer_person_id, *sellers)
        of[one.id] = set(filter(None, people))
        for user_id, company_id in zip(people, companies[one.id], strict=True):
            if user_id is not None:
                comes_for[user_id].add(company_id)
    pool = interpreters_of(event_id)
    users = {one.user_id for one in pool} | comes_for.keys()
    away = away_of(event_id, users, companies, {slot.id: n for n, slot in enumerate(slots)})
    for person in pool:
        gone = {n for n, at in enumerate(slots) if not person.is_there(at.starts_at, at.ends_at)}
        if gone:
            away[person.user_id] = away.get(person.user_id, frozenset()) | gone
    chosen = _interpreters(meetings, pool, away, len(slots))
    for meeting_id, person in chosen.items():
        of[meeting_id].add(person.user_id)
    shared = {user_id for user_id, firms in comes_for.items() if len(firms) > 1}
    return People(
        {meeting_id: frozenset(people) for meeting_id, people in of.items()},
        frozenset(shared | {one.user_id for one in chosen.values()}),
        away,
        {meeting_id: one.id for meeting_id, one in chosen.items()},
    )


def _interpreters(
    meetings: Sequence[Meeting],
    pool: Sequence[Interpreter],
    away: Mapping[int, frozenset[int]],
    slots: int,
) -> dict[int, Interpreter]:
    """One for each meeting in need: who is there already, else who has most time for each.

    Meetings that stand without one are not held back: they get somebody where they stand, if there
    is anybody.
    """
    time = {one.id: slots - len(away.get(one.user_id, ())) for one in pool}
    load: Counter[int] = Counter()
    chosen: dict[int, Interpreter] = {}
    waiting = []
    for meeting in meetings:
        able = fitting(pool, meeting)
        there = next((one for one in able if one.id == meeting.interpreter_id), None)
        if there is not None:
            chosen[meeting.id] = there
            load[there.id] += 1
        elif able and meeting.state is MeetingState.ACCEPTED:
            waiting.append((meeting, able))
    for meeting, able in sorted(waiting, key=lambda one: (len(one[1]), one[0].id)):
        best = min(able, key=lambda one: ((load[one.id] + 1) / max(time[one.id], 0.1), one.id))
        chosen[meeting.id] = best
        load[best.id] += 1
    return chosen


def away_of(
    event_id: int,
    user_ids: Collection[int],
    own: Collection[int],
    slot_number: Mapping[int, int],
) -> dict[int, frozenset[int]]:
    """Slots, by position, that something else than the meetings ``own`` holds of these people."""
    claims = sa.select(Claim.holder_id, Claim.slot_id, Claim.meeting_id).where(
        Claim.event_id == event_id, Claim.holder_kind == HolderKind.PERSON
    )
    away: defaultdict[int, set[int]] = defaultdict(set)
    for user_id, slot_id, meeting_id in db.session.execute(claims).tuples():
        if user_id in user_ids and meeting_id not in own and slot_id in slot_number:
            away[user_id].add(slot_number[slot_id])
    return {user_id: frozenset(slots) for user_id, slots in away.items()}
