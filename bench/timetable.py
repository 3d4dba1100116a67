"""Timetables: proofs on published instances, selection on generated events, repair.

``--instances DIR`` reads ``.dzn`` files and compares with ``published*.csv`` beside them, if there
is one, or with ``--changed N`` solves others made from them; ``--cpu`` counts seconds of computing
instead of those on the clock, for machines that are busy; ``--limit S`` for each.
``--events small|middle|large|huge`` (repeatable) or ``none`` chooses
generated sizes; ``--seeds N``, ``--seed N`` for one alone; ``--least N`` promises everybody so many
meetings.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import _published
from bench._events import event
from bench._solving import memory_mb, solved
from matchmaking.engine.timetable.board import Board, bits
from matchmaking.engine.timetable.check import breaches
from matchmaking.engine.timetable.choose import bound_alone
from matchmaking.engine.timetable.problem import Problem, Timetable

SIZES = {
    "small": (60, 40, 16, 20, 10.0),
    "middle": (300, 300, 24, 100, 60.0),
    "large": (2000, 2000, 32, 600, 120.0),
    "huge": (10000, 10000, 32, 3000, 600.0),
}
CANCELLED = 0.05
REPAIR_SECONDS = 10.0
LOCK_EVERY = 10


def main(argv: Sequence[str]) -> dict[str, Any]:
    """Print three tables; return their rows."""
    given = _options(argv)
    rows: dict[str, Any] = {}
    if given.instances is not None and given.instances.is_dir():
        rows["published"] = _published.measure(
            given.instances,
            limit=given.limit,
            only=given.only,
            cpu=given.cpu,
            changed=given.changed,
        )
    elif given.instances is not None:
        print(f"There is no folder {given.instances}: published instances are left out.")
    else:
        print("No --instances DIR: published instances are left out, generated events follow.")
    if given.only:
        return rows
    sizes = [size for size in given.events or ["small", "middle"] if size in SIZES]
    seeds = range(given.seeds) if given.seed is None else [given.seed]
    both = [(size, seed) for size in sizes for seed in seeds]
    rows["selection"] = [_selection(*one, least=given.least, cpu=given.cpu) for one in both]
    rows["repair"] = [_repair(*one, cpu=given.cpu) for one in both if one[0] != "huge"]
    return rows


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench timetable")
    parser.add_argument("--instances", type=Path)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each instance")
    parser.add_argument("--only", default="", help="part of the instances' names")
    parser.add_argument("--changed", type=int, default=0, help="so many changed instances instead")
    parser.add_argument("--cpu", action="store_true", help="count seconds of computing")
    parser.add_argument("--events", action="append", choices=[*SIZES, "none"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--least", type=int, default=0, help="meetings promised to everybody")
    return parser.parse_args(argv)


def _selection(size: str, seed: int, *, least: int, cpu: bool) -> dict[str, Any]:
    buyers, exhibitors, slots, tables, limit = SIZES[size]
    problem = event(buyers, exhibitors, slots, tables, seed=seed)
    bound = bound_alone(problem, "score")
    greedy = _greedy(problem)
    promised = tuple(replace(one, min_meetings=least) for one in problem.participants)
    problem = replace(problem, participants=promised)
    answer, computed = solved(problem, limit, cpu=cpu)
    row = {
        "size": f"{buyers} x {exhibitors}",
        "seed": seed,
        "status": answer.status,
        "of_bound": answer.objective["score"] / bound,
        "greedy": greedy / bound,
        "broken": len(breaches(problem, answer.assignments)),
        "short": dict(Counter(one.code for one in answer.shortfalls)),
        "seconds": answer.seconds,
        "cpu": computed,
        "memory_mb": memory_mb(),
    }
    print(
        f"{row['size']:>16} seed {seed}: {row['of_bound']:.4%} of the bound ({answer.status}),"
        f" greedy {row['greedy']:.4%}, {answer.seconds:.1f} s, {computed:.1f} s of computing,"
        f" {row['memory_mb']:.0f} MB{_flaws(row)}",
        flush=True,
    )
    return row


def _flaws(row: dict[str, Any]) -> str:
    """Promises that are not kept, rules that are broken."""
    short = "".join(f", {count} below {code}" for code, count in row["short"].items())
    return short + (f", {row['broken']} RULES BROKEN" if row["broken"] else "")


def _greedy(problem: Problem) -> float:
    """Best score first, into the first slot that is free."""
    board = Board(problem)
    for n in sorted(range(len(problem.meetings)), key=lambda n: -problem.meetings[n].score):
        free = (slot for slot in bits(board.wanted_in(n)) if board.room[slot] > 0)
        slot = next(free, None) if board.has_room(n) else None
        if slot is not None:
            board.put(n, slot)
    return sum(problem.meetings[n].score for n in board.slot_of)


def _repair(size: str, seed: int, *, cpu: bool) -> dict[str, Any]:
    """Publish, lose 5 % of the participants, fill what became free with as few moves as can be."""
    buyers, exhibitors, slots, tables, limit = SIZES[size]
    problem = event(buyers, exhibitors, slots, tables, seed=seed)
    published, _computed = solved(problem, limit, cpu=cpu)
    after = _with_locks(_without_some(problem, published))
    answer, computed = solved(after, REPAIR_SECONDS, cpu=cpu)
    kept = len(after.previously)
    row = {
        "size": f"{buyers} x {exhibitors}",
        "seed": seed,
        "status": answer.status,
        "remaining": kept,
        "placed": answer.objective["placed"],
        "changes": answer.objective["changes"],
        "bound": answer.bound["changes"],
        "broken": len(breaches(after, answer.assignments)),
        "seconds": answer.seconds,
        "cpu": computed,
    }
    print(
        f"{row['size']:>16} seed {seed}: {row['changes']:g} of {kept} moved"
        f" (proven at least {row['bound']:g}; {answer.status}), {row['placed']:g} placed,"
        f" {answer.seconds:.1f} s, {computed:.1f} s of computing"
        f"{', RULES BROKEN' if row['broken'] else ''}",
        flush=True,
    )
    return row


def _with_locks(problem: Problem) -> Problem:
    """Every tenth of the meetings that stood is locked: a rule like any other."""
    locked = set(list(problem.previously)[::LOCK_EVERY])
    return replace(
        problem,
        meetings=tuple(
            replace(
                meeting,
                required=True,
                fixed_slot=problem.previously[n].slot,
                place=problem.previously[n].place,
            )
            if n in locked
            else meeting
            for n, meeting in enumerate(problem.meetings)
        ),
    )


def _without_some(problem: Problem, published: Timetable) -> Problem:
    gone = {
        one.id
        for n, one in enumerate(problem.participants)
        if n % round(1 / CANCELLED) == round(1 / CANCELLED) // 2
    }
    return replace(
        problem,
        participants=tuple(one for one in problem.participants if one.id not in gone),
        meetings=tuple(one for one in problem.meetings if gone.isdisjoint(one.participants)),
        previous=published.assignments,
        objective=("placed", "changes", "score"),
    )
