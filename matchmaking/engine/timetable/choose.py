"""Which meetings are worth having, before any slot is given: a flow, and so a proven bound.

Leaving slots out relaxes the problem: each participant takes at most as many meetings as they have
slots, all slots together hold at most as many as there are places. Between two sides this is a
minimum-cost flow, whose best answer is whole; no timetable can be worth more. Of a group the first
two are looked at, which relaxes it further.

References
----------
Ahuja, Magnanti, Orlin, *Network Flows*, ch. 12 (bipartite b-matching).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]
from scipy.optimize import linprog
from scipy.sparse import csr_array

from matchmaking.engine.timetable.problem import Problem
from matchmaking.engine.timetable.sides import PAIR, limits, seated, sides
from matchmaking.engine.timetable.weights import LARGEST, Whole, factors, levels, tops_of, weights


@dataclass(frozen=True)
class Choice:
    """Meetings worth placing, best first, and what no timetable can exceed.

    ``bound`` holds for every timetable, ``keeping`` for those that keep ``promised`` promises, more
    than which no timetable keeps. ``exact`` says whether a second objective's bound holds where the
    first reaches its own.
    """

    meetings: tuple[int, ...]
    bound: dict[str, float]
    keeping: dict[str, float]
    promised: float = 0.0
    exact: bool = True


def wanted(problem: Problem) -> list[int]:
    """Meetings that can stand and are of use: for an objective, as required, or as promised."""
    weight = weights(problem)
    promised = {one.id for one in problem.participants if one.min_meetings}
    return [
        n
        for n, meeting in enumerate(problem.meetings)
        if problem.options[n]
        and (weight[n] > 0 or meeting.required or not promised.isdisjoint(meeting.participants))
    ]


def choose(problem: Problem) -> Choice:
    """Pick the meetings that would be best if slots did not matter; required ones first."""
    meetings, weight = wanted(problem), weights(problem)
    network = _network(problem, meetings)
    first_two = levels(problem)[:2]
    free = None if network is None else network.best(first_two, promises=False)
    promises = any(one.min_meetings for one in problem.participants)
    if network is None or free is None:
        taken, bound = _by_lp(problem, meetings, weight)
        return Choice(_in_order(problem, taken, weight), bound, bound, _most_promised(problem))
    bound = _worth(problem, free)
    taken, keeping, promised = free, bound, 0.0
    if promises:
        taken, keeping, promised = _with_promises(problem, network, free)
    return Choice(
        _in_order(problem, taken, weight), bound, keeping, promised, network.is_exact(first_two)
    )


def _with_promises(
    problem: Problem, network: "_Network", free: list[int]
) -> tuple[list[int], dict[str, float], float]:
    """The best meetings that keep promises first, what bounds the others that do, how many."""
    bound = _worth(problem, free)
    purely = network.best([], promises=True)
    kept = network.best(levels(problem)[:2], promises=True)
    if purely is None or kept is None or _groups_are_promised(problem, network.wanted):
        return kept or free, bound, _most_promised(problem)
    most = promised_by(problem, purely)
    return kept, _worth(problem, kept) if promised_by(problem, kept) >= most else bound, most


def _groups_are_promised(problem: Problem, meetings: Sequence[int]) -> bool:
    """Whether a promise was made to somebody whom the flow does not see."""
    return any(
        problem.participant[name].min_meetings
        for n in meetings
        for name in problem.meetings[n].participants[PAIR:]
    )


def bound_alone(problem: Problem, name: str) -> float:
    """What one objective cannot exceed, whatever becomes of the others and of promises."""
    single = replace(
        problem,
        objective=(name,),
        participants=tuple(replace(one, min_meetings=0) for one in problem.participants),
    )
    return choose(single).bound[name]


def promised_by(problem: Problem, standing: Sequence[int]) -> float:
    """How many of these meetings count towards somebody's ``min_meetings``."""
    count = Counter(name for n in standing for name in problem.meetings[n].participants)
    return float(sum(min(count[one.id], one.min_meetings) for one in problem.participants))


def _most_promised(problem: Problem) -> float:
    most = limits(problem)
    return float(sum(min(most[one.id], one.min_meetings) for one in problem.participants))


def _in_order(problem: Problem, taken: Sequence[int], weight: Whole) -> tuple[int, ...]:
    return tuple(sorted(taken, key=lambda n: (not problem.meetings[n].required, -weight[n], n)))


def _worth(problem: Problem, taken: Sequence[int]) -> dict[str, float]:
    score = math.fsum(problem.meetings[n].score for n in taken)
    return {"placed": float(len(taken)), "score": round(score, 9)}


# ── the flow ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Arcs:
    """Arcs of a flow; ``promise`` marks those along which one promise each is kept."""

    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    promise: list[int] = field(default_factory=list)

    def add(self, tail: int, head: int, room: int, *, promise: bool = False) -> None:
        self.tails.append(tail)
        self.heads.append(head)
        self.room.append(room)
        self.promise.append(int(promise))


