"""The checker sees every broken rule, and counts gaps and changes as the rules say."""

import pytest

from matchmaking.engine.timetable.check import breaches, gaps_of, values
from matchmaking.engine.timetable.exchange import read_problem, write_problem
from matchmaking.engine.timetable.problem import Assignment, Limit, Meeting, Participant, Problem
from matchmaking.engine.timetable.solve import solve

PEOPLE = (
    Participant("A", frozenset({3})),
    Participant("B", max_meetings=1),
    Participant("C", limits=(Limit(frozenset({1, 2, 3}), 2),)),
    Participant("D"),
)
MEETINGS = (
    Meeting("M1", ("A", "C"), 0.5, required=True),
    Meeting("M2", ("A", "D"), 0.25, allowed_slots=frozenset({0, 3})),
    Meeting("M3", ("B", "C"), 0.25, fixed_slot=2),
    Meeting("M4", ("B", "D"), place=1),
)
PROBLEM = Problem(
    5,
    2,
    PEOPLE,
    MEETINGS,
    (("M1", "M3"),),
    (2, 2, 2, 2, 1),
    1,
    previous=(Assignment("M1", 0, 0), Assignment("M2", 4, 1), Assignment("gone", 1, 0)),
)
GOOD = (Assignment("M1", 1, 0), Assignment("M2", 0, 0), Assignment("M3", 2, 0))


def test_a_timetable_that_stands_breaks_nothing() -> None:
    assert breaches(PROBLEM, GOOD) == []


def test_its_values_are_counted_by_hand() -> None:
    assert values(PROBLEM, GOOD) == {
        "placed": 3,
        "score": 1.0,
        "idle_gaps": 0,
        "fairness": 0,
        "changes": 2,
        "promised": 0,
    }


def test_gaps_are_runs_of_empty_slots_between_meetings() -> None:
    busy = (Assignment("M1", 0, 0), Assignment("M3", 3, 0))

    assert gaps_of(PROBLEM, busy) == {"A": 0, "B": 0, "C": 1, "D": 0}


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ((Assignment("M9", 0, 1),), "there is no meeting 'M9'"),
        ((Assignment("M4", 9, 1),), "there is no such slot"),
        ((Assignment("M2", 1, 1),), "the slot is not allowed"),
        ((Assignment("M3", 1, 1),), "it is fixed to slot 2"),
        ((Assignment("M2", 3, 1),), "A cannot come then"),
        ((Assignment("M4", 4, 1),), "there is no place 1"),
        ((Assignment("M4", 2, 0),), "it belongs at place 1, not 0"),
        ((Assignment("M1", 1, 0), Assignment("M1", 2, 1)), "meeting M1 stands 2 times"),
        ((Assignment("M1", 1, 0), Assignment("M4", 1, 0)), "place 0 in slot 1 holds 2 meetings"),
        ((Assignment("M1", 0, 0), Assignment("M2", 0, 1)), "A has 2 meetings in slot 0"),
        ((Assignment("M2", 0, 0),), "meeting M1 is required and does not stand"),
        ((Assignment("M3", 2, 0), Assignment("M4", 3, 1)), "B has 2 meetings, at most 1"),
        ((Assignment("M1", 3, 0), Assignment("M3", 2, 0)), "meeting M1 must be before M3"),
    ],
)
def test_every_broken_rule_is_a_line(changed: tuple[Assignment, ...], line: str) -> None:
    assert any(line in found for found in breaches(PROBLEM, changed))


def test_gaps_that_differ_too_much_are_a_breach() -> None:
    meetings = tuple(Meeting(f"M{n}", ("A", name)) for n, name in enumerate("CDE"))
    people = tuple(Participant(name) for name in "ACDE")
    problem = Problem(5, 1, people, meetings, max_gap_spread=1)
    spread = tuple(Assignment(f"M{n}", 2 * n, 0) for n in range(3))

    assert breaches(problem, spread) == ["the numbers of gaps differ by 2, at most 1 is allowed"]


def test_more_meetings_than_a_participant_wants_in_some_slots_are_a_breach() -> None:
    person = Participant("A", limits=(Limit(frozenset({0, 1, 2}), 2), Limit(frozenset({3}), 0)))
    meetings = tuple(Meeting(f"M{n}", ("A", name)) for n, name in enumerate("BCD"))
    problem = Problem(4, 1, (person, *map(Participant, "BCD")), meetings)
    three = tuple(Assignment(f"M{n}", n, 0) for n in range(3))

    assert breaches(problem, three) == [
        "A has 3 meetings in slots 0, 1, 2, at most 2 are wanted",
    ]
    assert breaches(problem, three[:2]) == []


def test_a_meeting_that_needs_no_place_fills_none() -> None:
    people = tuple(map(Participant, "ABCD"))
    meetings = (
        Meeting("at the table", ("A", "B")),
        Meeting("online", ("C", "D"), needs_place=False),
    )
    problem = Problem(1, 1, people, meetings)

    both = (Assignment("at the table", 0, 0), Assignment("online", 0, -1))

    assert breaches(problem, both) == []
    assert breaches(problem, (Assignment("online", 0, 0),)) == [
        "meeting online in slot 0: it needs no place, and has 0"
    ]
    assert solve(problem).assignments == both
    assert read_problem(write_problem(problem)) == problem
