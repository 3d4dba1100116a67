"""The states of an event and the allowed moves, in one table."""

import enum


class EventState(enum.StrEnum):
    """The life of an event."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    RUNNING = "running"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


S = EventState
# One step back where a click may have been too early; nothing leads back into a draft.
MOVES: dict[EventState, tuple[EventState, ...]] = {
    S.DRAFT: (S.ANNOUNCED, S.CANCELLED),
    S.ANNOUNCED: (S.OPEN, S.CANCELLED),
    S.OPEN: (S.RUNNING, S.ANNOUNCED, S.CANCELLED),
    S.RUNNING: (S.CLOSED, S.OPEN, S.CANCELLED),
    S.CLOSED: (S.ARCHIVED, S.RUNNING),
    S.ARCHIVED: (S.CLOSED,),
    S.CANCELLED: (),
}
# The way an event usually goes, for pages that show how far it is.
USUAL_WAY = (S.DRAFT, S.ANNOUNCED, S.OPEN, S.RUNNING, S.CLOSED, S.ARCHIVED)
PUBLIC = frozenset(S) - {S.DRAFT}
TO_COME = frozenset({S.ANNOUNCED, S.OPEN})
LIVE = frozenset({S.OPEN, S.RUNNING})  # people may register, firms may apply
OVER = frozenset({S.CLOSED, S.ARCHIVED, S.CANCELLED})


def may_become(old: EventState, new: EventState) -> bool:
    """Whether an event may go from one state to another."""
    return new in MOVES[old]
