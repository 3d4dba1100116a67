"""What a build tells while it works, and the curve that is drawn of it."""

import pytest

from matchmaking.engine.timetable.problem import Meeting, Participant, Problem
from matchmaking.engine.timetable.solve import solve
from matchmaking.timetable.planning.curve import MOST_POINTS, Curve, drawing_of


def test_every_better_timetable_is_told_and_none_beats_its_bound() -> None:
    people = [Participant(f"{side}{n}") for side in "BS" for n in range(6)]
    meetings = [
        Meeting(f"M{b}.{s}", (f"B{b}", f"S{s}"), (b * 5 + s * 3) % 7 / 7)
        for b in range(6)
        for s in range(6)
    ]
    problem = Problem(
        4, 3, tuple(people), tuple(meetings), objective=("score", "placed", "idle_gaps")
    )
    curve = Curve()

    answer = solve(problem, time_limit=20, tell=curve.tell)

    scores = [point["values"]["score"] for point in curve.points]
    assert scores == sorted(scores)
    assert scores[-1] <= answer.objective["score"] + 1e-6
    assert all(
        point["values"]["score"] <= point["bound"].get("score", 99) + 1e-6 for point in curve.points
    )


def test_a_long_curve_is_thinned_to_what_a_page_can_show() -> None:
    curve = Curve()
    for n in range(1000):
        curve.tell({"placed": n}, {})

    assert len(curve.points) <= MOST_POINTS + 1
    assert curve.points[-1]["values"]["placed"] == 999


def test_nothing_is_drawn_before_there_is_anything() -> None:
    assert drawing_of([], seconds=10) is None


def test_the_value_that_changed_last_is_drawn_in_steps_up_to_its_bound() -> None:
    points = [
        {"seconds": 1, "values": {"placed": 8, "idle_gaps": 9}, "bound": {"placed": 8}},
        {
            "seconds": 5,
            "values": {"placed": 8, "idle_gaps": 4},
            "bound": {"placed": 8, "idle_gaps": 4},
        },
    ]

    drawing = drawing_of(points, seconds=10)

    assert drawing is not None
    assert (drawing.name, drawing.value, drawing.bound) == ("idle_gaps", 4, 4)
    assert drawing.line == "60,6 300,6 300,114"
    assert drawing.bound_y == 114


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_point_after_the_time_stays_in_the_picture(seconds: int) -> None:
    drawing = drawing_of([{"seconds": 9, "values": {"placed": 1}, "bound": {}}], seconds=seconds)

    assert drawing is not None
    assert drawing.line.startswith("600,")
