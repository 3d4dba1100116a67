"""Which method for which problem: proof where it can be had, else a good answer and its bound.

A rough timetable comes first; CP-SAT then proves or betters what is small enough. Where all
meetings are required, CP-SAT begins.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from matchmaking.engine.timetable import conflict, exact
from matchmaking.engine.timetable.answer import answer, without
from matchmaking.engine.timetable.board import Board
from matchmaking.engine.timetable.check import values
from matchmaking.engine.timetable.compact import compact
from matchmaking.engine.timetable.effort import Effort, Tell
from matchmaking.engine.timetable.held import CLOSE, with_held
from matchmaking.engine.timetable.places import with_places
from matchmaking.engine.timetable.problem import Problem, Timetable
from matchmaking.engine.timetable.rough import rough

EXACT_MOST = 40_000  # meetings × slots that CP-SAT gets whole
ROUGH_SHARE = 0.5  # of the time, for the first good answer
FINISH_SHARE = 0.1  # of the time, for places and reasons once the search is over
NO_LIMIT = 10**6  # seconds


def solve(
    problem: Problem,
    *,
    time_limit: float | None = 10.0,
    work_limit: float | None = None,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    tell: Tell | None = None,
) -> Timetable:
    """Place meetings in slots and at places.

    Parameters
    ----------
    time_limit : float, optional
        Seconds; None for no limit. A stopped run gives the best so far with its proven bound.
    work_limit : float, optional
        The solver's measure of work: the same answer every time, also when stopped by it.
    stop : callable, optional
        Asked now and then whether to stop with the best so far.
    tell : callable, optional
        Hears of every better timetable: its values and the bounds known by then.

    Returns
    -------
    Timetable
        ``optimal``, ``feasible``, ``infeasible`` (with a minimal conflict) or ``unknown``.
    """
    since = time.perf_counter()
    limit = NO_LIMIT if time_limit is None else time_limit * (1 - FINISH_SHARE)
    effort = Effort(since + limit, seed, work_limit, stop, tell)
    is_large = sum(map(len, problem.options)) > EXACT_MOST
    counts_gaps = not {"idle_gaps", "fairness"}.isdisjoint(problem.objective)
    share = 1.0 if is_large and not counts_gaps else ROUGH_SHARE
    start, bound = rough(problem, effort.part(share))
    _say(problem, effort, start, bound)
    if start is not None and _is_tight(problem, start, bound):
        return answer(problem, start, bound, proven=True, since=since)
    if start is not None and counts_gaps and not all(one.required for one in problem.meetings):
        start = _fewer_gaps(problem, start, replace(effort.part(ROUGH_SHARE), tell=None))
        _say(problem, effort, start, bound)
    searched = with_held(problem, start, bound)
    if start is not None and sum(map(len, searched.options)) > EXACT_MOST:
        return answer(problem, start, bound, proven=False, since=since)
    found = exact.solve(searched, effort, start=start, known=bound)
    if found.status == "infeasible":
        why = conflict.find(problem, effort)
        return without(problem, "infeasible", since=since, conflict=why)
    if found.slot_of is None:
        return without(problem, "unknown", since=since)
    return answer(
        problem, found.slot_of, found.bound, proven=found.status == "optimal", since=since
    )


def _say(
    problem: Problem,
    effort: Effort,
    slot_of: Mapping[int, int] | None,
    bound: Mapping[str, float],
) -> None:
    if effort.tell is not None and slot_of is not None:
        reached = values(problem, with_places(problem, slot_of))
        effort.tell({name: reached[name] for name in problem.objective}, dict(bound))


def _is_tight(problem: Problem, slot_of: Mapping[int, int], bound: Mapping[str, float]) -> bool:
    """Whether each objective already has the best value that can be."""
    reached = values(problem, with_places(problem, slot_of))
    return all(
        abs(reached[name] - bound.get(name, 0.0)) < CLOSE
        for name in ("promised", *problem.objective)
    )


def _fewer_gaps(problem: Problem, start: dict[int, int], effort: Effort) -> dict[int, int]:
    """The same meetings in better slots: by proof where they are few, else move by move."""
    if not {"idle_gaps", "fairness"} & set(problem.objective):
        return start
    chosen = sorted(start)
    fixed = problem.only(chosen)
    fixed = replace(
        fixed,
        meetings=tuple(replace(meeting, required=True) for meeting in fixed.meetings),
    )
    if sum(map(len, fixed.options)) > EXACT_MOST:
        board = Board(problem)
        for n, slot in start.items():
            board.put(n, slot)
        compact(board, effort)
        return dict(board.slot_of)
    found = exact.solve(fixed, effort, start={k: start[n] for k, n in enumerate(chosen)})
    if found.slot_of is None:
        return start
    return {chosen[k]: slot for k, slot in found.slot_of.items()}
