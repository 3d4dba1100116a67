"""How a device and a room stand, from plain facts: no database, no pages."""

import enum
from datetime import datetime, timedelta

# A phone reports every 30 seconds: three in a row may get lost before somebody has to look.
SILENT, AWAY = timedelta(seconds=90), timedelta(minutes=5)
NEAR, TIGHT, FULL = 80, 90, 100


class Standing(enum.StrEnum):
    """Whether a device is in touch with the server."""

    ONLINE = "online"
    SILENT = "silent"
    OFFLINE = "offline"
    NEVER = "never"


class Level(enum.StrEnum):
    """How full a room is against its limit, the least first."""

    OPEN = "open"  # no limit was set
    CALM = "calm"
    NEAR = "near"
    TIGHT = "tight"
    FULL = "full"


ALARMS = (Level.NEAR, Level.TIGHT, Level.FULL)


def standing_of(last_seen_at: datetime | None, *, at: datetime) -> Standing:
    """How long a device has said nothing, in words."""
    if last_seen_at is None:
        return Standing.NEVER
    quiet = at - last_seen_at
    if quiet <= SILENT:
        return Standing.ONLINE
    return Standing.SILENT if quiet <= AWAY else Standing.OFFLINE


def percent_of(people: int, capacity: int | None) -> int | None:
    """How much of a room is taken, rounded down: 100 only when it is full."""
    return None if not capacity else max(people, 0) * 100 // capacity


def level_of(people: int, capacity: int | None) -> Level:
    """The alarm of a room: from 80, 90 and 100 per cent of its limit."""
    percent = percent_of(people, capacity)
    if percent is None:
        return Level.OPEN
    steps = ((FULL, Level.FULL), (TIGHT, Level.TIGHT), (NEAR, Level.NEAR))
    return next((level for least, level in steps if percent >= least), Level.CALM)
