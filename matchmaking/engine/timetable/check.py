"""Does a timetable keep the rules, and what is it worth? Shares no code with the solvers."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from matchmaking.engine.timetable.problem import Assignment, Meeting, Participant, Problem

T = TypeVar("T")


def values(problem: Problem, assignments: Sequence[Assignment]) -> dict[str, float]:
    """What a timetable is worth, one number for each kind of objective.

    ``idle_gaps`` counts, over the participants, the runs of empty slots strictly between two of
    their meetings; ``fairness`` is the largest minus the smallest number of gaps of one of them;
    ``changes`` the meetings of ``previous`` that no longer stand where they stood; ``promised`` the
    meetings that count towards somebody's ``min_meetings``.
    """
    score = {meeting.id: meeting.score for meeting in problem.meetings}
    gaps = list(gaps_of(problem, assignments).values())
    now = {one.meeting: one for one in assignments}
    moved = sum(
        not _stands(before, now.get(before.meeting)) for before in problem.previously.values()
    )
    count = Counter(
        name
        for one in assignments
        for name in problem.meetings[problem.number[one.meeting]].participants
    )
    return {
        "placed": len(assignments),
        "score": round(sum(score[one.meeting] for one in assignments), 9),
        "idle_gaps": sum(gaps),
        "fairness": max(gaps, default=0) - min(gaps, default=0),
        "changes": moved,
        "promised": sum(min(count[one.id], one.min_meetings) for one in problem.participants),
    }


def _stands(before: Assignment, now: Assignment | None) -> bool:
    if now is None or now.slot != before.slot:
        return False
    return now.place == before.place or -1 in (now.place, before.place)


def gaps_of(problem: Problem, assignments: Sequence[Assignment]) -> dict[str, int]:
    """How many idle gaps each participant has; those without meetings have none."""
    people = {meeting.id: meeting.participants for meeting in problem.meetings}
    busy: dict[str, list[int]] = defaultdict(list)
    for one in assignments:
        for participant in people[one.meeting]:
            busy[participant].append(one.slot)
    return {
        one.id: sum(later > slot + 1 for slot, later in _neighbours(sorted(busy[one.id])))
        for one in problem.participants
    }


def _neighbours(slots: list[int]) -> Iterator[tuple[int, int]]:
    return itertools.pairwise(slots)


def breaches(problem: Problem, assignments: Sequence[Assignment]) -> list[str]:
    """One line for every rule that is broken; an empty list for a timetable that stands."""
    known = [one for one in assignments if one.meeting in problem.number]
    found = [
        f"there is no meeting {one.meeting!r}"
        for one in assignments
        if one.meeting not in problem.number
    ]
    for one in known:
        found += _own(problem, one)
    inside = [one for one in known if 0 <= one.slot < problem.slots]
    found += _doubles(problem, inside)
    found += _shortfalls(problem, inside)
    return found


def _own(problem: Problem, one: Assignment) -> Iterator[str]:
    meeting = problem.meetings[problem.number[one.meeting]]
    where = f"meeting {meeting.id} in slot {one.slot}"
    if not 0 <= one.slot < problem.slots:
        yield f"{where}: there is no such slot"
        return
    if meeting.allowed_slots is not None and one.slot not in meeting.allowed_slots:
        yield f"{where}: the slot is not allowed"
    if meeting.fixed_slot is not None and one.slot != meeting.fixed_slot:
        yield f"{where}: it is fixed to slot {meeting.fixed_slot}"
    for name in meeting.participants:
        if one.slot in problem.participant[name].forbidden:
            yield f"{where}: {name} cannot come then"
    yield from _own_place(problem, meeting, one, where)


def _own_place(problem: Problem, meeting: Meeting, one: Assignment, where: str) -> Iterator[str]:
    if not meeting.needs_place:
        if one.place >= 0:
            yield f"{where}: it needs no place, and has {one.place}"
        return
    if not 0 <= one.place < problem.capacity[one.slot]:
        yield f"{where}: there is no place {one.place}"
    if meeting.place is not None and one.place != meeting.place:
        yield f"{where}: it belongs at place {meeting.place}, not {one.place}"


def _doubles(problem: Problem, known: Sequence[Assignment]) -> Iterator[str]:
    for name, times in _more_than_once(one.meeting for one in known):
        yield f"meeting {name} stands {times} times"
    seated = [one for one in known if problem.meetings[problem.number[one.meeting]].needs_place]
    for (slot, place), times in _more_than_once((one.slot, one.place) for one in seated):
        yield f"place {place} in slot {slot} holds {times} meetings"
    for slot, times in Counter(one.slot for one in seated).items():
        if times > problem.capacity[slot]:
            yield f"slot {slot} holds {times} meetings, there are {problem.capacity[slot]} places"
    people = (
        (name, one.slot)
        for one in known
        for name in problem.meetings[problem.number[one.meeting]].participants
    )
    for (name, slot), times in _more_than_once(people):
        yield f"{name} has {times} meetings in slot {slot}"


def _more_than_once(things: Iterable[T]) -> Iterator[tuple[T, int]]:
    return ((thing, times) for thing, times in Counter(things).items() if times > 1)


def _shortfalls(problem: Problem, known: Sequence[Assignment]) -> Iterator[str]:
    slot_of = {one.meeting: one.slot for one in known}
    for meeting in problem.meetings:
        if meeting.required and meeting.id not in slot_of:
            yield f"meeting {meeting.id} is required and does not stand"
    count = Counter(
        name for one in known for name in problem.meetings[problem.number[one.meeting]].participants
    )
    for one in problem.participants:
        if one.max_meetings is not None and count[one.id] > one.max_meetings:
            yield f"{one.id} has {count[one.id]} meetings, at most {one.max_meetings} are wanted"
        yield from _too_many(problem, one, known)
    for first, second in problem.precedences:
        if first in slot_of and second in slot_of and slot_of[first] >= slot_of[second]:
            yield f"meeting {first} must be before {second}"
    spread = values(problem, known)["fairness"]
    if problem.max_gap_spread is not None and spread > problem.max_gap_spread:
        yield f"the numbers of gaps differ by {spread}, at most {problem.max_gap_spread} is allowed"


def _too_many(problem: Problem, one: Participant, known: Sequence[Assignment]) -> Iterator[str]:
    """What breaks a participant's limits on some of the slots."""
    if not one.limits:
        return
    people = {meeting.id: meeting.participants for meeting in problem.meetings}
    slots = [place.slot for place in known if one.id in people[place.meeting]]
    for limit in one.limits:
        held = sum(slot in limit.slots for slot in slots)
        if held > limit.most:
            named = ", ".join(map(str, sorted(limit.slots)))
            yield (
                f"{one.id} has {held} meetings in slots {named}, at most {limit.most} are wanted"
            )
