"""The second search finds what trying everything finds, and helps only where it can."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from matchmaking.engine.timetable import beside, cores
from matchmaking.engine.timetable.beside import Beside, clauses_of
from matchmaking.engine.timetable.cores import Cores
from matchmaking.engine.timetable.model import Model
from matchmaking.engine.timetable.problem import Meeting, Participant, Problem

LITERALS = 6
numbers = st.integers(1, LITERALS).flatmap(lambda n: st.sampled_from([n, -n]))
formulas = st.lists(st.lists(numbers, min_size=1, max_size=4), max_size=14)


def fewest(clauses: list[list[int]], unwanted: list[int]) -> int | None:
    counts = []
    for values in itertools.product([False, True], repeat=LITERALS):
        true = {n if value else -n for n, value in enumerate(values, start=1)}
        if all(true & set(clause) for clause in clauses):
            counts.append(len(true & set(unwanted)))
    return min(counts, default=None)


@settings(max_examples=100)
@given(formulas, st.sets(st.integers(1, LITERALS)), st.integers(0, 2))
def test_cores_find_the_fewest(clauses: list[list[int]], unwanted: set[int], few: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cores, "FEW", few)
        patch.setattr(cores, "SMALL", 1)
        _find_the_fewest(clauses, unwanted)


def _find_the_fewest(clauses: list[list[int]], unwanted: set[int]) -> None:
    told: list[int] = []

    true = Cores(LITERALS, clauses).fewest(sorted(unwanted), told.append)

    least = fewest(clauses, sorted(unwanted))
    if true is None:
        assert least is None
        return
    assert len(unwanted.intersection(true)) == least == len(told)
    assert all(any((one > 0) == (abs(one) in true) for one in clause) for clause in clauses)


def torn_day(hours: tuple[int, ...]) -> Model:
    """One person's meetings, each at an hour of its own; two more may stand anywhere."""
    names = [f"S{n}" for n in range(len(hours))]
    meetings = [
        Meeting(name, ("A", name), required=True, fixed_slot=hour)
        for name, hour in zip(names, hours, strict=True)
    ]
    meetings += [Meeting(name, ("B", name), required=True) for name in ("T0", "T1")]
    people = tuple(Participant(name) for name in ["A", "B", *names, "T0", "T1"])
    return Model(Problem(8, 9, people, tuple(meetings), objective=("idle_gaps",)))


@pytest.fixture
def any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "CLAUSES", range(1, 10**6))


@pytest.mark.usefixtures("any_size")
def test_the_fewest_gaps_are_found_in_a_process_beside() -> None:
    model = torn_day((0, 3, 4, 7))
    unwanted = [gap.index for gaps in model.gaps.values() for gap in gaps]

    with Beside(model.model, unwanted) as other:
        other.wait(60)

    assert other.is_proven
    assert other.found is not None
    assert other.bound == len(other.found.intersection(unwanted)) == 2
    assert [slot for slot, x in model.x[1].items() if x.index in other.found] == [3]


@pytest.mark.usefixtures("any_size")
def test_what_cannot_stand_is_found_too() -> None:
    with Beside(torn_day((0, 3, 3)).model, []) as other:
        other.wait(60)

    assert other.is_proven
    assert other.found is None


def test_it_leaves_alone_what_is_solved_at_once_and_what_is_no_clause() -> None:
    model = cp_model.CpModel()
    model.add(sum(model.new_bool_var("") for _ in range(3)) <= 2)

    assert clauses_of(model) is None
    for other in (Beside(), Beside(model), Beside(torn_day((0, 3)).model)):
        assert not other.is_searching
        other.wait(60)
        assert not other.is_proven
