"""The fewest unwanted literals that some clauses leave, proven with the SAT solver CaDiCaL.

Run as a program of its own (``beside`` starts it), so that it has a core to itself and can be
stopped at any moment. It reads one JSON object, ``{"literals": 3, "clauses": [[1, -2]],
"unwanted": [3]}``, and writes one per line: ``{"bound": 1}`` whenever it has proven more, at last
``{"true": [1, 2]}``, or ``{"true": null}`` where nothing keeps all the clauses.

References
----------
Morgado, Dodaro and Marques-Silva, *Core-guided MaxSAT with soft cardinality constraints*, CP 2014.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence

from pindakaas.solver import CaDiCaL, Status

SMALL, FEW = 8, 2  # literals of a core; so many larger ones
SHORTENINGS = 3  # of a core, at most: each asks again for what it needs only


class Cores:
    """Clauses of a problem, with literals as numbers; a minus negates."""

    def __init__(self, literals: int, clauses: Iterable[Sequence[int]]) -> None:
        self._solver = CaDiCaL()
        self._by: dict[int, object] = {}
        self.new(literals)
        for clause in clauses:
            self.add(*clause)

    def new(self, count: int) -> list[int]:
        """So many more literals."""
        numbers = list(range(len(self._by) // 2 + 1, len(self._by) // 2 + 1 + count))
        for number, literal in zip(numbers, self._solver.new_var_range(count), strict=True):
            self._by[number], self._by[-number] = literal, ~literal
        return numbers

    def add(self, *clause: int) -> None:
        """One of these must hold."""
        self._solver.add_clause([self._by[one] for one in clause])

    def fewest(self, unwanted: Sequence[int], tell: Callable[[int], None]) -> list[int] | None:
        """Which literals hold in a solution with the fewest of ``unwanted``; None without any.

        All are assumed false. What cannot be false together, a core, costs one; from then on only
        a second of the core is unwanted, then a third, until the rest can stand. Small cores are
        found in no time; after a few large ones it is faster to count all that is unwanted.
        """
        assumed, bound, large = dict.fromkeys(unwanted), 0, 0
        later: dict[int, list[int]] = {}  # of a total's count: those that come after it
        while large < FEW:
            true, core = self._solve(list(assumed))
            core = self._shorter(core)
            if true is not None or not core:
                return true
            bound += 1
            large += len(core) > SMALL
            tell(bound)
            first, *others = self._total(core)
            self.add(first)
            heirs = [others, *(later.pop(one, []) for one in core)]
            for one in core:
                del assumed[one]
            for heir, *rest in filter(None, heirs):
                assumed[heir], later[heir] = None, rest
        return self._counted(unwanted, bound, tell)

    def _counted(
        self, unwanted: Sequence[int], bound: int, tell: Callable[[int], None]
    ) -> list[int] | None:
        """One more than cannot be, until it can."""
        counts = self._total(unwanted) if unwanted else []
        while bound < len(unwanted):
            true, core = self._solve([counts[bound]])
            if true is not None or not core:
                return true
            self.add(counts[bound])
            bound += 1
            tell(bound)
        return self._solve([])[0]

    def _shorter(self, core: list[int]) -> list[int]:
        for _ in range(SHORTENINGS):
            if len(core) <= 1:
                break
            _true, less = self._solve(core[::-1])
            if len(less) == len(core):
                break
            core = less
        return core

    def _solve(self, absent: Sequence[int]) -> tuple[list[int] | None, list[int]]:
        """What holds in a solution without these, or those of them that are to blame."""
        with self._solver.solve([self._by[-one] for one in absent]) as result:
            if result.status == Status.SATISFIED:
                half = len(self._by) // 2
                return [n for n in range(1, half + 1) if result.value(self._by[n])], []
            return None, [one for one in absent if result.failed(self._by[-one])]

    def _total(self, literals: Sequence[int]) -> list[int]:
        """Literals that hold where at least one, two … of these do, and only there."""
        if len(literals) == 1:
            return list(literals)
        half = len(literals) // 2
        left, right = self._total(literals[:half]), self._total(literals[half:])
        total = self.new(len(literals))
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                given = [-one for one in (*left[:i][-1:], *right[:j][-1:])]
                if given:
                    self.add(*given, total[i + j - 1])
                if i + j < len(total):
                    self.add(-total[i + j], *left[i : i + 1], *right[j : j + 1])
        return total


def main() -> None:
    """Read a task, work, write what comes of it."""
    task = json.load(sys.stdin)
    true = None
    if all(task["clauses"]):
        cores = Cores(task["literals"], task["clauses"])
        true = cores.fewest(task["unwanted"], lambda bound: _write({"bound": bound}))
    _write({"true": true})


def _write(said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
