"""Proofs on published timetabling instances: how many, how fast, and whether any value differs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import _dzn, _variants
from bench._solving import solved
from matchmaking.engine.timetable.check import breaches
from matchmaking.engine.timetable.problem import Problem, Timetable

PROOF_LIMITS = 1, 10, 60  # seconds
PROVEN = frozenset({"optimal", "infeasible"})


def measure(
    folder: Path, *, limit: float, only: str, cpu: bool, changed: int = 0
) -> list[dict[str, Any]]:
    """Solve every instance of a folder, one after the other, and print what came of it.

    Parameters
    ----------
    limit : float
        Seconds for each.
    only : str
        Part of the names of those to solve.
    changed : int
        So many instances made from the folder's originals, in their place.
    cpu : bool
        Count the seconds that were computed, not those that passed: of the solver's two processes,
        each on one core, those of the busier, which is what a quiet machine would need.
    """
    known = _dzn.published(folder)
    paths = [path for path in sorted(folder.rglob("*.dzn")) if only in path.stem]
    print(
        f"\n{changed or len(paths)} instances; {len(known)} published values; seconds are", end=" "
    )
    print("of computing (of the busier process)" if cpu else "by the clock")
    print(f"{'instance':32} {'answer':>10} {'gaps':>5} {'bound':>6} {'known':>6} {'seconds':>8}")
    read = _changed(paths, changed) if changed else _read(paths)
    rows = list(_rows(read, known, limit, cpu=cpu))
    _families(rows)
    for seconds in PROOF_LIMITS:
        count = _within(rows, seconds)
        print(f"proven within {seconds} s: {count} of {len(rows)}{_share(count, len(rows))}")
    print(f"different from what is published: {sum(row['differs'] for row in rows)}")
    print(f"answers that break a rule: {sum(bool(row['broken']) for row in rows)}")
    return rows


def _read(paths: Sequence[Path]) -> Iterator[tuple[str, Problem]]:
    for path in paths:
        try:
            problem = _dzn.read(path)
        except (ValueError, OSError) as error:
            print(f"{path.stem:32} cannot be read: {error}", flush=True)
            continue
        yield path.stem, problem


def _changed(paths: Sequence[Path], count: int) -> Iterator[tuple[str, Problem]]:
    originals = [path for path in paths if path.stem.endswith("original")]
    by_name = {name.partition(".")[0]: problem for name, problem in _read(originals)}
    return _variants.variants(by_name, count)


def _rows(
    problems: Iterable[tuple[str, Problem]], known: Mapping[str, str], limit: float, *, cpu: bool
) -> Iterator[dict[str, Any]]:
    for name, problem in problems:
        row = _row(name, problem, known.get(name), limit, cpu=cpu)
        print(
            f"{name:32} {row['status']:>10} {_text(row['gaps']):>5} {_text(row['bound']):>6}"
            f" {row['known'] or '?':>6} {row['seconds']:8.1f}"
            f"{'  DIFFERS FROM THE PUBLISHED OPTIMUM' if row['differs'] else ''}"
            f"{'  BREAKS A RULE' if row['broken'] else ''}",
            flush=True,
        )
        yield row


def _row(
    name: str, problem: Problem, known: str | None, limit: float, *, cpu: bool
) -> dict[str, Any]:
    answer, computed = solved(problem, limit, cpu=cpu)
    row: dict[str, Any] = {
        "instance": name,
        "status": answer.status,
        "gaps": answer.objective.get("idle_gaps"),
        "bound": answer.bound.get("idle_gaps"),
        "known": known,
        "seconds": computed if cpu else answer.seconds,
        "clock": answer.seconds,
        "cpu": computed,
        "broken": _broken(problem, answer),
    }
    row["differs"] = _differs(row)
    return row


def _broken(problem: Problem, answer: Timetable) -> list[str]:
    return breaches(problem, answer.assignments) if answer.assignments else []


def _differs(row: Mapping[str, Any]) -> bool:
    """Whether a proof says something else than is published, or a bound excludes it."""
    known, status = row["known"], row["status"]
    if known is None or status == "unknown":
        return False
    if status == "infeasible" or known == "-":
        return bool(known != "-" or status != "infeasible")
    best = float(known)
    if status == "optimal":
        return bool(row["gaps"] != best)
    return bool(row["gaps"] < best or row["bound"] > best)


def _families(rows: Sequence[Mapping[str, Any]]) -> None:
    families: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        families[row["instance"].split(".")[0]].append(row)
    print(f"\n{'family':24} {'instances':>9} {'<= 10 s':>8} {'<= 60 s':>8} {'slowest proof':>14}")
    for family, members in families.items():
        slowest = max((row["seconds"] for row in members if row["status"] in PROVEN), default=None)
        print(
            f"{family:24} {len(members):>9} {_within(members, 10):>8} {_within(members, 60):>8}"
            f" {'' if slowest is None else f'{slowest:.1f} s':>14}"
        )


def _within(rows: Sequence[Mapping[str, Any]], seconds: float) -> int:
    return sum(row["status"] in PROVEN and row["seconds"] <= seconds for row in rows)


def _share(count: int, total: int) -> str:
    return f" ({count / total:.0%})" if total else ""


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
