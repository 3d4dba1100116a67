"""Limits on some of a participant's slots, as masks: what a board asks before each move."""

from collections.abc import Collection

from matchmaking.engine.timetable.problem import Limit, Participant

Window = tuple[int, int]  # slots as a mask, and how many of them may be busy


def windows_of(one: Participant) -> tuple[Window, ...]:
    """The limits that can bind, as masks."""
    return tuple(
        (sum(1 << slot for slot in limit.slots), limit.most)
        for limit in one.limits
        if limit.most < len(limit.slots)
    )


def still_open(busy: int, windows: Collection[Window]) -> int:
    """The slots, as a mask, in which one meeting more keeps every limit."""
    mask = -1
    for slots, most in windows:
        if (busy & slots).bit_count() >= most:
            mask &= ~slots
    return mask


def is_kept(busy: int, windows: Collection[Window]) -> bool:
    """Whether no limit is passed."""
    return all((busy & slots).bit_count() <= most for slots, most in windows)


def within(slots: set[int], limits: Collection[Limit]) -> int:
    """No more meetings than this fit into the slots: limits that do not overlap, tightest first."""
    left, total = set(slots), 0
    for limit in sorted(limits, key=lambda one: (one.most - len(one.slots), sorted(one.slots))):
        inside = limit.slots & slots
        if inside <= left:
            left -= inside
            total += min(limit.most, len(inside))
    return total + len(left)
