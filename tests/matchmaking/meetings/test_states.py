"""No way through the table of moves leads back from an end, whatever people try."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.meetings.states import AGREED, LIVE, MOVES, MeetingState, may_become

ENDS = {state for state, moves in MOVES.items() if not moves}


@given(st.lists(st.sampled_from(list(MeetingState)), max_size=30))
def test_what_is_declined_withdrawn_expired_or_cancelled_stays_so(
    tries: list[MeetingState],
) -> None:
    state = MeetingState.REQUESTED
    for wanted in tries:
        before = state
        state = wanted if may_become(state, wanted) else state
        assert before not in ENDS or state is before


@given(st.lists(st.sampled_from(list(MeetingState)), max_size=30))
def test_contacts_are_shown_only_after_a_yes(tries: list[MeetingState]) -> None:
    state, said_yes = MeetingState.REQUESTED, False
    for wanted in tries:
        if may_become(state, wanted):
            said_yes = said_yes or wanted in {MeetingState.ACCEPTED, MeetingState.PLACED}
            state = wanted
        assert state not in AGREED or said_yes


def test_the_ends_are_exactly_what_is_not_live() -> None:
    assert set(MeetingState) - LIVE == ENDS
