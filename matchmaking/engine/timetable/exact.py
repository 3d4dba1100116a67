"""Solves a problem to proof, one objective after the other, with OR-Tools' CP-SAT.

One search thread, so the same input and seed give the same answer wherever it is proven optimal
or stopped by a work limit. For the fewest gaps a second process searches with CaDiCaL; what it
proves counts only when CP-SAT has done a set amount of work without a proof, however fast it was.
"""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from ortools.sat.python import cp_model

from matchmaking.engine.timetable.beside import Beside
from matchmaking.engine.timetable.check import values
from matchmaking.engine.timetable.effort import POLL, Effort, Found, Watcher
from matchmaking.engine.timetable.model import Model, digits_of
from matchmaking.engine.timetable.places import with_places
from matchmaking.engine.timetable.problem import MAXIMISED, Problem

SHARE = 0.7  # of the time left that a level may use while others wait
PROOF_SHARE = 0.8  # of a level's time, before any timetable will do
CORE_WORK = 2.0  # about seconds; where it proves anything it mostly has in half of that
PROVEN = frozenset({cp_model.OPTIMAL, cp_model.INFEASIBLE})
CORE = {"optimize_with_core": True, "linearization_level": 0}
RELAXED = {"linearization_level": 2}  # what competes for slots is nearly a linear program
MIXED = {"interleave_search": True, "linearization_level": 0}
LINEAR = ("max_lp", "reduced_costs", "pseudo_costs")  # the rules say little as a linear program
LEAST = 0.1  # seconds in which a search could find anything


def solve(
    problem: Problem,
    effort: Effort,
    *,
    start: Mapping[int, int] | None = None,
    known: Mapping[str, float] | None = None,
) -> Found:
    """Solve level by level; a level not proven in time still bounds the later ones.

    Parameters
    ----------
    start : mapping, optional
        Slots by position of the meeting: a timetable that keeps the rules, to begin with.
    known : mapping, optional
        Bounds proven elsewhere; where the best so far reaches one, nothing is searched.

    Returns
    -------
    Found
        Bounds are proven for each level with the earlier ones at their values.
    """
    return _Levels(problem, effort, known or {}, None if start is None else dict(start)).run()


