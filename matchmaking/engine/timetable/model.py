"""The rules of a problem as clauses, and its objectives as sums, for OR-Tools' CP-SAT."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ortools.sat.python import cp_model

from matchmaking.engine.timetable.networks import (
    Clauses,
    Literal,
    at_least,
    ever,
    exactly_at_least,
    gap_counts,
    in_one_run,
    ladder,
)
from matchmaking.engine.timetable.problem import Participant, Problem

MOST_DIGITS = 6  # of a score


def digits_of(problem: Problem) -> int:
    """How many decimals the scores need, at most six."""
    scores = [meeting.score for meeting in problem.meetings]
    for digits in range(MOST_DIGITS):
        if all(abs(round(score, digits) - score) < 1e-12 for score in scores):  # noqa: PLR2004
            return digits
    return MOST_DIGITS


class Model:
    """Variables and rules of a problem; the objectives are added level by level."""

    def __init__(self, problem: Problem, *, all_optional: bool = False) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.clauses = Clauses(self.model)
        self.x: list[dict[int, Literal]] = [
            {slot: self.clauses.new() for slot in slots} for slots in problem.options
        ]
        self.required = [meeting.required and not all_optional for meeting in problem.meetings]
        self.placed = [self._placed(n) for n in range(len(problem.meetings))]
        self.busy = {name: self._rows(own) for name, own in problem.meetings_of.items()}
        self.gaps: dict[str, list[Literal]] = {}
        self.at_place: dict[tuple[int, int], list[Literal]] = defaultdict(list)
        self._capacities()
        self._own_places()
        self._precedences()
        for one in problem.participants:
            self._limits(one)
        if problem.max_gap_spread is not None or {"idle_gaps", "fairness"} & set(problem.objective):
            self._gaps()

    def _placed(self, n: int) -> Literal:
        choices = list(self.x[n].values())
        if self.required[n]:
            self.model.add_exactly_one(choices)
            return self.clauses.yes
        placed = self.clauses.new()
        self.model.add_exactly_one([*choices, ~placed])
        return placed

    def _rows(self, meetings: Sequence[int]) -> list[Literal]:
        """Whether one of these, of which two never stand together, stands in each slot."""
        return [self._any_of(meetings, slot) for slot in range(self.problem.slots)]

    def _any_of(self, meetings: Sequence[int], slot: int) -> Literal:
        column = [self.x[n][slot] for n in meetings if slot in self.x[n]]
        if not column:
            return self.clauses.no
        if len(column) == 1:
            return column[0]
        busy = self.clauses.new()
        self.model.add_exactly_one([*column, ~busy])
        return busy

    def _capacities(self) -> None:
        """No slot holds more than it has places; counted by people, who are fewer than meetings."""
        seated = [n for n, meeting in enumerate(self.problem.meetings) if meeting.needs_place]
        columns = [
            [self.x[n][slot] for n in seated if slot in self.x[n]]
            for slot in range(self.problem.slots)
        ]
        full = [s for s, column in enumerate(columns) if len(column) > self.problem.capacity[s]]
        if not full:
            return
        if not all(self.required):
            for slot in full:
                self.model.add(sum(columns[slot]) <= self.problem.capacity[slot])
            return
        groups = [
            self.busy[name]
            if len(group) == len(self.problem.meetings_of[name])
            else self._rows(group)
            for name, group in self._groups(seated)
        ]
        for slot in full:
            here = [row[slot] for row in groups if row[slot] is not self.clauses.no]
            capacity = self.problem.capacity[slot]
            if len(here) > capacity:
                count = at_least(self.clauses, here, capacity + 1)
                self.clauses.imply([count[capacity]], [])

    def _groups(self, meetings: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
        """Each of the meetings once, with whoever has most of those that are left."""
        left: dict[str, dict[int, None]] = defaultdict(dict)
        for n in meetings:
            for name in self.problem.meetings[n].participants:
                left[name][n] = None
        while left:
            name = max(left, key=lambda one: len(left[one]))
            group = list(left.pop(name))
            if not group:
                return
            yield name, group
            for n in group:
                for other in self.problem.meetings[n].participants:
                    left.get(other, {}).pop(n, None)

    def _own_places(self) -> None:
        for meeting, row in zip(self.problem.meetings, self.x, strict=True):
            if meeting.place is not None:
                for slot, literal in row.items():
                    self.at_place[meeting.place, slot].append(literal)
        for literals in self.at_place.values():
            self.model.add_at_most_one(literals)

    def _precedences(self) -> None:
        """Whoever stands by a slot has what must come before in an earlier one."""
        pairs = [*self.problem.precedences, *self._interchangeable()]
        ids = dict.fromkeys(itertools.chain.from_iterable(pairs))
        by = {name: self._stands_by(self.problem.number[name]) for name in ids}
        for first, second in pairs:
            placed = self.placed[self.problem.number[first]]
            for sooner, later in zip([self.clauses.no, *by[first]], by[second], strict=False):
                self.clauses.imply([later, placed], [sooner])

    def _interchangeable(self) -> Iterator[tuple[str, str]]:
        """Meetings of one participant with such as meet nobody else may stand in any order.

        One order is enough: with seven of them a proof need not be found 5,040 times.
        """
        if self.problem.previous or not all(self.required):
            return
        ordered = set(itertools.chain.from_iterable(self.problem.precedences))
        alike: dict[object, list[str]] = defaultdict(list)
        for n, meeting in enumerate(self.problem.meetings):
            alone = [one for one in meeting.participants if len(self.problem.meetings_of[one]) == 1]
            if len(alone) == 1 < len(meeting.participants) and meeting.id not in ordered:
                who = replace(self.problem.participant[alone[0]], id="", forbidden=frozenset())
                others = frozenset(meeting.participants) - set(alone)
                what = (meeting.place, meeting.needs_place)
                alike[who, others, what, self.problem.options[n]].append(meeting.id)
        for several in alike.values():
            yield from itertools.pairwise(several)

    def _stands_by(self, n: int) -> list[Literal]:
        """Whether the meeting stands in one of the first s + 1 slots, indexed by s."""
        row = [self.x[n].get(slot, self.clauses.no) for slot in range(self.problem.slots)]
        if self.required[n]:
            return [counts[1] for counts in ladder(self.clauses, row, 1)]
        return ever(self.clauses, row)

    def _limits(self, one: Participant) -> None:
        meetings, busy = self.problem.meetings_of[one.id], self.busy[one.id]
        if one.max_meetings is not None and one.max_meetings < len(meetings):
            self.model.add(sum(self.placed[n] for n in meetings) <= one.max_meetings)
        for limit in one.limits:
            inside = [busy[slot] for slot in sorted(limit.slots)]
            inside = [literal for literal in inside if literal is not self.clauses.no]
            if len(inside) > limit.most:
                self.model.add(sum(inside) <= limit.most)

    # ── gaps ────────────────────────────────────────────────────────────────────────────────────

    def _gaps(self) -> None:
        """Count everybody's gaps; where somebody can have none, the spread bounds them all."""
        spread = self.problem.max_gap_spread
        somebody_has_none = any(len(own) <= 1 for own in self.problem.meetings_of.values())
        most = spread if somebody_has_none else None
        exact = "fairness" in self.problem.objective or (spread is not None and most is None)
        for name in self.problem.meetings_of:
            self.gaps[name] = self._gaps_of(name, most, exact=exact)
        if spread is not None and most is None:
            self._spread(spread)

    def _gaps_of(self, name: str, most: int | None, *, exact: bool) -> list[Literal]:
        meetings, busy = self.problem.meetings_of[name], self.busy[name]
        possible = min(len(meetings) - 1, (self.problem.slots - 1) // 2)
        if possible <= 0:
            return []
        count = possible if most is None else min(most, possible)
        if not all(self.required[n] for n in meetings):
            so_far = ever(self.clauses, busy)
            return gap_counts(self.clauses, busy, so_far, count, exact=exact)
        counts = ladder(self.clauses, busy, len(meetings))
        so_far = [row[1] for row in counts]
        gaps = gap_counts(self.clauses, busy, so_far, count, exact=exact)
        in_one_run(self.clauses, busy, counts, gaps[0] if gaps else self.clauses.no)
        return gaps

    def _spread(self, most: int) -> None:
        """If anybody has j + ``most`` gaps, everybody has j."""
        counts = list(self.gaps.values())
        for j in range(1, max(map(len, counts), default=0) - most + 1):
            everybody = self.clauses.new()
            for count in counts:
                if len(count) >= j + most:
                    self.clauses.imply([count[j + most - 1]], [everybody])
                own = count[j - 1] if len(count) >= j else self.clauses.no
                self.clauses.imply([everybody], [own])

    # ── objectives ──────────────────────────────────────────────────────────────────────────────

    def level(self, name: str) -> Any:
        """What this kind of objective sums up."""
        if name == "placed":
            return sum(self.placed)
        if name == "score":
            scale = 10 ** digits_of(self.problem)
            return sum(
                round(meeting.score * scale) * literal
                for meeting, literal in zip(self.problem.meetings, self.placed, strict=True)
            )
        if name == "idle_gaps":
            return sum(gap for gaps in self.gaps.values() for gap in gaps)
        if name == "fairness":
            return self._fairness()
        if name == "promised":
            return sum(self._promised())
        return sum(self._changes())

    def _fairness(self) -> Any:
        top = self.model.new_int_var(0, self.problem.slots, "")
        low = self.model.new_int_var(0, self.problem.slots, "")
        for gaps in self.gaps.values():
            self.model.add(sum(gaps) <= top)
            self.model.add(sum(gaps) >= low)
        return top - low

    def _promised(self) -> Iterator[Literal]:
        for one in self.problem.participants:
            placed = [self.placed[n] for n in self.problem.meetings_of[one.id]]
            if one.min_meetings and placed:
                yield from exactly_at_least(self.clauses, placed, one.min_meetings)[
                    : one.min_meetings
                ]

    def _changes(self) -> list[Literal]:
        return [~self._stays(n) for n in self.problem.previously]

    def _stays(self, n: int) -> Literal:
        """It keeps its slot, and its place unless that is gone or belongs to another meeting."""
        before = self.problem.previously[n]
        literal = self.x[n].get(before.slot)
        own = self.problem.meetings[n].place
        if literal is not None and not self.problem.meetings[n].needs_place:
            return literal
        if literal is None or before.place >= self.problem.capacity[before.slot]:
            return self.clauses.no
        if before.place < 0 or own == before.place:
            return literal
        if own is not None:
            return self.clauses.no
        stays = self.clauses.new()
        self.model.add_implication(stays, literal)
        for other in self.at_place.get((before.place, before.slot), ()):
            self.model.add_implication(stays, ~other)
        return stays
