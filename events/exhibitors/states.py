"""The kinds and states of the slice, and the moves of an application, in one table."""

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


class QuotaGroup(enum.StrEnum):
    """Who may have booths kept for them; public lists name these and nothing finer."""

    PRIORITY = "priority"  # led by women or by people of an ethnic minority, or artisans
    COMMUNE = "commune"  # sent by a commune of the province
    FIRST_TIMER = "first_timer"
    OCOP = "ocop"


class PlaceKind(enum.StrEnum):
    """What a hall has beside booths."""

    GATE = "gate"
    STAGE = "stage"
    TABLES = "tables"
    INFO = "info"
    FOOD = "food"
    TOILETS = "toilets"
    FIRST_AID = "first_aid"
    PARKING = "parking"
    OTHER = "other"


class Ground(enum.StrEnum):
    """Why a company counts as a priority group; sensitive, so staff alone see it."""

    WOMEN = "women"
    MINORITY = "minority"
    ARTISAN = "artisan"
    DISABILITY = "disability"


class PaperState(enum.StrEnum):
    """Where a paper stands; one that is missing has no row."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class DrawState(enum.StrEnum):
    """A lottery from its announcement to its result."""

    ANNOUNCED = "announced"  # rules and the hash of the seed are public
    CLOSED = "closed"  # the list and its hash are public
    DRAWN = "drawn"  # seed and result are public
    CANCELLED = "cancelled"
