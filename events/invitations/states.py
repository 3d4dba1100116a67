"""The states of an invitation and the allowed moves, in one table."""

import enum


class InvitationState(enum.StrEnum):
    """From a name on a list to an answer."""

    LISTED = "listed"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


S = InvitationState
# People change their minds in both directions until the event is over.
MOVES: dict[InvitationState, frozenset[InvitationState]] = {
    S.LISTED: frozenset({S.SENT, S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.SENT: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.DECLINED: frozenset({S.DECLINED, S.ACCEPTED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}
SILENT = frozenset({S.LISTED, S.SENT})


def may_become(old: InvitationState, new: InvitationState) -> bool:
    """Whether an invitation may go from one state to another."""
    return new in MOVES[old]
