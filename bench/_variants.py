"""Instances that nobody published: each folder's own ones, changed as their authors changed theirs.

Closed slots at random (``forb``), meetings fixed to a slot (``fixed``), orders between meetings
(``prec``), fewer tables (``tables``), and half of another event at the same time (``fus``). From
the same number the same changes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from matchmaking.engine.timetable.problem import Meeting, Participant, Problem

T = TypeVar("T")

LARGEST_FUSION = 5_500  # meetings × slots; the largest published event has about this


def variants(originals: Mapping[str, Problem], count: int) -> Iterator[tuple[str, Problem]]:
    """So many changed instances, each original and each way in turn."""
    ways: list[tuple[str, Callable[[Problem, np.random.Generator], Problem]]] = [
        ("forb0002", lambda one, dice: _closed(one, 0.002, dice)),
        ("prec10", lambda one, dice: _ordered(one, 0.10, dice)),
        ("tables", _fewer_tables),
        ("fixed10", lambda one, dice: _fixed(one, 0.1, dice)),
        ("forb0005", lambda one, dice: _closed(one, 0.005, dice)),
        ("fus", lambda one, dice: _fused(one, list(originals.values()), dice)),
        ("prec20", lambda one, dice: _ordered(one, 0.20, dice)),
    ]
    for n in range(count):
        name = list(originals)[n % len(originals)]
        way, change = ways[(n + n // len(originals)) % len(ways)]
        yield f"{name}.{way}-{n}", change(originals[name], np.random.default_rng(n))


def _some(dice: np.random.Generator, among: Sequence[T], count: int) -> list[T]:
    """So many of these, in a random order."""
    return [among[n] for n in dice.permutation(len(among))[:count]]


def _closed(problem: Problem, share: float, dice: np.random.Generator) -> Problem:
    """So large a share of everybody's slots closed, besides those that are."""
    free = [(one.id, s) for one in problem.participants for s in range(problem.slots)]
    shut = _some(dice, free, round(share * len(free)))
    people = tuple(
        replace(one, forbidden=one.forbidden | {s for name, s in shut if name == one.id})
        for one in problem.participants
    )
    return replace(problem, participants=people)


def _fixed(problem: Problem, share: float, dice: np.random.Generator) -> Problem:
    """So large a share of the meetings fixed, no two of a participant together."""
    taken: set[tuple[str, int]] = set()
    fixed: dict[int, int] = {}
    count = len(problem.meetings)
    for n in _some(dice, range(count), round(share * count)):
        people = problem.meetings[n].participants
        slots = [s for s in problem.options[n] if not taken & {(one, s) for one in people}]
        if slots:
            fixed[n] = _some(dice, slots, 1)[0]
            taken |= {(one, fixed[n]) for one in people}
    meetings = tuple(
        replace(one, fixed_slot=fixed.get(n, one.fixed_slot))
        for n, one in enumerate(problem.meetings)
    )
    return replace(problem, meetings=meetings)


def _ordered(problem: Problem, share: float, dice: np.random.Generator) -> Problem:
    """So many orders for each meeting, between two of one participant, without a circle."""
    rank = _some(dice, range(len(problem.meetings)), len(problem.meetings))
    pairs = {
        (first, second) if rank[first] < rank[second] else (second, first)
        for own in problem.meetings_of.values()
        for first in own
        for second in own
        if first < second
    }
    chosen = _some(dice, sorted(pairs), min(len(pairs), round(share * len(problem.meetings))))
    ids = [one.id for one in problem.meetings]
    return replace(problem, precedences=tuple((ids[one], ids[other]) for one, other in chosen))


def _fewer_tables(problem: Problem, dice: np.random.Generator) -> Problem:
    """One to three tables less, but not fewer than the meetings need."""
    least = -(-len(problem.meetings) // problem.slots)
    return replace(problem, places=max(least, problem.places - int(dice.integers(1, 4))))


def _fused(problem: Problem, others: list[Problem], dice: np.random.Generator) -> Problem:
    """Half of the meetings of another event held beside this one's, by other people."""
    other = _some(dice, others, 1)[0]
    room = LARGEST_FUSION // problem.slots - len(problem.meetings)
    more = _some(dice, other.meetings, max(0, min(room, len(other.meetings) // 2)))
    meetings = tuple(
        Meeting(f"+{one.id}", tuple(f"+{who}" for who in one.participants), required=True)
        for one in more
    )
    people = dict.fromkeys(who for one in meetings for who in one.participants)
    tables = problem.places + -(-len(meetings) // problem.slots) + 1
    return replace(
        problem,
        places=tables,
        participants=(*problem.participants, *(Participant(who) for who in people)),
        meetings=(*problem.meetings, *meetings),
    )
