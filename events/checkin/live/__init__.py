"""What goes on at the doors now: always the same few questions, however many scans there are."""

from events.checkin.live.now import (
    DeviceNow,
    GateNow,
    Live,
    RoomNow,
    devices_now,
    gates_now,
    live_of,
    shown_day,
    zones_of,
)
from events.checkin.live.passing import Step, passed, steps_of
from events.checkin.live.presence import MAIN, counted_by_hand, presence

__all__ = [
    "MAIN",
    "DeviceNow",
    "GateNow",
    "Live",
    "RoomNow",
    "Step",
    "counted_by_hand",
    "devices_now",
    "gates_now",
    "live_of",
    "passed",
    "presence",
    "shown_day",
    "steps_of",
    "zones_of",
]
