"""The interface for paired devices; docs/checkin.md is its contract."""

from events.checkin.api import devices, people, scans, snapshot, tallies, walk_ins
from events.checkin.api.calls import bp

__all__ = ["bp", "devices", "people", "scans", "snapshot", "tallies", "walk_ins"]
