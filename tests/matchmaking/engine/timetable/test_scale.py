"""Larger fairs keep what small ones keep: promises, bounds, repairs that move little."""

import time
from collections import Counter
from dataclasses import replace

from bench._events import event
from bench.timetable import _with_locks, _without_some
from matchmaking.engine.timetable import exact
from matchmaking.engine.timetable.check import breaches
from matchmaking.engine.timetable.choose import bound_alone, choose
from matchmaking.engine.timetable.effort import Effort
from matchmaking.engine.timetable.problem import Meeting, Participant, Problem
from matchmaking.engine.timetable.solve import solve
from matchmaking.engine.timetable.weights import factors

KNOWN_WHY = {"wishes", "slots", "no_common_slot"}


def promising(problem: Problem, least: int) -> Problem:
    people = tuple(replace(one, min_meetings=least) for one in problem.participants)
    return replace(problem, participants=people)


def test_promises_are_kept_before_better_meetings_stand() -> None:
    problem = promising(event(150, 150, 16, 50, seed=1), 3)

    answer = solve(problem, time_limit=None, work_limit=1)

    assert breaches(problem, answer.assignments) == []
    assert answer.status == "optimal"
    assert {one.code for one in answer.shortfalls} <= KNOWN_WHY
    assert answer.objective["score"] < bound_alone(problem, "score")


def test_no_more_promises_are_counted_than_can_be_kept() -> None:
    people = tuple(Participant(f"B{n}", min_meetings=2) for n in range(3))
    sellers = (Participant("S0"), Participant("S1"))
    wishes = tuple(Meeting(f"M{n}{s}", (f"B{n}", f"S{s}"), 0.5) for n in range(3) for s in range(2))

    choice = choose(Problem(2, 9, (*people, *sellers), wishes, objective=("score",)))

    assert choice.promised == 4


def test_a_closed_table_takes_nothing_from_the_proof() -> None:
    """A meeting that only holds a table is no reason to leave the flow."""
    problem = event(60, 40, 16, 20, seed=2)
    closed = tuple(
        Meeting(f"x{slot}", (f"x{slot}",), required=True, fixed_slot=slot, place=19)
        for slot in range(16)
    )
    holders = tuple(Participant(one.id) for one in closed)
    with_closed = replace(
        problem,
        participants=(*problem.participants, *holders),
        meetings=(*problem.meetings, *closed),
    )

    answer = solve(with_closed, time_limit=None, work_limit=0.2)

    assert breaches(with_closed, answer.assignments) == []
    fewer = bound_alone(replace(problem, places=19), "score")
    assert bound_alone(with_closed, "score") == fewer
    assert answer.objective["score"] >= 0.995 * fewer


def test_who_buys_and_sells_leaves_the_others_where_they_were_best() -> None:
    """Three firms that all meet each other are on no two sides."""
    problem = event(60, 40, 16, 20, seed=2)
    odd = (
        Meeting("odd1", ("B0", "B1"), 0.9),
        Meeting("odd2", ("B1", "B2"), 0.9),
        Meeting("odd3", ("B0", "B2"), 0.9),
    )
    with_odd = replace(problem, meetings=(*problem.meetings, *odd))

    answer = solve(with_odd, time_limit=None, work_limit=0.1)

    assert breaches(with_odd, answer.assignments) == []
    assert answer.objective["score"] >= 0.995 * bound_alone(problem, "score")


def test_a_repair_of_hundreds_moves_nobody_and_is_proven() -> None:
    problem = event(90, 90, 16, 30, seed=4)
    published = solve(problem, time_limit=None, work_limit=1)
    after = _with_locks(_without_some(problem, published))

    answer = solve(after, time_limit=None, work_limit=5)

    assert breaches(after, answer.assignments) == []
    assert answer.status == "optimal"
    assert answer.objective["changes"] == 0
    assert answer.objective["placed"] == 16 * 30


def test_a_search_that_never_began_proves_nothing() -> None:
    problem = event(60, 40, 16, 20, seed=0)

    found = exact.solve(problem, Effort(time.perf_counter() + 60, work=1e-4), start={})

    assert found.status == "feasible"
    assert found.bound["score"] >= bound_alone(problem, "score")


def test_levels_that_do_not_fit_into_a_number_keep_their_order_for_fewer() -> None:
    exact, is_exact = factors([1, 1, 10_000], 320, 2**62)
    squeezed, is_squeezed = factors([1, 1, 10_000], 96_000, 2**44)

    assert is_exact
    assert exact == [(1 + 10_000 * 320) * 320 + 1 + 10_000 * 320, 10_000 * 320 + 1, 1]
    assert not is_squeezed
    assert squeezed == sorted(squeezed, reverse=True)
    assert sum(step * top for step, top in zip(squeezed, [1, 1, 10_000], strict=True)) <= 2**44


def test_everybody_is_counted_once_in_a_shortfall() -> None:
    problem = promising(event(60, 40, 16, 4, seed=5), 2)

    answer = solve(problem, time_limit=None, work_limit=0.5)

    named = Counter(one.participant for one in answer.shortfalls)
    held = Counter(name for one in answer.assignments for name in one.meeting.split("-"))
    assert set(named.values()) <= {1}
    assert set(named) == {one.id for one in problem.participants if held[one.id] < 2}
