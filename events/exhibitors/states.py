"""The states of an application and the allowed moves, in one table."""

import enum


class ApplicationState(enum.StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


S = ApplicationState
# An answer can be taken back; what the company withdrew stays withdrawn, it may apply again.
MOVES: dict[ApplicationState, tuple[ApplicationState, ...]] = {
    S.SUBMITTED: (S.APPROVED, S.DECLINED, S.WITHDRAWN),
    S.APPROVED: (S.SUBMITTED, S.WITHDRAWN),
    S.DECLINED: (S.SUBMITTED,),
    S.WITHDRAWN: (),
}
LIVE = frozenset({S.SUBMITTED, S.APPROVED})


def may_become(old: ApplicationState, new: ApplicationState) -> bool:
    """Whether an application may go from one state to another."""
    return new in MOVES[old]
