"""An event as a problem for the solver.

A participant is a company: it is at one table at a time, whether it buys or sells; so is a person
who comes for several companies. Where somebody who comes is elsewhere, there is no meeting. A table
that something else holds in a slot is held in the problem by a meeting of its own, a blocker. Who
receives at a booth needs no table.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from events.programme.models import HolderKind
from matchmaking.engine.timetable import problem as engine
from matchmaking.timetable.planning.candidates import (
    BOOTH,
    Candidate,
    Cell,
)
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.people import People
from matchmaking.timetable.states import Aim

OBJECTIVES: dict[Aim, tuple[str, ...]] = {
    Aim.ALL: ("placed", "idle_gaps", "fairness", "changes"),
    Aim.BEST: ("score", "placed", "idle_gaps", "changes"),
    Aim.FILL: ("placed", "score", "idle_gaps"),
    Aim.REPAIR: ("placed", "changes", "score"),
}
FAIR_SCORE = 0.5  # of meetings asked for by name, where no meeting has a score
BLOCKER = "x"
PERSON = "p"


@dataclass(frozen=True)
class Frame:
    """Everything that a build looks at: slots to come, tables, meetings, who is away.

    Slots and tables are counted from 0 here; their ids tell which they are.
    """

    order: Order
    slot_ids: tuple[int, ...]
    table_ids: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    away: dict[int, frozenset[int]]  # company: slots by position
    blocked: frozenset[Cell]
    people: People = field(default_factory=People)
    limits: dict[int, tuple[engine.Limit, ...]] = field(default_factory=dict)  # by company
    standby: tuple[Candidate, ...] = ()  # what may get times that are free then: see `standby`

    def is_fixed(self, one: Candidate) -> bool:
        """Whether it stays where it stands."""
        if one.stands is None:
            return False
        if one.is_locked or self.order.aim is Aim.FILL:
            return True
        return self.order.keeps and self.order.aim is not Aim.REPAIR

    @cached_property
    def problem(self) -> engine.Problem:
        """The same for the solver."""
        meetings = [self._meeting(one) for one in self.candidates]
        people = [self._participant(company_id) for company_id in self._company_ids()]
        people += [self._person(user_id) for user_id in sorted(self.people.shared)]
        people += [engine.Participant(f"b{booth_id}") for booth_id in sorted(self._shared)]
        for slot, table in sorted(self.blocked):
            name = f"{BLOCKER}{slot}.{table}"
            people.append(engine.Participant(name))
            meetings.append(
                engine.Meeting(name, (name,), required=True, fixed_slot=slot, place=table)
            )
        return engine.Problem(
            slots=len(self.slot_ids),
            places=len(self.table_ids),
            participants=tuple(people),
            meetings=tuple(meetings),
            objective=OBJECTIVES[self.order.aim],
            previous=tuple(
                engine.Assignment(f"m{one.id}", *one.stands)
                for one in self.candidates
                if one.stands is not None
            ),
        )

    def _company_ids(self) -> list[int]:
        return sorted(self._of_company)

    def _participant(self, company_id: int) -> engine.Participant:
        """What is fixed counts more than what a firm had planned for itself."""
        mine = [
            one
            for one in self._of_company[company_id]
            if one.stands is not None and (self.is_fixed(one) or self.order.aim is Aim.REPAIR)
        ]
        stands = {one.stands[0] for one in mine if one.stands is not None}
        held = {one.stands[0] for one in mine if one.stands is not None and self.is_fixed(one)}
        return engine.Participant(
            f"c{company_id}",
            forbidden=self.away.get(company_id, frozenset()) - held,
            min_meetings=min(self.order.least, len(self._of_company[company_id])),
            limits=tuple(
                engine.Limit(limit.slots, max(limit.most, len(limit.slots & stands)))
                for limit in self.limits.get(company_id, ())
            ),
        )

    def _person(self, user_id: int) -> engine.Participant:
        """Somebody who comes for several companies; likewise."""
        held = {
            one.stands[0]
            for one in self.candidates
            if one.stands is not None
            and user_id in self.people.of.get(one.id, ())
            and self.is_fixed(one)
        }
        away = self.people.away.get(user_id, frozenset())
        return engine.Participant(f"{PERSON}{user_id}", forbidden=away - held)

    @cached_property
    def _of_company(self) -> dict[int, list[Candidate]]:
        found: dict[int, list[Candidate]] = defaultdict(list)
        for one in self.candidates:
            for company_id in one.company_ids:
                found[company_id].append(one)
        return found

    @cached_property
    def _shared(self) -> set[int]:
        """Booths at which several exhibitors receive, one at a time."""
        hosts: dict[int, set[tuple[HolderKind, int]]] = defaultdict(set)
        for one in self.candidates:
            if one.booth_id is not None:
                hosts[one.booth_id].add(one.holders[1])
        return {booth_id for booth_id, own in hosts.items() if len(own) > 1}

    def _meeting(self, one: Candidate) -> engine.Meeting:
        fixed = one.stands if self.is_fixed(one) else None
        return engine.Meeting(
            f"m{one.id}",
            (
                *(f"c{company_id}" for company_id in one.company_ids),
                *(f"{PERSON}{user_id}" for user_id in self.people.taking_part(one.id)),
                *((f"b{one.booth_id}",) if one.booth_id in self._shared else ()),
            ),
            score=self._fair_score if one.score is None else one.score,
            required=fixed is not None or self.order.aim is Aim.ALL,
            allowed_slots=self._open_slots(one) if fixed is None else None,
            fixed_slot=None if fixed is None else fixed[0],
            place=None if fixed is None or fixed[1] == BOOTH else fixed[1],
            needs_place=one.booth_id is None and not one.is_online,
        )

    def _open_slots(self, one: Candidate) -> frozenset[int] | None:
        return self.people.open_slots(one.id, len(self.slot_ids))

    @cached_property
    def _fair_score(self) -> float:
        """What a meeting without a score is worth: as much as the one in the middle."""
        return median(
            [one.score for one in self.candidates if one.score is not None] or [FAIR_SCORE]
        )
