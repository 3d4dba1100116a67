"""Reads published instances of the Business-to-Business Meeting Scheduling Problem (MiniZinc data).

Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret, JAIR 74 (2022) 263–301. Slots, meetings
and participants count from 1 there; ``requested`` holds two participants and 1 for the morning,
2 for the afternoon, 3 for either; ``precedences`` holds for each meeting those held before it.
"""

import csv
import re
from pathlib import Path

from matchmaking.engine.timetable.problem import Meeting, Participant, Problem

SPREAD = 2  # nobody has over two idle gaps more than anybody else
MORNING, AFTERNOON = 1, 2


def read(path: Path) -> Problem:
    """One instance, with the rule about gaps and the objective of the paper."""
    text = re.sub(r"%.*", "", path.read_text(encoding="utf-8-sig"))
    slots, morning = _number(text, "nTotalSlots"), _number(text, "nMorningSlots")
    people, requested = _number(text, "nBusiness"), _requested(text)
    forbidden = _sets(text, "forbidden") or [[]] * people
    fixed = _whole_numbers(_array(text, "fixed", "")) or [0] * len(requested)
    if len(forbidden) != people or len(fixed) != len(requested):
        raise ValueError("forbidden or fixed does not list all of them")
    half = {
        MORNING: frozenset(range(morning)),
        AFTERNOON: frozenset(range(morning, slots)),
    }
    participants = tuple(
        Participant(str(n), frozenset(slot - 1 for slot in closed if slot))
        for n, closed in enumerate(forbidden, start=1)
    )
    meetings = tuple(
        Meeting(
            str(n),
            (first, second),
            required=True,
            allowed_slots=half.get(int(when)),
            fixed_slot=fixed[n - 1] - 1 if fixed[n - 1] else None,
        )
        for n, (first, second, when) in enumerate(requested, start=1)
    )
    before = tuple(
        (str(first), str(second))
        for second, earlier in enumerate(_sets(text, "precedences"), start=1)
        for first in earlier
    )
    places = _number(text, "nTables")
    return Problem(
        slots, places, participants, meetings, before, None, SPREAD, ("placed", "idle_gaps")
    )


def published(folder: Path) -> dict[str, str]:
    """The published optimum of each instance, ``-`` where there is none; empty without the file."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("published*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                optimum = (row.get("optimum") or "").strip()
                if optimum and row.get("instance"):
                    found[row["instance"].strip()] = optimum
    return found


def _number(text: str, name: str) -> int:
    found = re.search(rf"\b{name}\s*=\s*(\d+)", text)
    if found is None:
        raise ValueError(f"no {name}")
    return int(found[1])


def _array(text: str, name: str, missing: str | None = None) -> str:
    found = re.search(rf"\b{name}\s*=\s*\[(.*?)\]\s*;", text, re.DOTALL)
    if found is None and missing is None:
        raise ValueError(f"no {name}")
    return missing or "" if found is None else found[1]


def _sets(text: str, name: str) -> list[list[int]]:
    """Sets of numbers, ``{1,3}`` or ``2..5``; none where the name does not occur."""
    parts = re.findall(r"\{([^}]*)\}|(\d+\s*\.\.\s*\d+)", _array(text, name, ""))
    return [_whole_numbers(listed or spread) for listed, spread in parts]


def _whole_numbers(text: str) -> list[int]:
    numbers: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*\.\.\s*(\d+))?", text):
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def _requested(text: str) -> list[list[str]]:
    rows = _array(text, "requested").replace("\n", "").split("|")
    return [[one.strip() for one in row.strip(" ,").split(",")] for row in rows if row.strip(" ,")]
