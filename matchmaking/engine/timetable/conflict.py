"""Why required meetings cannot all stand: a smallest set of them that cannot, named."""

import time
from collections.abc import Collection, Iterable

from ortools.sat.python import cp_model

from matchmaking.engine.timetable import exact
from matchmaking.engine.timetable.effort import Effort
from matchmaking.engine.timetable.model import Model
from matchmaking.engine.timetable.problem import Conflict, Problem

CORE_SECONDS = 20.0
ONE_SECONDS = 30.0  # for one question of the kind "can these all stand?"


def find(problem: Problem, effort: Effort) -> Conflict:
    """Name required meetings that cannot all stand, so few that without any one the rest can.

    Small causes are looked for first: one meeting, one participant, one slot, then all rules.
    """
    required = [n for n, meeting in enumerate(problem.meetings) if meeting.required]
    for cause in _small_causes(problem, required):
        if not _stand(problem, cause, effort):
            return _named(problem, _least(problem, cause, effort))
    core = _core(problem, required, effort)
    return _named(problem, _least(problem, core, effort))


def _small_causes(problem: Problem, required: list[int]) -> Iterable[list[int]]:
    for n in required:
        if not problem.options[n]:
            yield [n]
    for name, meetings in problem.meetings_of.items():
        yield from _one_persons(problem, name, meetings)
    for slot in range(problem.slots):
        only = [
            n for n in required if problem.options[n] == (slot,) and problem.meetings[n].needs_place
        ]
        if len(only) > problem.capacity[slot]:
            yield only


def _one_persons(problem: Problem, name: str, meetings: list[int]) -> Iterable[list[int]]:
    """More meetings than one participant has slots for, or wants."""
    own = [n for n in meetings if problem.meetings[n].required]
    limit = problem.participant[name].max_meetings
    slots = set().union(*(problem.options[n] for n in own))
    if len(own) > len(slots) or (limit is not None and len(own) > limit):
        yield own
    for one in problem.participant[name].limits:
        inside = [n for n in own if one.slots.issuperset(problem.options[n])]
        if len(inside) > one.most:
            yield inside


def _core(problem: Problem, required: list[int], effort: Effort) -> list[int]:
    """The meetings that the solver's proof leans on."""
    built = Model(problem.only(required), all_optional=True)
    built.model.add_assumptions(built.placed)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_time_in_seconds = CORE_SECONDS
    if solver.solve(built.model) != cp_model.INFEASIBLE:
        return required
    used = set(solver.sufficient_assumptions_for_infeasibility())
    core = [n for n, literal in zip(required, built.placed, strict=True) if literal.index in used]
    return core if core and not _stand(problem, core, effort) else required


def _least(problem: Problem, meetings: Collection[int], effort: Effort) -> list[int]:
    """Leave out whatever can be left out, first in halves, then one by one, until nothing can.

    Rules about gaps are not monotone (a meeting may close one), so a pass is repeated until it
    changes nothing.
    """
    kept = list(meetings)
    piece = len(kept) // 2
    while piece:
        start = 0
        while start < len(kept) and len(kept) > piece:
            rest = kept[:start] + kept[start + piece :]
            if _stand(problem, rest, effort):
                start += piece
            else:
                kept = rest
        piece //= 2
    changed = True
    while changed:
        changed = False
        for n in list(kept):
            rest = [one for one in kept if one != n]
            if not _stand(problem, rest, effort):
                kept, changed = rest, True
    return kept


def _stand(problem: Problem, meetings: Collection[int], effort: Effort) -> bool:
    """Whether these can all stand when there are no others; not knowing counts as yes."""
    if not meetings:
        return True
    part = Effort(time.perf_counter() + ONE_SECONDS, effort.seed)
    return exact.solve(problem.only(meetings, objective=()), part).status != "infeasible"


def _named(problem: Problem, meetings: Collection[int]) -> Conflict:
    chosen = [problem.meetings[n] for n in sorted(meetings)]
    times: dict[str, int] = {}
    for meeting in chosen:
        for name in meeting.participants:
            times[name] = times.get(name, 0) + 1
    shared = [name for name, count in times.items() if count > 1] or list(times)
    slots = sorted(set().union(*(problem.options[n] for n in meetings)))
    return Conflict(tuple(one.id for one in chosen), tuple(shared), tuple(slots))
