"""The states of a place in line and the allowed moves, in one table."""

import enum


class WaitingState(enum.StrEnum):
    """From joining the line to having a place, or not."""

    WAITING = "waiting"
    OFFERED = "offered"  # a place is held until the offer ends
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"  # the offer ended without an answer
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"  # the line ended: the session began, the event is over


S = WaitingState
MOVES: dict[WaitingState, frozenset[WaitingState]] = {
    S.WAITING: frozenset({S.OFFERED, S.WITHDRAWN, S.CLOSED}),
    S.OFFERED: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CLOSED}),
    S.ACCEPTED: frozenset(),
    S.DECLINED: frozenset(),
    S.EXPIRED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.CLOSED: frozenset(),
}
LIVE = frozenset({S.WAITING, S.OFFERED})


def may_become(old: WaitingState, new: WaitingState) -> bool:
    """Whether a place in line may go from one state to another."""
    return new in MOVES[old]
