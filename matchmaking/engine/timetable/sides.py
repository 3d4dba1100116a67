"""Who sits on which side, how many meetings each can have, who needs a place."""

import itertools
from collections.abc import Mapping, Sequence

from matchmaking.engine.timetable.problem import Problem
from matchmaking.engine.timetable.windows import within

PAIR = 2


def limits(problem: Problem) -> dict[str, int]:
    """The most meetings that each participant can have: their slots, or fewer if they say so."""
    open_slots: dict[str, set[int]] = {one.id: set() for one in problem.participants}
    for meeting, options in zip(problem.meetings, problem.options, strict=True):
        for name in meeting.participants:
            open_slots[name].update(options)
    most = {}
    for one in problem.participants:
        most[one.id] = within(open_slots[one.id], one.limits)
        if one.max_meetings is not None:
            most[one.id] = min(most[one.id], one.max_meetings)
    return most


def sides(problem: Problem, candidates: Sequence[int]) -> tuple[dict[str, int], set[int]]:
    """Side 0 or 1 of each participant so that meetings join the two, and those that do not.

    Of a group the first two count. Whoever buys and sells may have meetings with both sides: these
    few are named, everything else can be treated as between two sides.
    """
    neighbours: dict[str, list[str]] = {}
    for n in candidates:
        people = problem.meetings[n].participants[:PAIR]
        neighbours.setdefault(people[0], [])
        for one, other in itertools.pairwise(people):
            neighbours[one].append(other)
            neighbours.setdefault(other, []).append(one)
    side: dict[str, int] = {}
    for name in neighbours:
        if name not in side:
            _spread(name, neighbours, side)
    odd = {
        n
        for n in candidates
        if len(problem.meetings[n].participants) >= PAIR
        and side[problem.meetings[n].participants[0]] == side[problem.meetings[n].participants[1]]
    }
    return side, odd


def _spread(start: str, neighbours: Mapping[str, Sequence[str]], side: dict[str, int]) -> None:
    """Give everybody reachable a side."""
    side[start] = 0
    stack = [start]
    while stack:
        one = stack.pop()
        for other in neighbours[one]:
            if other not in side:
                side[other] = 1 - side[one]
                stack.append(other)


def seated(
    problem: Problem, wanted: Sequence[int], side: Mapping[str, int]
) -> tuple[int, frozenset[str]]:
    """Who needs places, on a side where everybody always or never does; nobody where all do.

    Only then can a flow tell meetings that share the places from those that need none.
    """
    if all(problem.meetings[n].needs_place for n in wanted):
        return 0, frozenset()
    kinds: dict[str, set[bool]] = {}
    for n in wanted:
        for name in problem.meetings[n].participants[:PAIR]:
            kinds.setdefault(name, set()).add(problem.meetings[n].needs_place)
    for which in (1, 0):
        own = {name: kind for name, kind in kinds.items() if side[name] == which}
        if all(len(kind) == 1 for kind in own.values()):
            return which, frozenset(name for name, kind in own.items() if True in kind)
    return 0, frozenset()
