"""What is to be planned, as plain records: slots, places, participants, meetings, rules."""

import itertools
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

OBJECTIVES = ("placed", "score", "idle_gaps", "fairness", "changes")
MAXIMISED = frozenset({"placed", "score", "promised"})

LARGEST = 1e9  # score


class BadProblem(ValueError):
    """The problem or the timetable cannot be read; the message is one line that says where."""


@dataclass(frozen=True)
class Limit:
    """At most so many meetings in these slots: a day, a half-day's break, a run without a pause."""

    slots: frozenset[int]
    most: int


@dataclass(frozen=True)
class Participant:
    """Who takes part: a buyer, an exhibitor, an interpreter.

    Parameters
    ----------
    forbidden : set of slots
        When they cannot meet anybody.
    max_meetings : int, optional
        Never more meetings than this; None for no limit but the slots.
    min_meetings : int
        A promise kept where it can be: these meetings are placed before others compete.
    limits : tuple of Limit
        Never more meetings in some of the slots; they may overlap.
    """

    id: str
    forbidden: frozenset[int] = frozenset()
    max_meetings: int | None = None
    min_meetings: int = 0
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """Who should meet, how much it is worth, and where it may stand.

    One that needs no place is held online, or where one of them is anyway: it fills no table.
    """

    id: str
    participants: tuple[str, ...]
    score: float = 0.0
    required: bool = False
    allowed_slots: frozenset[int] | None = None
    fixed_slot: int | None = None
    place: int | None = None
    needs_place: bool = True


@dataclass(frozen=True)
class Assignment:
    """A meeting stands in a slot at a place, both counted from 0; -1: it needs no place."""

    meeting: str
    slot: int
    place: int


