"""The states of a meeting and the allowed moves, in one table."""

import enum


class MeetingState(enum.StrEnum):
    """A request is the first state of a meeting."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"  # no slot yet
    PLACED = "placed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    HELD = "held"
    MISSED = "missed"


S = MeetingState
MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    S.REQUESTED: frozenset({S.ACCEPTED, S.PLACED, S.DECLINED, S.WITHDRAWN, S.EXPIRED}),
    S.ACCEPTED: frozenset({S.PLACED, S.CANCELLED}),
    S.PLACED: frozenset({S.CANCELLED, S.HELD, S.MISSED, S.ACCEPTED}),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.EXPIRED: frozenset(),
    S.CANCELLED: frozenset(),
    S.HELD: frozenset({S.PLACED}),
    S.MISSED: frozenset({S.PLACED}),
}
LIVE = frozenset({S.REQUESTED, S.ACCEPTED, S.PLACED, S.HELD, S.MISSED})


def may_become(old: MeetingState, new: MeetingState) -> bool:
    """Whether a meeting may go from one state to another."""
    return new in MOVES[old]


AGREED = frozenset({S.ACCEPTED, S.PLACED, S.HELD, S.MISSED})  # the sides see each other's contacts