@dataclass
class _Network:
    """Source → side 0 → side 1 → sink, a meeting an arc; what is not wanted goes around."""

    problem: Problem
    wanted: list[int]
    arcs: _Arcs  # the wanted meetings' first, in their order
    ends: tuple[int, int]  # source, sink
    supply: int

    def best(self, given: Sequence[Whole], *, promises: bool) -> list[int] | None:
        """The best meetings by these levels, required ones first and, if asked, promises next."""
        count = len(self.wanted)
        required = np.array(
            [self.problem.meetings[n].required for n in self.wanted], dtype=np.int64
        )
        steps, _exact = self._factors(given, promises=promises)
        cost = np.array(self.arcs.promise, dtype=np.int64) * (-steps[1] * promises)
        cost[:count] -= required * steps[0]
        for level, step in zip(given, steps[2:], strict=True):
            cost[:count] -= level[self.wanted] * step
        source, sink = self.ends
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            np.array([*self.arcs.tails, source], dtype=np.int32),
            np.array([*self.arcs.heads, sink], dtype=np.int32),
            np.array([*self.arcs.room, self.supply], dtype=np.int64),
            np.append(cost, 0),
        )
        flow.set_nodes_supplies(np.array([source, sink]), np.array([self.supply, -self.supply]))
        if flow.solve() != flow.OPTIMAL:
            return None
        used = flow.flows(np.arange(count))
        return [n for n, taken in zip(self.wanted, used, strict=True) if taken]

    def is_exact(self, given: Sequence[Whole]) -> bool:
        """Whether the levels are kept apart whatever the answer."""
        return self._factors(given, promises=False)[1]

    def _factors(self, given: Sequence[Whole], *, promises: bool) -> tuple[list[int], bool]:
        required = any(self.problem.meetings[n].required for n in self.wanted)
        tops = [int(required), PAIR * promises, *tops_of(given)]
        return factors(tops, self.supply, LARGEST // (len(self.problem.participants) + 3))


def _network(problem: Problem, meetings: list[int]) -> _Network | None:
    """The flow's arcs; None where somebody meets people of both sides."""
    side, odd = sides(problem, meetings)
    if odd:
        return None
    most = limits(problem)
    node = {one.id: n for n, one in enumerate(problem.participants)}
    source, sink = len(node), len(node) + 1
    which, names = seated(problem, meetings, side)
    gate = sink + 1 if names else None
    arcs = _Arcs()
    for n in meetings:
        people = sorted(problem.meetings[n].participants[:PAIR], key=lambda name: side[name])
        if len(people) == PAIR:
            arcs.add(node[people[0]], node[people[1]], 1)
        else:  # the other side is an end of the flow, or the places
            own = side[people[0]]
            end = gate if gate and problem.meetings[n].needs_place and which != own else None
            tail, head = (end or source, node[people[0]]) if own else (node[people[0]], end or sink)
            arcs.add(tail, head, 1)
    for name, own in side.items():
        promised = min(problem.participant[name].min_meetings, most[name])
        end = gate if gate and name in names else (sink if own else source)
        tail, head = (node[name], end) if own else (end, node[name])
        if promised:
            arcs.add(tail, head, promised, promise=True)
        if most[name] > promised:
            arcs.add(tail, head, most[name] - promised)
    if gate is not None:
        tail, head = (gate, sink) if which else (source, gate)
        arcs.add(tail, head, sum(problem.capacity))
    return _Network(problem, meetings, arcs, (source, sink), min(problem.room, len(meetings)))


# ── the linear relaxation ───────────────────────────────────────────────────────────────────────


def _by_lp(
    problem: Problem, wanted: Sequence[int], weight: Whole
) -> tuple[list[int], dict[str, float]]:
    """People who are on both sides: the linear relaxation bounds, rounding chooses."""
    if not wanted:
        return [], {"placed": 0.0, "score": 0.0}
    most = limits(problem)
    rows, columns = [], []
    row = {one.id: n for n, one in enumerate(problem.participants)}
    for column, n in enumerate(wanted):
        for name in problem.meetings[n].participants:
            rows.append(row[name])
            columns.append(column)
    sitting = [column for column, n in enumerate(wanted) if problem.meetings[n].needs_place]
    rows += [len(row)] * len(sitting)
    columns += sitting
    shape = (len(row) + 1, len(wanted))
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    room = np.array([*(most[name] for name in row), sum(problem.capacity)], dtype=float)
    gains = {
        "placed": np.ones(len(wanted)),
        "score": np.array([problem.meetings[n].score for n in wanted]),
    }
    bound = {}
    for name, gain in gains.items():
        answer = linprog(-gain, A_ub=matrix, b_ub=room, bounds=(0, 1), method="highs")
        bound[name] = float(-answer.fun) if answer.success else float(np.maximum(gain, 0).sum())
    bound["placed"] = float(np.floor(bound["placed"] + 1e-6))
    return list(_in_order(problem, wanted, weight)), bound
