"""What a meeting is worth as one whole number, as a flow needs it, in the objectives' order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaking.engine.timetable.model import digits_of
from matchmaking.engine.timetable.problem import Problem

WEIGHED = ("placed", "score", "changes")  # what a single meeting adds to
LARGEST = 2**58  # of a cost times the nodes of a flow, whose solver multiplies the two
Whole = NDArray[np.int64]


def levels(problem: Problem) -> list[Whole]:
    """What each meeting adds to every objective that it adds to, the first objective first.

    A meeting that stood before counts for ``changes`` wherever it stands now.
    """
    scale = 10 ** digits_of(problem)
    count = len(problem.meetings)
    stood = np.zeros(count, dtype=np.int64)
    stood[list(problem.previously)] = 1
    worth = {
        "placed": np.ones(count, dtype=np.int64),
        "score": np.array([round(one.score * scale) for one in problem.meetings], dtype=np.int64),
        "changes": stood,
    }
    return [worth[name] for name in problem.objective if name in WEIGHED]


def factors(tops: Sequence[int], most: int, largest: int) -> tuple[list[int], bool]:
    """By what to multiply levels so that one more of a level outweighs all below it.

    Parameters
    ----------
    tops : sequence of int
        The most that a meeting adds to each level.
    most : int
        How many meetings can stand.
    largest : int
        What no sum of a meeting may exceed.

    Returns
    -------
    list of int
        One for each level.
    bool
        Whether the order holds for any ``most`` meetings. Where that would be too large a number,
        it holds for as many as fit: enough for the exchanges of which a better answer consists.
    """
    fits = max(1, most)
    while True:
        steps, total = [], 0
        for top in reversed(tops):
            step = total * fits + 1
            steps.append(step)
            total += top * step
        if total <= largest or fits == 1:
            return steps[::-1], fits == max(1, most)
        fits //= 2


def tops_of(given: Sequence[Whole]) -> list[int]:
    """The largest entry of each level."""
    return [int(np.abs(level).max(initial=0)) for level in given]


def weights(problem: Problem) -> Whole:
    """What a meeting adds to the objectives, as one whole number that keeps their order."""
    own = levels(problem)
    steps, _exact = factors(tops_of(own), problem.room, 2**62)
    total = np.zeros(len(problem.meetings), dtype=np.int64)
    for level, step in zip(own, steps, strict=True):
        total = total + level * step
    return total
