"""What the states of a meeting are called, in the reader's language."""

from core.i18n import N_, _
from matchmaking.meetings.states import MeetingState

S = MeetingState
STATES = {
    S.REQUESTED: (N_("Waits for an answer"), "warn"),
    S.ACCEPTED: (N_("Agreed, time follows"), "ok"),
    S.PLACED: (N_("Agreed"), "ok"),
    S.DECLINED: (N_("Not this time"), ""),
    S.WITHDRAWN: (N_("Withdrawn"), ""),
    S.EXPIRED: (N_("Time to answer is over"), ""),
    S.CANCELLED: (N_("Cancelled"), "danger"),
    S.HELD: (N_("Took place"), "ok"),
    S.MISSED: (N_("Did not take place"), ""),
}


def meeting_state(state: MeetingState) -> dict[str, str]:
    """What a badge needs."""
    text, kind = STATES[state]
    return {"text": _(text), "kind": kind}
