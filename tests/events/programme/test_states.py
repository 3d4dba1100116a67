"""The table of an event's states: what may follow what."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from events.programme.states import MOVES, OVER, PUBLIC, USUAL_WAY, EventState, may_become

states = st.sampled_from(list(EventState))
walks = st.lists(states, max_size=30)


def walk(wishes: list[EventState]) -> list[EventState]:
    """The states an event goes through when only allowed wishes are followed."""
    way = [EventState.DRAFT]
    for wish in wishes:
        if may_become(way[-1], wish):
            way.append(wish)
    return way


def test_every_state_has_its_row() -> None:
    assert set(MOVES) == set(EventState)


@given(walks)
def test_what_was_public_is_never_a_draft_again(wishes: list[EventState]) -> None:
    assert EventState.DRAFT not in walk(wishes)[1:]


@given(walks)
def test_cancelled_is_for_good(wishes: list[EventState]) -> None:
    way = walk(wishes)

    assert EventState.CANCELLED not in way[:-1]


@given(walks)
def test_nobody_runs_an_event_that_was_not_open(wishes: list[EventState]) -> None:
    way = walk(wishes)
    first_run = way.index(EventState.RUNNING) if EventState.RUNNING in way else 0

    assert first_run == 0 or EventState.OPEN in way[:first_run]


@given(states)
def test_no_state_follows_itself(state: EventState) -> None:
    assert not may_become(state, state)


def test_the_usual_way_is_allowed_step_by_step() -> None:
    assert all(may_become(old, new) for old, new in pairwise(USUAL_WAY))


def test_drafts_are_the_only_hidden_events_and_none_of_them_is_over() -> None:
    assert set(EventState) - PUBLIC == {EventState.DRAFT}
    assert OVER < PUBLIC
