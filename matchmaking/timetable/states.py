"""The states of a draft timetable, what one can be built for, and where meetings are held."""

import enum

from matchmaking.meetings.states import MeetingState

ON_BOARD = frozenset(
    {MeetingState.ACCEPTED, MeetingState.PLACED, MeetingState.HELD, MeetingState.MISSED}
)


class Aim(enum.StrEnum):
    """What a build is to reach."""

    ALL = "all"  # every agreed meeting stands, or the answer names the conflict
    BEST = "best"  # the best that fit, by how well the two suit each other
    FILL = "fill"  # what stands stays; empty times and tables are filled
    REPAIR = "repair"  # somebody or something is missing: the smallest change that heals


class DraftState(enum.StrEnum):
    """From the order to the published timetable."""

    BUILDING = "building"
    READY = "ready"
    INFEASIBLE = "infeasible"  # proven: these meetings cannot all stand
    FAILED = "failed"  # no answer in the time given
    OUTDATED = "outdated"  # another draft was published since
    PUBLISHED = "published"


class PlaceRule(enum.StrEnum):
    """Where the exhibitors of an event receive; who has no booth receives at a table."""

    TABLES = "tables"
    BOOTHS = "booths"
    EACH = "each"  # every exhibitor says it for itself
