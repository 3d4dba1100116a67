"""Timetables of provincial size: proven, stable under change, the same in every process."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bench._events import event
from matchmaking.engine.timetable import exchange
from matchmaking.engine.timetable.board import Board
from matchmaking.engine.timetable.check import breaches, values
from matchmaking.engine.timetable.choose import bound_alone
from matchmaking.engine.timetable.compact import compact
from matchmaking.engine.timetable.effort import Effort
from matchmaking.engine.timetable.places import with_places
from matchmaking.engine.timetable.problem import Assignment, Limit, Meeting, Participant, Problem
from matchmaking.engine.timetable.rough import rough
from matchmaking.engine.timetable.solve import solve

ROOT = Path(__file__).resolve().parents[4]


def people(*names: str, **forbidden: set[int]) -> tuple[Participant, ...]:
    return tuple(Participant(name, frozenset(forbidden.get(name, ()))) for name in names)


def pair(name: str, first: str, second: str, **values: object) -> Meeting:
    return Meeting(name, (first, second), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(3))
def test_a_fair_of_a_province_is_planned_within_half_a_percent_of_the_bound(seed: int) -> None:
    problem = event(60, 40, 16, 20, seed=seed)

    answer = solve(problem, time_limit=None, work_limit=0.2)

    assert breaches(problem, answer.assignments) == []
    assert answer.objective["score"] >= 0.995 * bound_alone(problem, "score")
    assert answer.bound["score"] <= bound_alone(problem, "score") + 1e-6


def test_after_cancellations_nothing_moves_that_need_not_move() -> None:
    problem = event(60, 40, 16, 20, seed=3)
    published = solve(problem, time_limit=None, work_limit=0.1).assignments
    gone = {"B3", "B17", "S5"}
    after = replace(
        problem,
        participants=tuple(one for one in problem.participants if one.id not in gone),
        meetings=tuple(one for one in problem.meetings if gone.isdisjoint(one.participants)),
        previous=published,
        objective=("placed", "changes"),
    )

    answer = solve(after, time_limit=None, work_limit=0.1)

    assert answer.status == "optimal"
    assert answer.objective["changes"] == 0
    assert answer.objective["placed"] == len(published)


def test_a_fixed_meeting_never_moves() -> None:
    participants = people("B1", "B2", "S1")
    before = (Assignment("M1", 0, 0), Assignment("M2", 1, 0))
    problem = Problem(
        3,
        1,
        participants,
        (
            pair("M1", "B1", "S1", required=True, fixed_slot=0),
            pair("M2", "B2", "S1", required=True),
            pair("M3", "B1", "S1", required=True, allowed_slots=frozenset({0, 1})),
        ),
        objective=("placed", "changes"),
        previous=before,
    )

    answer = solve(problem)

    assert answer.status == "optimal"
    assert answer.objective == {"placed": 3, "changes": 1}
    assert Assignment("M1", 0, 0) in answer.assignments


def test_a_place_is_kept_with_its_slot() -> None:
    problem = Problem(
        2,
        3,
        people("B1", "S1", "B2", "S2"),
        (pair("M1", "B1", "S1", required=True), pair("M2", "B2", "S2", required=True)),
        objective=("placed", "changes"),
        previous=(Assignment("M1", 1, 2), Assignment("M2", 1, 1)),
    )

    answer = solve(problem)

    assert answer.assignments == (Assignment("M1", 1, 2), Assignment("M2", 1, 1))
    assert answer.objective["changes"] == 0


def test_promised_meetings_come_before_better_ones() -> None:
    participants = (
        Participant("B1"),
        Participant("B2"),
        Participant("S1"),
        Participant("S2", min_meetings=1),
    )
    problem = Problem(
        1,
        1,
        participants,
        (pair("M1", "B1", "S1", score=0.9), pair("M2", "B2", "S2", score=0.2)),
        objective=("score",),
    )

    assert [one.meeting for one in solve(problem).assignments] == ["M2"]


def test_gaps_close_without_a_meeting_being_lost() -> None:
    problem = event(40, 30, 12, 15, seed=1, objective=("score", "idle_gaps"))
    board = Board(problem)
    for n in range(len(problem.meetings)):
        board.place(n)
    before = values(problem, with_places(problem, board.slot_of))

    compact(board, Effort(10**9))
    after = values(problem, with_places(problem, board.slot_of))

    assert breaches(problem, with_places(problem, board.slot_of)) == []
    assert after["placed"] == before["placed"]
    assert after["idle_gaps"] < before["idle_gaps"]


def test_two_processes_give_the_same_answer(tmp_path: Path) -> None:
    source = tmp_path / "problem.json"
    problem = event(8, 6, 5, 3, seed=1, objective=("placed", "score", "idle_gaps", "fairness"))
    source.write_text(json.dumps(exchange.write_problem(problem)), encoding="utf-8")
    answers = []
    for name in ("first.json", "second.json"):
        command = ["timetable", "solve", "--input", source, "--output", tmp_path / name]
        command += ["--work-limit", "0.2", "--seed", "7"]
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "run", *map(str, command)],
            check=True,
            cwd=ROOT,
            capture_output=True,
        )
        answer = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        del answer["seconds"]
        answers.append(answer)

    assert answers[0] == answers[1]
    assert len(answers[0]["assignments"]) == answers[0]["objective"]["placed"]


def test_each_unplaced_meeting_has_its_reason() -> None:
    problem = Problem(
        1,
        1,
        (
            *people("B1", "B2", "S1", "S3", S3={0}),
            Participant("S2", max_meetings=0),
            Participant("S4"),
        ),
        (
            pair("M1", "B1", "S1", score=0.9),
            pair("M2", "B1", "S4", score=0.1),
            pair("M3", "B2", "S3", score=0.1),
            pair("M4", "B2", "S2", score=0.1),
            pair("M5", "B2", "S4", score=0.1),
        ),
        objective=("score",),
    )

    codes = {one.meeting: one.code for one in solve(problem).unplaced}

    assert codes == {"M2": "limit", "M3": "no_common_slot", "M4": "limit", "M5": "places"}


def test_who_meets_somebody_else_is_busy() -> None:
    problem = Problem(
        2,
        2,
        people("B1", "B2", "S1"),
        (
            pair("M1", "B1", "S1", score=0.9, fixed_slot=0),
            pair("M2", "B2", "S1", score=0.1, fixed_slot=0),
            pair("M3", "B1", "B2", score=0.0, allowed_slots=frozenset({1})),
        ),
        objective=("score",),
    )

    reasons = {one.meeting: one.code for one in solve(problem).unplaced}

    assert reasons["M2"] in {"busy", "limit"}


def test_who_asks_to_stop_gets_the_best_so_far() -> None:
    problem = event(60, 40, 16, 20, seed=1, objective=("placed", "score", "idle_gaps"))

    answer = solve(problem, time_limit=60, stop=lambda: True)

    assert answer.status == "feasible"
    assert answer.seconds < 20
    assert breaches(problem, answer.assignments) == []


def test_breaks_are_kept_by_the_quick_answer_too() -> None:
    """Nobody has more than two of three slots in a row; the board knows, before any proof."""
    rows = tuple(Limit(frozenset({s, s + 1, s + 2}), 2) for s in range(10))
    people = [Participant(f"{side}{n}", limits=rows) for side in "BS" for n in range(12)]
    meetings = [
        Meeting(f"M{b}.{s}", (f"B{b}", f"S{s}"), (b * 7 + s * 5) % 11 / 10)
        for b in range(12)
        for s in range(12)
    ]
    problem = Problem(12, 9, tuple(people), tuple(meetings), objective=("score",))

    start, bound = rough(problem, Effort(time.perf_counter() + 5))

    assert start is not None
    assert breaches(problem, with_places(problem, start)) == []
    assert values(problem, with_places(problem, start))["score"] > 0.9 * bound["score"]
