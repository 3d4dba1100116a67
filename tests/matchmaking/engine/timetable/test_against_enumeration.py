"""Small problems of every kind: the solver finds what trying everything finds."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine.timetable.beside import clauses_of
from matchmaking.engine.timetable.check import breaches, values
from matchmaking.engine.timetable.cores import Cores
from matchmaking.engine.timetable.model import Model
from matchmaking.engine.timetable.places import with_places
from matchmaking.engine.timetable.problem import (
    MAXIMISED,
    OBJECTIVES,
    Assignment,
    Limit,
    Meeting,
    Participant,
    Problem,
)
from matchmaking.engine.timetable.solve import solve

SLOTS = 4


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to 5 × 5 participants, 7 meetings, 4 slots, and any of the rules."""
    slot_sets = st.frozensets(st.integers(0, SLOTS - 1))
    limits = st.builds(Limit, slot_sets, st.integers(0, 2))
    people = [f"B{n}" for n in range(5)] + [f"S{n}" for n in range(5)]
    participants = tuple(
        Participant(
            name,
            draw(st.one_of(st.just(frozenset()), st.frozensets(st.integers(0, 3), max_size=2))),
            draw(st.one_of(st.none(), st.integers(0, 3))),
            draw(st.sampled_from([0, 0, 0, 0, 0, 1, 2])),
            tuple(draw(st.lists(limits, max_size=2)) if draw(st.integers(0, 2)) == 0 else ()),
        )
        for name in people
    )
    places = draw(st.integers(1, 3))
    meetings = []
    for n in range(draw(st.integers(0, 7))):
        pair = (draw(st.sampled_from(people[:3])), draw(st.sampled_from(people[5:8])))
        third = draw(st.sampled_from([(), (), (), (people[9],)]))
        sits = draw(st.integers(0, 3)) > 0
        own = st.one_of(st.none(), st.none(), st.none(), st.integers(0, places - 1))
        meetings.append(
            Meeting(
                f"M{n}",
                (*pair, *third),
                draw(st.integers(0, 10)) / 10,
                draw(st.integers(0, 3)) == 0,
                draw(st.one_of(st.none(), st.none(), slot_sets)),
                draw(st.one_of(st.none(), st.none(), st.none(), st.integers(0, SLOTS - 1))),
                draw(own) if sits else None,
                sits,
            )
        )
    ids = [meeting.id for meeting in meetings]
    pairs = list(itertools.combinations(ids, 2))
    before = draw(st.lists(st.sampled_from(pairs), max_size=1)) if pairs else []
    previous = draw(
        st.lists(
            st.tuples(st.sampled_from(ids), st.integers(0, 3), st.integers(0, places - 1)),
            max_size=4, unique_by=(lambda one: one[0], lambda one: one[1:]),
        )
    ) if ids else []  # fmt: skip
    return Problem(
        SLOTS,
        places,
        participants,
        tuple(meetings),
        tuple(before),
        draw(st.one_of(st.none(), st.tuples(*[st.integers(0, places)] * SLOTS))),
        draw(st.one_of(st.none(), st.integers(0, 1))),
        tuple(draw(st.permutations(OBJECTIVES))[: draw(st.integers(1, 5))]),
        tuple(Assignment(*one) for one in previous),
    )


def everything(problem: Problem) -> Iterator[dict[int, int]]:
    """Every choice of slots in which nobody is in two meetings at once, sensible or not."""
    yield from _further(problem, 0, {}, set())


def _further(
    problem: Problem, n: int, slot_of: dict[int, int], busy: set[tuple[str, int]]
) -> Iterator[dict[int, int]]:
    if n == len(problem.meetings):
        yield dict(slot_of)
        return
    meeting = problem.meetings[n]
    if not meeting.required:
        yield from _further(problem, n + 1, slot_of, busy)
    for slot in problem.options[n]:
        here = {(name, slot) for name in meeting.participants}
        if not here & busy:
            yield from _further(problem, n + 1, {**slot_of, n: slot}, busy | here)


def seatable(problem: Problem, slot_of: dict[int, int]) -> bool:
    """Whether each slot holds its meetings and their own places."""
    for slot in range(problem.slots):
        here = [n for n, where in slot_of.items() if where == slot]
        here = [n for n in here if problem.meetings[n].needs_place]
        own = [problem.meetings[n].place for n in here if problem.meetings[n].place is not None]
        if len(here) > problem.capacity[slot] or len(set(own)) < len(own):
            return False
    return True


def worth(problem: Problem, assignments: Sequence[Assignment]) -> tuple[float, ...]:
    """Smaller is better; promises come first."""
    found = values(problem, assignments)
    return tuple(
        round(found[name] * (-1 if name in MAXIMISED else 1), 6)
        for name in ("promised", *problem.objective)
    )


def worths(problem: Problem) -> Iterator[tuple[float, ...]]:
    for slot_of in everything(problem):
        if seatable(problem, slot_of):
            assignments = with_places(problem, slot_of)
            if not breaches(problem, assignments):
                yield worth(problem, assignments)


@settings(max_examples=100)
@given(problems())
def test_it_finds_what_enumeration_finds(problem: Problem) -> None:
    possible = list(worths(problem))

    answer = solve(problem, time_limit=60)

    if not possible:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert breaches(problem, answer.assignments) == []
    assert worth(problem, answer.assignments) == min(possible)
    assert answer.objective == answer.bound
    assert len(answer.unplaced) == len(problem.meetings) - len(answer.assignments)


@settings(max_examples=100)
@given(problems())
def test_the_search_beside_finds_what_enumeration_finds(problem: Problem) -> None:
    problem = replace(
        problem,
        participants=tuple(Participant(one.id, one.forbidden) for one in problem.participants),
        meetings=tuple(replace(one, required=True) for one in problem.meetings),
        objective=("idle_gaps",),
        previous=(),
    )
    possible = list(worths(problem))
    model = Model(problem)
    unwanted = [gap.index + 1 for gaps in model.gaps.values() for gap in gaps]
    clauses = clauses_of(model.model)
    assert clauses is not None
    told: list[int] = []

    true = None
    if all(clauses):
        true = Cores(len(model.model.proto.variables), clauses).fewest(unwanted, told.append)

    assert (true is None) == (not possible)
    if true is not None:
        assert len(told) == min(possible)[1]


@settings(max_examples=25)
@given(problems())
def test_a_conflict_is_minimal(problem: Problem) -> None:
    problem = replace(
        problem, meetings=tuple(replace(one, required=True) for one in problem.meetings)
    )
    answer = solve(problem, time_limit=60)
    if answer.status != "infeasible":
        return

    assert answer.conflict is not None
    named = [problem.number[name] for name in answer.conflict.meetings]

    assert solve(problem.only(named), time_limit=60).status == "infeasible"
    for n in named:
        rest = [one for one in named if one != n]
        assert solve(problem.only(rest), time_limit=60).status == "optimal"
