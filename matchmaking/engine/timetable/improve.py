"""Better timetables by better slots: in each slot the best set of meetings, all others standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]

from matchmaking.engine.timetable.board import NOBODY, Board
from matchmaking.engine.timetable.effort import Effort
from matchmaking.engine.timetable.problem import Problem
from matchmaking.engine.timetable.sides import PAIR, sides
from matchmaking.engine.timetable.weights import (
    LARGEST,
    Whole,
    factors,
    levels,
    tops_of,
    weights,
)

ROUNDS = 12


@dataclass(frozen=True)
class Pairs:
    """Meetings as arrays: whose they are, where they may stand, what they are worth.

    Parameters
    ----------
    waiting : sequence of int
        Meetings by position that may come in; the ones that stand may leave for them.
    """

    problem: Problem
    waiting: Sequence[int]

    @cached_property
    def people(self) -> NDArray[np.int32]:
        """The two participants by number, side 0 first; -1 where they are not two of two sides."""
        problem = self.problem
        side, odd = sides(problem, [n for n, options in enumerate(problem.options) if options])
        number = {one.id: n for n, one in enumerate(problem.participants)}
        found = np.full((2, len(problem.meetings)), -1, dtype=np.int32)
        for n, meeting in enumerate(problem.meetings):
            if len(meeting.participants) == PAIR and problem.options[n] and n not in odd:
                one, other = meeting.participants
                pair = (number[one], number[other])
                found[:, n] = pair if side[one] == 0 else pair[::-1]
        return found

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """Meetings × slots: where nothing of its own forbids it."""
        found = np.zeros((len(self.problem.meetings), self.problem.slots), dtype=np.bool_)
        counts = [len(options) for options in self.problem.options]
        slots = [slot for options in self.problem.options for slot in options]
        found[np.repeat(np.arange(len(counts)), counts), slots] = True
        return found

    @cached_property
    def seats(self) -> NDArray[np.bool_]:
        """Whether a meeting needs a place."""
        return np.array([one.needs_place for one in self.problem.meetings], dtype=np.bool_)

    @cached_property
    def levels(self) -> list[Whole]:
        """What meetings add to being required, then to the objectives."""
        required = [one.required for one in self.problem.meetings]
        return [np.array(required, dtype=np.int64), *levels(self.problem)]

    @cached_property
    def weight(self) -> Whole:
        """The objectives as one number."""
        return weights(self.problem)

    @cached_property
    def least(self) -> Whole:
        """Promised meetings by participant."""
        return np.array([one.min_meetings for one in self.problem.participants], dtype=np.int64)

    def free(self, board: Board) -> NDArray[np.bool_]:
        """Meetings that nothing but their two participants ties to a slot."""
        bare = [len(takes) == PAIR for takes in board.takes]
        found: NDArray[np.bool_] = np.array(bare, dtype=np.bool_) & (self.people[0] >= 0)
        found[list({*board.before, *board.after})] = False
        return found


def improve(board: Board, pairs: Pairs, effort: Effort) -> None:
    """Choose anew in one slot after the other until nothing is gained.

    What counts first are required meetings, then promises, then the objectives in their order.
    """
    free = pairs.free(board)
    outside = np.array([n for n in pairs.waiting if n not in board.slot_of], dtype=np.int64)
    outside = outside[free[outside]]
    for _round in range(ROUNDS):
        gained = False
        for slot in range(board.problem.slots):
            for seats in (True, False):  # those that fill places compete for them
                if effort.left <= 0 or not len(outside):
                    return
                outside, better = _Slot(board, pairs, free, slot, seats=seats).exchange(outside)
                gained |= better
        if not gained:
            return


class _Slot:
    """One slot and the meetings of one kind: with a place, or without."""

    def __init__(
        self, board: Board, pairs: Pairs, free: NDArray[np.bool_], slot: int, *, seats: bool
    ) -> None:
        self.board, self.pairs, self.free, self.slot = board, pairs, free, slot
        self.kind = free & (pairs.seats == seats)
        standing = np.array(list(board.standing[slot]), dtype=np.int64)
        self.movable = standing[self.kind[standing]]
        self.places = board.room[slot] + len(self.movable) if seats else None

    def exchange(self, outside: Whole) -> tuple[Whole, bool]:
        """Let the best meetings stand; return those that are outside then."""
        coming = self._coming(outside)
        if not len(coming) or self.places == 0:
            return outside, False
        candidates = np.concatenate([self.movable, coming])
        used = self._best(candidates)
        if used is None:
            return outside, False
        chosen = set(candidates[used].tolist())
        leaving = [n for n in self.movable.tolist() if n not in chosen]
        entering = [n for n in coming.tolist() if n in chosen]
        if self._worth(chosen) <= self._worth(self.movable.tolist()):
            return outside, False
        for n in leaving:
            self.board.take(n)
        for n in entering:
            self.board.put(n, self.slot)
        stay = outside[~np.isin(outside, entering)]
        return np.concatenate([stay, np.array(leaving, dtype=np.int64)]), True

    def _coming(self, outside: Whole) -> Whole:
        """Meetings from outside whose people are free, or held by a movable meeting only."""
        board, slot = self.board, self.slot
        can = np.zeros(len(board.problem.participants), dtype=np.bool_)
        for one in range(len(can)):
            if board.at[one][slot] == NOBODY and board.left[one] > 0:
                can[one] = one not in board.windows or board.open_for(one) >> slot & 1
        can[self.pairs.people[:, self.movable]] = True
        first, second = self.pairs.people[:, outside]
        suits = self.pairs.open[outside, slot] & self.kind[outside]
        coming: Whole = outside[suits & can[first] & can[second]]
        return coming

    @cached_property
    def _short(self) -> NDArray[np.bool_]:
        """Participants for whom a meeting in this slot keeps a promise."""
        least, bit = self.pairs.least, 1 << self.slot
        found = np.zeros(len(least), dtype=np.bool_)
        for one in np.flatnonzero(least).tolist():
            found[one] = (self.board.busy(one) & ~bit).bit_count() < least[one]
        return found

    def _best(self, candidates: Whole) -> NDArray[np.int64] | None:
        """Everybody once, as many meetings as there are places: a flow."""
        pairs = self.pairs
        people, node = np.unique(pairs.people[:, candidates], return_inverse=True)
        tail, head = node.reshape(2, -1)
        is_first = np.zeros(len(people), dtype=np.bool_)
        is_first[tail] = True
        source, sink = len(people), len(people) + 1
        own = np.arange(len(people))
        short = self._short[people]
        given = [level[candidates] for level in pairs.levels]
        required, *tops = tops_of(given)
        tops = [required, PAIR * bool(short.any()), *tops]
        most = min(len(candidates), len(people) // 2)
        supply = most if self.places is None else min(self.places, most)
        steps, _exact = factors(tops, supply, LARGEST // (len(people) + 2))
        gain = sum(
            (level * step for level, step in zip(given, [steps[0], *steps[2:]], strict=True)),
            start=np.zeros(len(candidates), dtype=np.int64),
        )
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            np.concatenate([tail, np.where(is_first, source, own), [source]]).astype(np.int32),
            np.concatenate([head, np.where(is_first, own, sink), [sink]]).astype(np.int32),
            np.concatenate([np.ones(len(candidates) + len(people), dtype=np.int64), [supply]]),
            np.concatenate([-gain, -steps[1] * short.astype(np.int64), [0]]),
        )
        flow.set_nodes_supplies(np.array([source, sink]), np.array([supply, -supply]))
        if flow.solve() != flow.OPTIMAL:
            return None
        return np.flatnonzero(flow.flows(np.arange(len(candidates))))

    def _worth(self, meetings: Sequence[int] | set[int]) -> tuple[int, int, int]:
        """Required meetings, kept promises, the rest as one number; none of it rounded."""
        chosen = np.array(sorted(meetings), dtype=np.int64)
        required = int(self.pairs.levels[0][chosen].sum())
        kept = int(self._short[self.pairs.people[:, chosen]].sum())
        return required, kept, sum(self.pairs.weight[chosen].tolist())