class _Levels:
    """One model whose objectives are optimised in their order."""

    def __init__(
        self,
        problem: Problem,
        effort: Effort,
        known: Mapping[str, float],
        best: dict[int, int] | None,
    ) -> None:
        self.problem = problem
        self.effort = effort
        self.known = known
        self.best = best
        self.built = Model(problem)
        self.bound: dict[str, float] = {}

    def run(self) -> Found:
        names = self._names()
        proven = True
        for left, name in zip(range(len(names), 0, -1), names, strict=True):
            if self._is_constant(name):
                continue
            status = self._level(name, last=left == 1)
            if status == cp_model.INFEASIBLE:
                return Found("infeasible")
            if self.best is None:
                return Found("unknown")
            proven &= status == cp_model.OPTIMAL
        if self.best is None:
            return self._any()
        reached = self._values()
        bound = {name: self.bound.get(name, reached[name]) for name in names}
        return Found("optimal" if proven else "feasible", self.best, bound)

    def _names(self) -> tuple[str, ...]:
        """Promises come before everything else."""
        promises = any(one.min_meetings for one in self.problem.participants)
        return ("promised", *self.problem.objective) if promises else self.problem.objective

    def _is_constant(self, name: str) -> bool:
        if name == "changes":
            return not self.problem.previously
        return name in MAXIMISED and all(meeting.required for meeting in self.problem.meetings)

    def _any(self) -> Found:
        """Without anything to optimise, a timetable that keeps the rules is optimal."""
        status, _bound = self._search(self.effort.left, {})
        if status == cp_model.INFEASIBLE:
            return Found("infeasible")
        if self.best is None:
            return Found("unknown")
        reached = self._values()
        return Found("optimal", self.best, {name: reached[name] for name in self.problem.objective})

    def _values(self) -> dict[str, float]:
        if self.best is None:
            return {}
        return values(self.problem, with_places(self.problem, self.best))

    def _level(self, name: str, *, last: bool) -> cp_model.CpSolverStatus:
        """Optimise one level and keep what it reached as a rule for the later ones."""
        sign = -1 if name in MAXIMISED else 1
        scale = 10 ** digits_of(self.problem) if name == "score" else 1
        expression = sign * self.built.level(name)
        limit = self._least(name)
        status = cp_model.OPTIMAL
        if self.best is None or abs(self._values()[name] - limit) > 0.5 / scale:
            share = 1 if last else SHARE
            status, proven = self._optimise(expression, name, self.effort.left * share)
            if name in MAXIMISED and status == cp_model.UNKNOWN:
                proven = None  # stopped before the search began, the solver calls 0 its bound
            if proven is not None:
                limit = _tighter(name, limit, sign * proven / scale)
        if self.best is not None:
            reached = self._values()[name]
            self.bound[name] = reached if status == cp_model.OPTIMAL else limit
            self.built.model.add(expression <= sign * round(reached * scale))
        return status

    def _optimise(
        self, expression: Any, name: str, seconds: float
    ) -> tuple[cp_model.CpSolverStatus, float | None]:
        """Proof first: core-guided search finds nothing until it finds the best.

        Where that takes too long, a mixture of searches that also find good ones by changing parts.
        """
        model, first = self.built.model, self.best is None and self.effort.work is None
        until, core = time.perf_counter() + seconds, name not in MAXIMISED
        model.minimize(expression)
        with self._beside(name) if first else Beside() as other:
            status, proven = self._search(
                seconds * (PROOF_SHARE if first else 1),
                CORE if core else RELAXED,
                work=CORE_WORK if first and core else None,
            )
            if first and status not in PROVEN:
                if core and proven is not None and proven > 0:
                    model.add(expression >= math.ceil(proven - 0.5))
                status, later = self._mixed(until, other)
                proven = max((one for one in (proven, later) if one is not None), default=None)
        model.clear_objective()  # type: ignore[no-untyped-call]
        return status, proven

    def _beside(self, name: str) -> Beside:
        """CaDiCaL on another core, for what it is good at."""
        if name != "idle_gaps":
            return Beside()
        unwanted = [gap.index for gaps in self.built.gaps.values() for gap in gaps]
        return Beside(self.built.model, unwanted)

    def _mixed(self, until: float, other: Beside) -> tuple[cp_model.CpSolverStatus, float | None]:
        """Search until the other has a proof; the first to have one would be now this, now that.

        So the other's counts, if it comes within the time that the one here took; where none
        comes at all, the best found here stands against the higher of both bounds.
        """
        since = time.perf_counter()
        status, bound = self._search(until - since, MIXED, unless=lambda: other.is_proven)
        if status in PROVEN:
            now = time.perf_counter()
            other.wait(min(until, now + now - since) - now)
        if other.is_proven:
            return self._take(other)
        if other.bound and status not in PROVEN:
            bound = max(float(other.bound), bound or 0.0)
        return status, bound

    def _take(self, other: Beside) -> tuple[cp_model.CpSolverStatus, float | None]:
        if other.found is None:
            return cp_model.INFEASIBLE, None
        self.best = {
            n: slot
            for n, row in enumerate(self.built.x)
            for slot, literal in row.items()
            if literal.index in other.found
        }
        return cp_model.OPTIMAL, float(other.bound)

    def _least(self, name: str) -> float:
        """A bound that holds before anything is searched."""
        meetings = self.problem.meetings
        trivial = {
            "placed": float(len(meetings)),
            "score": sum(max(0.0, meeting.score) for meeting in meetings),
            "promised": float(sum(one.min_meetings for one in self.problem.participants)),
        }.get(name, 0.0)
        return _tighter(name, trivial, self.known.get(name, trivial))

    def _search(
        self,
        seconds: float,
        manner: Mapping[str, Any],
        *,
        work: float | None = None,
        unless: Callable[[], bool] | None = None,
    ) -> tuple[cp_model.CpSolverStatus, float | None]:
        """Run the solver; a solution it finds becomes the best."""
        until = time.perf_counter() + seconds
        if self.best is not None and seconds < LEAST:
            return cp_model.UNKNOWN, None
        self._hint()
        solver = cp_model.CpSolver()
        options = solver.parameters
        options.num_workers = 1
        options.random_seed = self.effort.seed
        options.max_time_in_seconds = max(0.01, until - time.perf_counter())
        limits = [one for one in (self.effort.work, work) if one is not None]
        if limits:
            options.max_deterministic_time = min(limits)
        for name, value in manner.items():
            setattr(options, name, value)
        if manner is MIXED:
            options.ignore_subsolvers.extend(LINEAR)
        reasons = [one for one in (self.effort.stop, unless) if one is not None]
        with Watcher(solver.stop_search, reasons):
            status = solver.solve(self.built.model, self._listener())
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            self.best = {
                n: slot
                for n, row in enumerate(self.built.x)
                for slot, literal in row.items()
                if solver.boolean_value(literal)
            }
        bound = (
            solver.best_objective_bound if status in {cp_model.FEASIBLE, cp_model.UNKNOWN} else None
        )
        return status, bound

    def _listener(self) -> "_Listener | None":
        """What tells of each better timetable, where somebody listens."""
        return None if self.effort.tell is None else _Listener(self)

    def say(self, slot_of: Mapping[int, int]) -> None:
        """Tell the values of a timetable, with the bounds proven by now."""
        if self.effort.tell is not None:
            reached = values(self.problem, with_places(self.problem, slot_of))
            told = {name: reached[name] for name in self.problem.objective}
            self.effort.tell(told, {**self.known, **self.bound})

    def _hint(self) -> None:
        if self.best is None:
            return
        self.built.model.clear_hints()  # type: ignore[no-untyped-call]
        for n, row in enumerate(self.built.x):
            for slot, literal in row.items():
                self.built.model.add_hint(literal, self.best.get(n) == slot)


def _tighter(name: str, one: float, other: float) -> float:
    return min(one, other) if name in MAXIMISED else max(one, other)


class _Listener(cp_model.CpSolverSolutionCallback):
    """Hears of every solution; at most a few a second are told."""

    def __init__(self, levels: _Levels) -> None:
        super().__init__()
        self._levels = levels
        self._last = 0.0

    def on_solution_callback(self) -> None:
        """A better timetable was found."""
        now = time.perf_counter()
        if now - self._last < POLL:
            return
        self._last = now
        self._levels.say(
            {
                n: slot
                for n, row in enumerate(self._levels.built.x)
                for slot, literal in row.items()
                if self.boolean_value(literal)
            }
        )
