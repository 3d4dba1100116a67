"""Lists in a market: the floor, the pinned, and an answer that hangs on the question alone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import maximum_flow

from matchmaking.engine import market
from matchmaking.engine.market import LIST, Candidates, Lists, fill_lists

PINNED = 3


@st.composite
def markets(draw: st.DrawFn) -> tuple[Candidates, np.ndarray, int]:
    n_buyers, n_exhibitors = draw(st.integers(1, 8)), draw(st.integers(1, 24))
    seed, density = draw(st.integers(0, 2**20)), draw(st.floats(0.1, 1))
    rng = np.random.default_rng(seed)
    buyers, exhibitors = np.nonzero(rng.random((n_buyers, n_exhibitors)) < density)
    interest = np.round(rng.random(len(buyers)), draw(st.integers(0, 4)))  # ties are likely
    slots = rng.integers(0, 5, n_exhibitors).astype(float)
    unpinned = Candidates(buyers, exhibitors, interest, np.zeros(len(buyers), bool))
    return _pin(unpinned), slots, draw(st.integers(0, 4))


def _pin(candidates: Candidates) -> Candidates:
    places = market.arrange(candidates.buyers, candidates.interest, candidates.pinned)
    return candidates._replace(pinned=places < PINNED)


def _shown(candidates: Candidates, lists: Lists, n_exhibitors: int) -> np.ndarray:
    return np.bincount(candidates.exhibitors, lists.places < LIST, n_exhibitors)


def _most(candidates: Candidates, enough: np.ndarray) -> int:
    """Return how many of the places asked for any lists could hold, by maximum flow."""
    n_buyers, n_exhibitors = int(candidates.buyers.max()) + 1, len(enough)
    source, sink = n_exhibitors + n_buyers, n_exhibitors + n_buyers + 1
    theirs = np.bincount(candidates.exhibitors, candidates.pinned, n_exhibitors)
    left = np.maximum(enough - theirs, 0)
    free = LIST - np.bincount(candidates.buyers, candidates.pinned, n_buyers)
    loose = ~candidates.pinned
    rows = [
        np.full(n_exhibitors, source),
        candidates.exhibitors[loose],
        n_exhibitors + np.arange(n_buyers),
    ]
    columns = [
        np.arange(n_exhibitors),
        n_exhibitors + candidates.buyers[loose],
        np.full(n_buyers, sink),
    ]
    data = [left, np.ones(loose.sum()), free]
    cells = tuple(np.concatenate(part).astype(np.int32) for part in (data, rows, columns))
    graph = csr_array(coo_array((cells[0], cells[1:]), shape=(sink + 1, sink + 1)))
    flow = maximum_flow(graph, source, sink).flow_value
    return int(flow + np.minimum(theirs, enough).sum())


@settings(max_examples=60, deadline=None)
@given(markets())
def test_the_floor_holds_for_as_many_places_as_any_lists_could_hold(
    drawn: tuple[Candidates, np.ndarray, int],
) -> None:
    candidates, slots, least = drawn
    if not len(candidates.buyers):
        return
    enough = np.where(slots > 0, least, 0)

    lists = fill_lists(candidates, slots, least=least)

    shown = _shown(candidates, lists, len(slots))
    assert np.minimum(shown, enough).sum() == _most(candidates, enough)


@settings(max_examples=60, deadline=None)
@given(markets())
def test_a_list_holds_every_candidate_once_and_its_best_first(
    drawn: tuple[Candidates, np.ndarray, int],
) -> None:
    candidates, slots, least = drawn

    lists = fill_lists(candidates, slots, least=least)

    for buyer in np.unique(candidates.buyers):
        mine = candidates.buyers == buyer
        assert sorted(lists.places[mine]) == list(range(mine.sum()))
        assert set(lists.places[mine & candidates.pinned]) == set(range(min(PINNED, mine.sum())))


@settings(max_examples=60, deadline=None)
@given(markets(), st.integers(0, 2**20))
def test_the_order_of_the_candidates_does_not_matter(
    drawn: tuple[Candidates, np.ndarray, int], seed: int
) -> None:
    candidates, slots, least = drawn
    mixed = np.random.default_rng(seed).permutation(len(candidates.buyers))

    lists = fill_lists(candidates, slots, least=least)
    other = fill_lists(Candidates._make(column[mixed] for column in candidates), slots, least=least)

    assert other.prices.tobytes() == lists.prices.tobytes()
    assert other.shifts.tobytes() == lists.shifts[mixed].tobytes()
    assert other.places.tobytes() == lists.places[mixed].tobytes()


@settings(max_examples=60, deadline=None)
@given(markets())
def test_prices_and_shifts_tell_the_order(drawn: tuple[Candidates, np.ndarray, int]) -> None:
    candidates, slots, least = drawn

    lists = fill_lists(candidates, slots, least=least)

    values = np.log(np.maximum(candidates.interest, 1e-9)) - lists.prices[candidates.exhibitors]
    again = market.arrange(candidates.buyers, values + lists.shifts, candidates.pinned)
    assert again.tolist() == lists.places.tolist()


def _everybody(n_buyers: int, interest: list[float]) -> Candidates:
    """Every buyer sees about the same in every exhibitor."""
    n = len(interest)
    seen = np.tile(interest, n_buyers) * np.random.default_rng(1).uniform(0.7, 1, n * n_buyers)
    buyers, exhibitors = np.repeat(np.arange(n_buyers), n), np.tile(np.arange(n), n_buyers)
    return Candidates(buyers, exhibitors, seen, np.zeros(n * n_buyers, bool))


def test_fewer_free_slots_damp_more() -> None:
    candidates = _everybody(40, [0.5] * 30)
    slots = np.array([1.0, 5.0, *[10.0] * 28])

    lists = fill_lists(candidates, slots)

    few, some, *others = _shown(candidates, lists, 30)
    assert 0 < few < some < np.mean(others)


def test_whom_all_want_is_shown_to_as_many_as_there_are_slots_for() -> None:
    candidates = _everybody(40, [0.9, *[0.3] * 19])

    lists = fill_lists(candidates, np.full(20, 9.0))

    shown = _shown(candidates, lists, 20)
    assert 9 <= shown[0] <= 18  # of 40: nine slots, and a little more than nine times interest
    assert shown[1:].min() >= 15


def test_the_floor_holds_among_equals() -> None:
    buyers, exhibitors = np.repeat(np.arange(6), 14), np.tile(np.arange(14), 6)
    candidates = _pin(Candidates(buyers, exhibitors, np.full(84, 0.3), np.zeros(84, bool)))

    lists = fill_lists(candidates, np.full(14, 12.0), least=3)

    assert _shown(candidates, lists, 14).min() == 3


def test_where_the_floor_is_too_high_nobody_has_a_second_list_before_all_have_one() -> None:
    candidates = _everybody(3, [0.5] * 15)

    lists = fill_lists(candidates, np.full(15, 9.0), least=5)

    assert _shown(candidates, lists, 15).tolist() == [2] * 15


def test_without_scarcity_the_order_is_that_of_the_interest() -> None:
    candidates = _everybody(2, [0.2, 0.9, 0.5])

    lists = fill_lists(candidates, np.full(3, 10.0), least=2)

    assert lists.places.tolist() == [2, 0, 1, 2, 0, 1]
    assert not lists.shifts.any()
    assert not lists.prices.any()


def test_who_has_no_time_left_is_given_no_place() -> None:
    candidates = _everybody(3, [0.1, *[0.5] * 11])
    slots = np.array([0.0, *[9.0] * 11])

    lists = fill_lists(candidates, slots, least=2)

    assert _shown(candidates, lists, 12)[0] == 0


def test_nobody_at_all_is_no_error() -> None:
    none = np.zeros(0, np.intp)

    lists = fill_lists(Candidates(none, none, np.zeros(0), none.astype(bool)), np.ones(2), least=1)

    assert lists.places.shape == (0,)