@dataclass(frozen=True)
class Problem:
    """One event to be planned; design.md section 7 says what each field means."""

    slots: int
    places: int
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    precedences: tuple[tuple[str, str], ...] = ()
    place_capacity: tuple[int, ...] | None = None
    max_gap_spread: int | None = None
    objective: tuple[str, ...] = OBJECTIVES
    previous: tuple[Assignment, ...] = ()

    def __post_init__(self) -> None:
        _check(self)

    @cached_property
    def capacity(self) -> tuple[int, ...]:
        """How many places each slot has."""
        return self.place_capacity or (self.places,) * self.slots

    @cached_property
    def participant(self) -> dict[str, Participant]:
        """Participants by id."""
        return {one.id: one for one in self.participants}

    @cached_property
    def number(self) -> dict[str, int]:
        """Positions of the meetings by id."""
        return {meeting.id: n for n, meeting in enumerate(self.meetings)}

    @cached_property
    def options(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting the slots in which nothing of its own forbids it, ascending."""
        return tuple(self._options(meeting) for meeting in self.meetings)

    def _options(self, meeting: Meeting) -> tuple[int, ...]:
        slots: Collection[int] = range(self.slots)
        if meeting.allowed_slots is not None:
            slots = meeting.allowed_slots
        if meeting.fixed_slot is not None:
            slots = {meeting.fixed_slot} & set(slots)
        closed: set[int] = set()
        for one in meeting.participants:
            closed |= self.participant[one].forbidden
        needed = 1 if meeting.place is None else meeting.place + 1
        needed = needed if meeting.needs_place else 0
        return tuple(s for s in sorted(slots) if s not in closed and self.capacity[s] >= needed)

    @cached_property
    def meetings_of(self) -> dict[str, list[int]]:
        """Positions of each participant's meetings."""
        found: dict[str, list[int]] = {one.id: [] for one in self.participants}
        for n, meeting in enumerate(self.meetings):
            for one in meeting.participants:
                found[one].append(n)
        return found

    @cached_property
    def previously(self) -> dict[int, Assignment]:
        """What stood before, by position of the meeting; meetings that are gone are left out."""
        return {
            self.number[one.meeting]: one for one in self.previous if one.meeting in self.number
        }

    @cached_property
    def room(self) -> int:
        """No more meetings than this stand, with or without a place."""
        seated = sum(meeting.needs_place for meeting in self.meetings)
        return min(sum(self.capacity), seated) + len(self.meetings) - seated

    def only(self, kept: Collection[int], *, objective: tuple[str, ...] | None = None) -> "Problem":
        """The same problem with these meetings alone, by position."""
        ids = {self.meetings[n].id for n in kept}
        return Problem(
            self.slots,
            self.places,
            self.participants,
            tuple(meeting for meeting in self.meetings if meeting.id in ids),
            tuple(pair for pair in self.precedences if ids.issuperset(pair)),
            self.place_capacity,
            self.max_gap_spread,
            self.objective if objective is None else objective,
            self.previous,
        )


@dataclass(frozen=True)
class Unplaced:
    """A meeting without a place, and why, as a code (see ``answer``) and in words."""

    meeting: str
    code: str
    reason: str


@dataclass(frozen=True)
class Shortfall:
    """A participant below their promised number of meetings, and why (see ``shortfalls``)."""

    participant: str
    promised: int
    placed: int
    code: str
    reason: str


@dataclass(frozen=True)
class Conflict:
    """Required meetings that cannot all stand; without any one of them the others can."""

    meetings: tuple[str, ...]
    participants: tuple[str, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True)
class Timetable:
    """The answer: assignments with values, and how good they could be at most."""

    status: str  # optimal, feasible, infeasible, unknown
    assignments: tuple[Assignment, ...] = ()
    objective: dict[str, float] = field(default_factory=dict)
    bound: dict[str, float] = field(default_factory=dict)
    unplaced: tuple[Unplaced, ...] = ()
    conflict: Conflict | None = None
    seconds: float = 0.0
    shortfalls: tuple[Shortfall, ...] = ()


# ── what can be wrong with it ───────────────────────────────────────────────────────────────────


def _check(problem: Problem) -> None:
    if problem.slots < 0 or problem.places < 0:
        raise BadProblem("slots and places must be 0 or more")
    _check_capacity(problem)
    _no_doubles("participant", [one.id for one in problem.participants])
    _no_doubles("meeting", [one.id for one in problem.meetings])
    _no_doubles("objective", problem.objective)
    unknown = [name for name in problem.objective if name not in OBJECTIVES]
    if unknown:
        raise BadProblem(f"objective {unknown[0]!r} is not one of {', '.join(OBJECTIVES)}")
    if problem.max_gap_spread is not None and problem.max_gap_spread < 0:
        raise BadProblem("max_gap_spread must be 0 or more, or null")
    for one in problem.participants:
        _check_participant(one, problem)
    for meeting in problem.meetings:
        _check_meeting(meeting, problem)
    for name in itertools.chain.from_iterable(problem.precedences):
        if name not in problem.number:
            raise BadProblem(f"precedences: there is no meeting {name!r}")


def _check_participant(one: Participant, problem: Problem) -> None:
    _check_slots(f"participant {one.id}: forbidden", one.forbidden, problem.slots)
    if one.max_meetings is not None and one.max_meetings < 0:
        raise BadProblem(f"participant {one.id}: max_meetings must be 0 or more")
    for limit in one.limits:
        _check_slots(f"participant {one.id}: limits", limit.slots, problem.slots)
        if limit.most < 0:
            raise BadProblem(f"participant {one.id}: limits: most must be 0 or more")


def _check_capacity(problem: Problem) -> None:
    given = problem.place_capacity
    if given is None:
        return
    if len(given) != problem.slots:
        raise BadProblem(f"place_capacity lists {len(given)} slots, there are {problem.slots}")
    if any(number < 0 for number in given):
        raise BadProblem("place_capacity must be 0 or more in each slot")


def _check_meeting(meeting: Meeting, problem: Problem) -> None:
    where = f"meeting {meeting.id}"
    if not meeting.participants:
        raise BadProblem(f"{where} has no participants")
    if len(set(meeting.participants)) < len(meeting.participants):
        raise BadProblem(f"{where} names a participant twice")
    for one in meeting.participants:
        if one not in problem.participant:
            raise BadProblem(f"{where}: there is no participant {one!r}")
    if not abs(meeting.score) < LARGEST:
        raise BadProblem(f"{where}: the score must be a number of ordinary size")
    _check_slots(f"{where}: allowed_slots", meeting.allowed_slots or (), problem.slots)
    if meeting.fixed_slot is not None:
        _check_slots(f"{where}: fixed_slot", (meeting.fixed_slot,), problem.slots)
    if meeting.place is not None:
        _check_place(where, meeting.place, needed=meeting.needs_place)


def _check_place(where: str, place: int, *, needed: bool) -> None:
    if place < 0:
        raise BadProblem(f"{where}: place must be 0 or more, or null")
    if not needed:
        raise BadProblem(f"{where} has a place and needs none")


def _check_slots(where: str, slots: Collection[int], count: int) -> None:
    for slot in slots:
        if not 0 <= slot < count:
            raise BadProblem(f"{where}: there is no slot {slot}, they go from 0 to {count - 1}")


def _no_doubles(what: str, names: Sequence[str]) -> None:
    double = next((name for name, times in Counter(names).items() if times > 1), None)
    if double is not None:
        raise BadProblem(f"{what} {double!r} is there twice")
