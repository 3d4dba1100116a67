"""Which place in its slot: own places first, then where it stood before, then the lowest free."""

from collections import defaultdict
from collections.abc import Mapping

from matchmaking.engine.timetable.problem import Assignment, Problem


def with_places(problem: Problem, slot_of: Mapping[int, int]) -> tuple[Assignment, ...]:
    """Seat meetings whose slots are known.

    Parameters
    ----------
    slot_of : mapping
        Slot by position of the meeting; no slot may hold more meetings than places, and no two
        meetings with the same place of their own.

    Returns
    -------
    tuple of Assignment
        In the order of the meetings; place -1 for those that need none.
    """
    in_slot: dict[int, list[int]] = defaultdict(list)
    for n in sorted(slot_of):
        in_slot[slot_of[n]].append(n)
    place_of: dict[int, int] = {}
    for slot, meetings in in_slot.items():
        place_of |= _seat(problem, slot, meetings)
    return tuple(
        Assignment(problem.meetings[n].id, slot_of[n], place_of[n]) for n in sorted(slot_of)
    )


def _seat(problem: Problem, slot: int, meetings: list[int]) -> dict[int, int]:
    seated = {n: -1 for n in meetings if not problem.meetings[n].needs_place}
    free = dict.fromkeys(range(problem.capacity[slot]))
    for n in meetings:
        own = problem.meetings[n].place
        if own is not None:
            seated[n] = own
            free.pop(own, None)
    for n in meetings:
        before = problem.previously.get(n)
        if n not in seated and before and before.slot == slot and before.place in free:
            seated[n] = before.place
            del free[before.place]
    rest = iter(free)
    return seated | {n: next(rest) for n in meetings if n not in seated}
