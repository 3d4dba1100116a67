"""Counting written as clauses: their literals are what a clause-learning solver reasons with.

A linear sum says the same and leaves the solver blind to "at least j of these so far"; on the
published instances that is the difference between seconds and never. What is constant is left out
here, for building and simplifying take longer than the search does.

References
----------
Bailleux and Boufkhad, *Efficient CNF encoding of Boolean cardinality constraints*, CP 2003.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

Literal: TypeAlias = Any  # OR-Tools' own union admits every sort of number as well


class Clauses:
    """Adds rules of the form "if all of these, then one of those" to a model."""

    def __init__(self, model: cp_model.CpModel) -> None:
        self.model = model
        self.yes: Literal = model.new_constant(1)
        self.no: Literal = model.new_constant(0)

    def new(self) -> Literal:
        """One more literal."""
        return self.model.new_bool_var("")

    def imply(self, given: Sequence[Literal], then: Sequence[Literal]) -> None:
        """If all of ``given`` hold, one of ``then`` does; what is always so is not written."""
        if any(one is self.no for one in given) or any(one is self.yes for one in then):
            return
        self.model.add_bool_or(
            [
                *(~one for one in given if one is not self.yes),
                *(one for one in then if one is not self.no),
            ]
        )


def at_least(clauses: Clauses, literals: Sequence[Literal], most: int) -> list[Literal]:
    """Literals that hold if "at least j of these" does, for j from 1 to ``most`` (a totalizer).

    The last one stands for "``most`` or more" where there are more literals than that.
    """
    return _total(clauses, literals, most, exact=False)


def exactly_at_least(clauses: Clauses, literals: Sequence[Literal], most: int) -> list[Literal]:
    """As ``at_least``, and they hold only if it does."""
    return _total(clauses, literals, most, exact=True)


def _total(
    clauses: Clauses, literals: Sequence[Literal], most: int, *, exact: bool
) -> list[Literal]:
    if len(literals) <= 1:
        return list(literals)
    half = len(literals) // 2
    left = _total(clauses, literals[:half], most, exact=exact)
    right = _total(clauses, literals[half:], most, exact=exact)
    count = min(most, len(left) + len(right))
    total: list[Literal] = [clauses.new() for _ in range(count)]
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if i + j:
                clauses.imply([*left[:i][-1:], *right[:j][-1:]], [total[min(i + j, count) - 1]])
            if exact and i + j < count:
                clauses.imply([total[i + j]], [*left[i : i + 1], *right[j : j + 1]])
    for j in range(count - 1):
        clauses.imply([total[j + 1]], [total[j]])
    return total


def ladder(clauses: Clauses, literals: Sequence[Literal], count: int) -> list[list[Literal]]:
    """Literals that say "at least j of the first s + 1", where ``count`` of all are true.

    Returns
    -------
    list of list
        Indexed by s, then by j from 0 to ``count``; what the total decides is constant.
    """
    before: list[Literal] = [clauses.yes] + [clauses.no] * count
    rows: list[list[Literal]] = []
    seen, left = 0, sum(literal is not clauses.no for literal in literals)
    if left < count:
        clauses.imply([], [])
    for literal in literals:
        if literal is clauses.no:
            rows.append(before)
            continue
        seen, left = seen + 1, left - 1
        row: list[Literal] = [clauses.yes]
        for j in range(1, count + 1):
            if j > seen:
                row.append(clauses.no)
                continue
            row.append(clauses.yes if j <= count - left else clauses.new())
            clauses.imply([before[j]], [row[j]])
            clauses.imply([before[j - 1], literal], [row[j]])
            clauses.imply([row[j]], [before[j], literal])
            clauses.imply([row[j]], [before[j - 1]])
        clauses.imply([before[count], literal], [])
        before = row
        rows.append(row)
    return rows


def ever(clauses: Clauses, literals: Sequence[Literal]) -> list[Literal]:
    """Literals that say "at least one of the first s + 1", indexed by s."""
    found: list[Literal] = []
    before = clauses.no
    for literal in literals:
        if literal is not clauses.no:
            either = literal if before is clauses.no else clauses.new()
            if either is not literal:
                clauses.imply([before], [either])
                clauses.imply([literal], [either])
                clauses.imply([either], [before, literal])
            before = either
        found.append(before)
    return found


def gap_counts(
    clauses: Clauses, busy: Sequence[Literal], so_far: Sequence[Literal], most: int, *, exact: bool
) -> list[Literal]:
    """Literals that hold if there are at least j runs of false between two that are true.

    One literal for each number of gaps, not one for each slot in which a gap may end: a proof about
    how many gaps somebody needs is then independent of where they are.

    Parameters
    ----------
    so_far : literals
        Whether any of the first s + 1 is true.
    most : int
        How many gaps are counted; more than that are forbidden.
    exact : bool
        Whether the literals must also be false where there are fewer gaps, which minimising them
        does by itself.
    """
    before: list[Literal] = [clauses.no] * most
    for slot in range(2, len(busy)):
        if busy[slot] is clauses.no:
            continue
        row = [clauses.new() if 2 * j <= slot else clauses.no for j in range(1, most + 1)]
        ended = [so_far[slot - 1], *before]
        for j in range(most + 1):
            more = row[j] if j < most else clauses.no
            clauses.imply([busy[slot], ended[j]], [busy[slot - 1], more])
        for j in range(most):
            clauses.imply([before[j]], [row[j]])
            if j:
                clauses.imply([row[j]], [row[j - 1]])
            if exact:
                for needed in ([busy[slot]], [ended[j]]):
                    clauses.imply([row[j]], [before[j], *needed])
                clauses.imply([row[j], busy[slot - 1]], [before[j]])
        before = row
    return [one for one in before if one is not clauses.no]


def in_one_run(
    clauses: Clauses, busy: Sequence[Literal], counts: Sequence[Sequence[Literal]], gap: Literal
) -> None:
    """What follows without a gap: after the first meeting every slot is taken until the last.

    ``counts`` is the ladder of ``busy``. These clauses follow from the others; they save search.
    """
    last = len(counts[-1]) - 1
    for s, row in enumerate(counts):
        clauses.imply([row[1]], [row[last], busy[s], gap])
        for i in range(1, min(last, len(counts) - s)):
            clauses.imply([row[1]], [counts[s + i][i + 1], gap])
