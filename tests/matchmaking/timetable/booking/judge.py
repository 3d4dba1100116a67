"""What a history of answers says: was anybody or any table ever promised twice at one time?

Each answer has a beginning and an end; what it did happened in between. A place is surely held
from the end of the booking until the first later answer about that meeting may have given it up.
Two such stretches that overlap for one slot and one holder are a breach, whatever stood at the end.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

TAKES = {"accept", "move"}


@dataclass(frozen=True)
class Hold:
    """A place that a meeting surely held for a while."""

    meeting: int
    slot: int
    table: int
    buyer: int
    exhibitor: int
    since: float
    until: float

    @property
    def holders(self) -> tuple[tuple[str, int], ...]:
        return ("table", self.table), ("buyer", self.buyer), ("exhibitor", self.exhibitor)


def holds_of(history: Iterable[dict[str, Any]]) -> list[Hold]:
    """The stretches in which places were surely held."""
    done: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in history:
        if one["done"] and one["what"] != "ask":
            done[one["meeting"]].append(one)
    holds = []
    for meeting_id, steps in done.items():
        for one in steps:
            if one["what"] not in TAKES:
                continue
            later = [
                other["began"]
                for other in steps
                if other is not one and other["ended"] > one["began"]
            ]
            until = min(later, default=float("inf"))
            if until > one["ended"]:
                names = {name: one[name] for name in ("slot", "table", "buyer", "exhibitor")}
                holds.append(Hold(meeting_id, since=one["ended"], until=until, **names))
    return holds


def breaches(history: Iterable[dict[str, Any]]) -> list[tuple[str, Hold, Hold]]:
    """Every two holds of one holder in one slot that overlap."""
    by_holder: defaultdict[tuple[int, str, int], list[Hold]] = defaultdict(list)
    for hold in holds_of(history):
        for kind, number in hold.holders:
            by_holder[hold.slot, kind, number].append(hold)
    found = []
    for (_slot, kind, _number), holds in by_holder.items():
        holds.sort(key=lambda hold: hold.since)
        for n, first in enumerate(holds):
            for second in holds[n + 1 :]:
                if second.since >= first.until:
                    continue
                if first.meeting != second.meeting:
                    found.append((kind, first, second))
    return found


def standing(history: Iterable[dict[str, Any]]) -> dict[int, tuple[int, int]]:
    """Where each meeting surely stands after the race: slot and table."""
    return {
        hold.meeting: (hold.slot, hold.table)
        for hold in holds_of(history)
        if hold.until == float("inf")
    }
