"""A second search in a process of its own, beside CP-SAT: the same clauses for CaDiCaL."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ortools.sat.python import cp_model

PROGRAM = Path(__file__).with_name("cores.py")
CLAUSES = range(10_000, 500_000)  # few CP-SAT solves at once; many take long to write and read


def clauses_of(model: cp_model.CpModel) -> list[list[int]] | None:
    """The rules of a model as clauses of numbers from 1 on; None where a rule is a sum."""
    clauses: list[list[int]] = []
    for rule in model.proto.constraints:
        if rule.has_bool_or() and not rule.enforcement_literal:
            clauses.append([_number(one) for one in rule.bool_or.literals])
        elif rule.has_exactly_one():
            several = [_number(one) for one in rule.exactly_one.literals]
            clauses += [several, *_not_two(several)]
        elif rule.has_at_most_one():
            clauses += _not_two([_number(one) for one in rule.at_most_one.literals])
        else:
            return None
    for n, variable in enumerate(model.proto.variables, start=1):
        least, most = variable.domain[0], variable.domain[1]
        if least == most:
            clauses.append([n if least else -n])
    return clauses


def _number(reference: int) -> int:
    """OR-Tools counts literals from 0 and negates by ``-n - 1``."""
    return reference + 1 if reference >= 0 else reference


def _not_two(literals: Sequence[int]) -> list[list[int]]:
    return [[-one, -other] for n, one in enumerate(literals) for other in literals[:n]]


class Beside:
    """Looks for a solution with the fewest of some literals until it is left.

    Without a model, or where it cannot help (a rule is a sum, there are too few clauses or too
    many, CaDiCaL is not installed) it never finds anything.

    Attributes
    ----------
    bound : int
        So many of the literals hold in every solution.
    found : set of int or None
        The literals that hold in the best solution, as OR-Tools counts them, once ``is_proven``.
    is_proven : bool
        Whether the search has come to its end; without ``found`` nothing keeps the rules.
    """

    def __init__(self, model: cp_model.CpModel | None = None, unwanted: Sequence[int] = ()) -> None:
        self.bound = 0
        self.found: set[int] | None = None
        self.is_proven = False
        self._ended = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        clauses = None if model is None else clauses_of(model)
        if model is not None and clauses is not None and len(clauses) in CLAUSES:
            task = {
                "literals": len(model.proto.variables),
                "clauses": clauses,
                "unwanted": [_number(one) for one in unwanted],
            }
            self._start(json.dumps(task))

    def _start(self, task: str) -> None:
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            self._thread = threading.Thread(target=self._talk, args=(self._process, task))
            self._thread.start()

    def _talk(self, process: subprocess.Popen[str], task: str) -> None:
        """Give the task, hear the answers; a process that dies has said all it will."""
        if process.stdin is None or process.stdout is None:
            return
        with contextlib.suppress(OSError, ValueError), process.stdout:
            with process.stdin:
                process.stdin.write(task)
            for line in process.stdout:
                self._hear(json.loads(line))
        self._ended.set()

    def _hear(self, said: dict[str, Any]) -> None:
        if "bound" in said:
            self.bound = said["bound"]
            return
        if said["true"] is not None:
            self.found = {number - 1 for number in said["true"]}
        self.is_proven = True

    @property
    def is_searching(self) -> bool:
        """Whether something may still come."""
        return self._process is not None and not self._ended.is_set()

    def wait(self, seconds: float) -> None:
        """Until it has ended, but no longer than so many seconds."""
        if self.is_searching:
            self._ended.wait(max(0.0, seconds))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._thread.join()
