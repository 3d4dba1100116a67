"""Promised meetings are kept where that can be; who has fewer is named, with why."""

import pytest

from matchmaking.engine.timetable import exchange
from matchmaking.engine.timetable.problem import Meeting, Participant, Problem
from matchmaking.engine.timetable.solve import solve

SELLERS = tuple(Participant(f"S{n}") for n in range(3))
WISHES = tuple(Meeting(f"M{n}", ("B1", f"S{n}"), 0.5) for n in range(3))


def problem(buyer: Participant, *, wishes: tuple[Meeting, ...] = WISHES, slots: int = 4) -> Problem:
    return Problem(slots, 1, (buyer, *SELLERS), wishes, objective=("score",))


@pytest.mark.parametrize(
    ("given", "code", "placed"),
    [
        (problem(Participant("B1", min_meetings=2), wishes=WISHES[:1]), "wishes", 1),
        (problem(Participant("B1", max_meetings=1, min_meetings=2)), "limit", 1),
        (problem(Participant("B1", frozenset({0, 1, 2}), min_meetings=2)), "slots", 1),
        (
            problem(
                Participant("B1", min_meetings=3),
                wishes=(*WISHES[:2], Meeting("M2", ("B1", "S2"), allowed_slots=frozenset())),
            ),
            "no_common_slot",
            2,
        ),
    ],
)
def test_who_cannot_have_them_is_named_with_why(given: Problem, code: str, placed: int) -> None:
    answer = solve(given)

    assert answer.status == "optimal"
    assert [(one.participant, one.code, one.placed) for one in answer.shortfalls] == [
        ("B1", code, placed)
    ]
    assert exchange.write_timetable(answer)["shortfalls"][0]["code"] == code


def test_one_place_for_two_promises_leaves_one_of_them_open() -> None:
    people = (Participant("B1", min_meetings=1), Participant("B2", min_meetings=1), *SELLERS)
    wishes = (Meeting("M1", ("B1", "S1"), 0.9), Meeting("M2", ("B2", "S2"), 0.2))

    answer = solve(Problem(1, 1, people, wishes, objective=("score",)))

    assert answer.status == "optimal"
    assert [(one.participant, one.code) for one in answer.shortfalls] == [("B2", "others")]


def test_a_promise_that_can_be_kept_is_no_shortfall() -> None:
    assert solve(problem(Participant("B1", min_meetings=2))).shortfalls == ()
