"""A timetable in the making: who and what is taken when, and moves that keep every rule.

What a meeting takes are its participants and, where it has one, its own place. Two meetings that
share any of these stand in different slots, so placing is colouring edges with slots; exchanging
two slots along everything that hangs together (a Kempe chain) keeps a colouring proper.

References
----------
Vizing 1964; Kőnig 1916: with everybody free, as many slots as the busiest has meetings suffice.
"""

from collections.abc import Iterable, Iterator

from matchmaking.engine.timetable.problem import Problem
from matchmaking.engine.timetable.sides import limits
from matchmaking.engine.timetable.windows import is_kept, still_open, windows_of

NOBODY = -1
LONGEST_CHAIN = 400


def bits(mask: int) -> Iterator[int]:
    """Positions of the ones, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Board:
    """Slots × participants; ``place`` finds room by itself, ``put`` and ``take`` only book."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.options = [sum(1 << slot for slot in slots) for slots in problem.options]
        self.takes = _resources(problem)
        taken = max((max(one, default=-1) for one in self.takes), default=-1) + 1
        count = max(taken, len(problem.participants))
        self.at = [[NOBODY] * problem.slots for _ in range(count)]
        self._every = (1 << problem.slots) - 1
        self.free = [self._every] * count
        most = limits(problem)
        own = [most[one.id] for one in problem.participants]
        self.left = own + [problem.slots] * (count - len(own))
        self.room = list(problem.capacity)
        self.seats = [int(meeting.needs_place) for meeting in problem.meetings]
        self.slot_of: dict[int, int] = {}
        self.standing: list[dict[int, None]] = [{} for _ in range(problem.slots)]
        self.before, self.after = _orders(problem)
        self.windows = {
            n: windows for n, one in enumerate(problem.participants) if (windows := windows_of(one))
        }

    # ── booking ─────────────────────────────────────────────────────────────────────────────────

    def put(self, meeting: int, slot: int) -> None:
        """Book a slot that is free for the meeting."""
        self.slot_of[meeting] = slot
        self.standing[slot][meeting] = None
        self.room[slot] -= self.seats[meeting]
        for one in self.takes[meeting]:
            self.at[one][slot] = meeting
            self.free[one] ^= 1 << slot
            self.left[one] -= 1

    def take(self, meeting: int) -> int:
        """Give the slot of a meeting back."""
        slot = self.slot_of.pop(meeting)
        del self.standing[slot][meeting]
        self.room[slot] += self.seats[meeting]
        for one in self.takes[meeting]:
            self.at[one][slot] = NOBODY
            self.free[one] |= 1 << slot
            self.left[one] += 1
        return slot

    def wanted_in(self, meeting: int) -> int:
        """Slots in which the meeting itself and those who take part could stand, as a mask."""
        mask = self.options[meeting]
        for one in self.takes[meeting]:
            mask &= self.free[one]
            if one in self.windows:
                mask &= self.open_for(one)
        return mask & self._in_order(meeting)

    def busy(self, one: int) -> int:
        """The slots that are taken, as a mask."""
        return self._every & ~self.free[one]

    def open_for(self, one: int) -> int:
        """Slots in which the limits of a participant leave room, as a mask."""
        return still_open(self.busy(one), self.windows.get(one, ()))

    def _in_order(self, meeting: int) -> int:
        """Slots that keep the meeting before and after those it must be."""
        mask = -1
        for other in self.after.get(meeting, ()):
            if other in self.slot_of:
                mask &= (1 << self.slot_of[other]) - 1
        for other in self.before.get(meeting, ()):
            if other in self.slot_of:
                mask &= ~((1 << self.slot_of[other] + 1) - 1)
        return mask

    def has_room(self, meeting: int) -> bool:
        """Whether everybody can still take a meeting."""
        return all(self.left[one] > 0 for one in self.takes[meeting])

    def has_place(self, meeting: int, slot: int) -> bool:
        """Whether a slot has a place for a meeting, if it needs one."""
        return self.room[slot] >= self.seats[meeting]

    # ── placing ─────────────────────────────────────────────────────────────────────────────────

    def place(self, meeting: int, *, longest: int = LONGEST_CHAIN) -> bool:
        """Give the meeting a slot: the emptiest that is free, else one that an exchange frees.

        No more than ``longest`` meetings change their slots for it.
        """
        if not self.has_room(meeting):
            return False
        best = max(
            (slot for slot in bits(self.wanted_in(meeting)) if self.has_place(meeting, slot)),
            key=lambda slot: (self.room[slot], -slot),
            default=None,
        )
        if best is None:
            best = self._freed(meeting, longest)
        if best is None:
            return False
        self.put(meeting, best)
        return True

    def _freed(self, meeting: int, longest: int) -> int | None:
        """A slot that is free for the meeting after an exchange of two slots."""
        for slot in bits(self.wanted_in(meeting)):  # only tables are missing
            if self._empty_a_place(slot, meeting):
                return slot
        for slot in bits(self.options[meeting] & self._in_order(meeting)):
            blocked = [one for one in self.takes[meeting] if self.at[one][slot] != NOBODY]
            if len(blocked) != 1:
                continue
            for other in bits(self.free[blocked[0]] & ~(1 << slot)):
                moved = self.at[blocked[0]][slot]
                spare = self.seats[meeting]
                if not self._exchange(moved, other, keep=meeting, spare=spare, longest=longest):
                    continue
                if self.wanted_in(meeting) >> slot & 1:
                    return slot
                break  # the limits of somebody are reached; who stands, stands as well there
        return None

    def _empty_a_place(self, slot: int, meeting: int) -> bool:
        """Move one meeting out of a full slot into one with room."""
        mine = set(self.takes[meeting])
        for other in range(self.problem.slots):
            if self.room[other] <= 0 or other == slot:
                continue
            for standing in self.standing[slot]:
                if not self.seats[standing]:
                    continue
                if mine.isdisjoint(self.takes[standing]) and self.wanted_in(standing) >> other & 1:
                    self.take(standing)
                    self.put(standing, other)
                    return True
        return False

    def chain(self, meeting: int, other: int, *, longest: int = LONGEST_CHAIN) -> list[int] | None:
        """All meetings that change between this one's slot and another if it does.

        None where the chain is too long or one of them cannot stand in the other slot.
        """
        slot = self.slot_of[meeting]
        found, stack = {meeting}, [meeting]
        while stack:
            one = stack.pop()
            there = other if self.slot_of[one] == slot else slot
            if not self.options[one] >> there & 1 or one in self.before or one in self.after:
                return None
            for resource in self.takes[one]:
                hit = self.at[resource][there]
                if hit != NOBODY and hit not in found:
                    found.add(hit)
                    stack.append(hit)
            if len(found) > longest:
                return None
        return list(found) if self._keeps_limits(found, slot, other) else None

    def _keeps_limits(self, moved: Iterable[int], slot: int, other: int) -> bool:
        """Whether everybody keeps their limits when these change between the two slots."""
        if not self.windows:
            return True
        both = 1 << slot | 1 << other
        return all(
            is_kept(self.busy(one) ^ both, self.windows[one])
            for one in {one for n in moved for one in self.takes[n] if one in self.windows}
            if self.busy(one) & both not in {0, both}
        )

    def _exchange(self, meeting: int, other: int, *, keep: int, spare: int, longest: int) -> bool:
        """Exchange along the chain, if that leaves ``spare`` places and touches ``keep`` once."""
        slot = self.slot_of[meeting]
        moved = self.chain(meeting, other, longest=longest)
        if moved is None:
            return False
        leaving = sum(self.seats[n] for n in moved if self.slot_of[n] == slot)
        entering = sum(self.seats[n] for n in moved) - leaving
        if self.room[slot] + leaving - entering < spare or self.room[other] < leaving - entering:
            return False
        mine = set(self.takes[keep])
        if any(n != meeting and not mine.isdisjoint(self.takes[n]) for n in moved):
            return False
        self.swap(moved, slot, other)
        return True

    def swap(self, moved: Iterable[int], slot: int, other: int) -> None:
        """Exchange the two slots of these meetings, a whole chain."""
        moved = list(moved)
        target = {n: other if self.slot_of[n] == slot else slot for n in moved}
        for n in moved:
            self.take(n)
        for n in moved:
            self.put(n, target[n])


def _resources(problem: Problem) -> list[tuple[int, ...]]:
    """Participants by number, then places; one that comes with a participant adds nothing."""
    number = {one.id: n for n, one in enumerate(problem.participants)}
    shared: dict[int, set[str]] = {}
    for meeting in problem.meetings:
        if meeting.place is not None:
            people = shared.setdefault(meeting.place, set(meeting.participants))
            people.intersection_update(meeting.participants)
    places: dict[int, int] = {}
    takes = []
    for meeting in problem.meetings:
        own = [number[name] for name in meeting.participants]
        if meeting.place is not None and not shared[meeting.place]:
            own.append(places.setdefault(meeting.place, len(number) + len(places)))
        takes.append(tuple(own))
    return takes


def _orders(problem: Problem) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """For each meeting those that must come before it, and those that must come after."""
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for first, second in problem.precedences:
        a, b = problem.number[first], problem.number[second]
        after.setdefault(a, []).append(b)
        before.setdefault(b, []).append(a)
    return before, after
