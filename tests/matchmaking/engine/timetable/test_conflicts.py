"""What cannot be planned is named, and without any one of the named meetings it can be."""

from dataclasses import replace

import pytest

from matchmaking.engine.timetable.problem import Meeting, Participant, Problem
from matchmaking.engine.timetable.solve import solve


def meeting(name: str, *people: str, **values: object) -> Meeting:
    return Meeting(name, people, required=True, **values)  # type: ignore[arg-type]


def easy(prefix: str, count: int) -> list[Meeting]:
    """Meetings that have nothing to do with the conflict."""
    return [meeting(f"{prefix}{n}", f"X{n}", f"Y{n}") for n in range(count)]


def crowd(name: str, count: int, **values: object) -> list[Meeting]:
    return [meeting(f"{name}{n}", name, f"{name}-{n}", **values) for n in range(count)]


def triangle(slots: frozenset[int]) -> list[Meeting]:
    """Three people, each with each, need three slots."""
    return [
        meeting("T1", "P", "Q", allowed_slots=slots),
        meeting("T2", "Q", "R", allowed_slots=slots),
        meeting("T3", "R", "P", allowed_slots=slots),
    ]


CASES: dict[str, tuple[int, int, list[Meeting], dict[str, object], int]] = {
    # slots, places, meetings, other values, how many meetings the conflict has
    "too many for one": (3, 9, crowd("A", 4), {}, 4),
    "far too many for one": (3, 9, crowd("A", 9), {}, 4),
    "two who have too many": (2, 9, crowd("A", 3) + crowd("B", 3), {}, 3),
    "no slot at all": (2, 9, [meeting("A", "P", "Q", allowed_slots=frozenset())], {}, 1),
    "fixed and not allowed": (
        2, 9, [meeting("A", "P", "Q", allowed_slots=frozenset({0}), fixed_slot=1)], {}, 1,
    ),
    "fixed together": (4, 9, crowd("A", 2, fixed_slot=1), {}, 2),
    "too few places": (1, 3, easy("M", 5), {}, 4),
    "too few places in a slot": (
        3, 2, [replace(one, fixed_slot=2) for one in easy("M", 5)], {}, 3,
    ),
    "no places": (2, 0, easy("M", 2), {}, 1),
    "a slot without places": (
        2, 5, [replace(one, fixed_slot=1) for one in easy("M", 2)], {"place_capacity": (5, 0)}, 1,
    ),
    "a triangle in two slots": (4, 9, triangle(frozenset({0, 1})), {}, 3),
    "one place for two": (1, 5, [replace(one, place=2) for one in easy("M", 4)], {}, 2),
    "a place that is not there": (
        2, 2, [replace(one, place=7) for one in easy("M", 2)], {}, 1,
    ),
    "before and after": (
        1, 9, easy("M", 3), {"precedences": (("M0", "M1"),)}, 2,
    ),
    "a circle of before": (
        5, 9, easy("M", 3), {"precedences": (("M0", "M1"), ("M1", "M2"), ("M2", "M0"))}, 3,
    ),
    "a long chain of before": (
        3, 9, easy("M", 5),
        {"precedences": (("M0", "M1"), ("M1", "M2"), ("M2", "M3"), ("M3", "M4"))}, 4,
    ),
    "fixed in the wrong order": (
        4, 9, [replace(easy("M", 2)[0], fixed_slot=3), replace(easy("M", 2)[1], fixed_slot=1)],
        {"precedences": (("M0", "M1"),)}, 2,
    ),
    "a group that cannot come together": (
        2, 9,
        [meeting("G", "P", "Q", "R", fixed_slot=0), meeting("H", "P", "Z", fixed_slot=0)], {}, 2,
    ),
    "two slots for three who share two": (
        2, 9, [meeting("A", "P", "Q"), meeting("B", "P", "R"), meeting("C", "P", "Q")], {}, 3,
    ),
    "limits": (5, 9, crowd("A", 4), {"limit": 2}, 3),
}  # fmt: skip


def problem_of(case: str) -> tuple[Problem, int]:
    slots, places, meetings, values, size = CASES[case]
    values = dict(values)
    limit = values.pop("limit", None)
    around = [replace(one, id=f"Z{one.id}", participants=(f"ZX{one.id}", f"ZY{one.id}"))
              for one in easy("E", 3)] if places > 5 else []  # fmt: skip
    everyone = dict.fromkeys(name for one in [*meetings, *around] for name in one.participants)
    participants = tuple(
        Participant(name, max_meetings=limit if name == "A" else None)  # type: ignore[arg-type]
        for name in everyone
    )
    return Problem(slots, places, participants, (*meetings, *around), **values), size  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES)
def test_the_conflict_is_there_and_minimal(case: str) -> None:
    problem, size = problem_of(case)

    answer = solve(problem)

    assert answer.status == "infeasible"
    assert answer.conflict is not None
    named = [problem.number[name] for name in answer.conflict.meetings]
    assert len(named) == size
    assert solve(problem.only(named)).status == "infeasible"
    for n in named:
        rest = problem.only([one for one in named if one != n])
        assert solve(rest).status == "optimal"


def test_the_conflict_names_who_is_in_it() -> None:
    problem, _size = problem_of("too many for one")

    conflict = solve(problem).conflict

    assert conflict is not None
    assert conflict.participants == ("A",)
    assert conflict.slots == (0, 1, 2)


def test_there_are_twenty_cases() -> None:
    assert len(CASES) == 20
