"""`timetable solve` and `timetable check`: files in, a file or lines out, or one clear line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from matchmaking.timetable.cli import timetable

PROBLEM: dict[str, Any] = {
    "slots": 3,
    "places": 2,
    "participants": [
        {"id": "B1", "forbidden": [2], "max_meetings": 10},
        {"id": "S1"},
        {"id": "S2"},
    ],
    "meetings": [
        {"id": "M1", "participants": ["B1", "S1"], "score": 0.8, "required": True,
         "allowed_slots": [0, 1, 2], "fixed_slot": None, "place": None},
        {"id": "M2", "participants": ["B1", "S2"], "score": 0.5, "required": False},
    ],
    "precedences": [["M1", "M2"]],
    "place_capacity": None,
    "max_gap_spread": 2,
    "objective": ["placed", "score", "idle_gaps", "fairness", "changes"],
    "previous": None,
}  # fmt: skip


def run(folder: Path, problem: Any, *options: str) -> Result:
    source = folder / "problem.json"
    source.write_text(problem if isinstance(problem, str) else json.dumps(problem), "utf-8")
    output = str(folder / "timetable.json")
    return CliRunner().invoke(
        timetable, ["solve", "--input", str(source), "--output", output, *options]
    )


def check(folder: Path, planned: Any) -> Result:
    path = folder / "planned.json"
    path.write_text(json.dumps(planned), "utf-8")
    files = ["--input", str(folder / "problem.json"), "--timetable", str(path)]
    return CliRunner().invoke(timetable, ["check", *files])


def test_the_answer_is_written_in_the_form_of_the_design(tmp_path: Path) -> None:
    result = run(tmp_path, PROBLEM)

    answer = json.loads((tmp_path / "timetable.json").read_text("utf-8"))
    assert result.exit_code == 0
    assert answer["status"] == "optimal"
    assert answer["objective"] == answer["bound"]
    assert answer["objective"]["score"] == 1.3
    assert answer["assignments"] == [
        {"meeting": "M1", "slot": 0, "place": 0},
        {"meeting": "M2", "slot": 1, "place": 0},
    ]
    assert answer["unplaced"] == []


def test_what_was_solved_passes_the_check(tmp_path: Path) -> None:
    run(tmp_path, PROBLEM)

    result = check(tmp_path, json.loads((tmp_path / "timetable.json").read_text("utf-8")))

    assert result.exit_code == 0
    assert "placed 2" in result.output
    assert "idle_gaps 0" in result.output


def test_a_broken_timetable_is_a_line_for_every_breach(tmp_path: Path) -> None:
    run(tmp_path, PROBLEM)

    result = check(tmp_path, [{"meeting": "M2", "slot": 2, "place": 0}])

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "meeting M2 in slot 2: B1 cannot come then",
        "meeting M1 is required and does not stand",
    ]


def test_an_impossible_problem_names_its_conflict(tmp_path: Path) -> None:
    problem = PROBLEM | {"slots": 1, "participants": [{"id": n} for n in ("B1", "S1", "S2")]}
    problem["meetings"] = [
        one | {"required": True, "allowed_slots": None} for one in PROBLEM["meetings"]
    ]

    run(tmp_path, problem)

    answer = json.loads((tmp_path / "timetable.json").read_text("utf-8"))
    assert answer["status"] == "infeasible"
    assert answer["conflict"] == {"meetings": ["M1", "M2"], "participants": ["B1"], "slots": [0]}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"slots": None}, "the problem has no slots"),
        ({"slots": "many"}, "slots must be a whole number"),
        ({"slots": -1}, "slots and places must be 0 or more"),
        ({"participants": {}}, "participants must be a list"),
        ({"participants": [{"id": "B1"}, {"id": "B1"}]}, "participant 'B1' is there twice"),
        ({"participants": [{"id": "B1", "forbidden": [9]}]}, "there is no slot 9"),
        ({"meetings": [{"id": "M1", "participants": ["B9"]}]}, "there is no participant 'B9'"),
        ({"meetings": [{"id": "M1", "participants": []}]}, "meeting M1 has no participants"),
        ({"meetings": [{"participants": ["B1"]}]}, "a meeting has no id"),
        ({"meetings": [{"id": "M", "participants": ["B1"], "score": "x"}]}, "must be a number"),
        ({"precedences": [["M1", "M7"]]}, "there is no meeting 'M7'"),
        ({"place_capacity": [1]}, "place_capacity lists 1 slots, there are 3"),
        ({"objective": ["beauty"]}, "objective 'beauty' is not one of"),
        ({"max_gap_spread": -1}, "max_gap_spread must be 0 or more"),
    ],
)
def test_a_bad_problem_is_one_line_and_nothing_is_written(
    tmp_path: Path, change: dict[str, Any], line: str
) -> None:
    result = run(tmp_path, PROBLEM | change)

    assert result.exit_code == 2
    assert line in result.output
    assert len(result.output.splitlines()) == 1
    assert not (tmp_path / "timetable.json").exists()


def test_what_is_no_json_is_one_line(tmp_path: Path) -> None:
    result = run(tmp_path, '{"slots": ')

    assert result.exit_code == 2
    assert "not JSON, line 1" in result.output
