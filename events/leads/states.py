"""What the scan of a badge can come to."""

import enum


class Outcome(enum.StrEnum):
    """A scan keeps a lead, or is refused with a reason."""

    KEPT = "kept"
    REFUSED = "refused"


class Refusal(enum.StrEnum):
    """Why a scan keeps nothing."""

    UNREADABLE = "unreadable"
    TICKET = "ticket"
    UNKNOWN = "unknown"
    ENDED = "ended"
    NOT_VALID = "not_valid"
    OWN_PEOPLE = "own_people"
    WITHDRAWN = "withdrawn"


RATINGS = (1, 2, 3)
