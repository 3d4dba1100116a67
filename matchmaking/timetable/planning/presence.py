"""What companies said about their time, in the numbers of a build."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from events.programme.models import Event, Slot
from matchmaking.engine.timetable import problem as engine
from matchmaking.timetable.availability.queries import Presence, busy_slots, presences

if TYPE_CHECKING:
    from matchmaking.timetable.planning.candidates import Candidate


def presence_of(
    event: Event,
    candidates: "Iterable[Candidate]",
    slots: Sequence[Slot],
    number: Mapping[int, int],
    away: dict[int, set[int]],
) -> dict[int, tuple[engine.Limit, ...]]:
    """The limits of companies; slots in which they are not there are added to ``away``.

    ``slots`` are all of the event, ``number`` counts those to come: what was met already counts
    towards a day's limit too.
    """
    candidates = list(candidates)
    ids = {company_id for one in candidates for company_id in one.company_ids}
    limits = {}
    there = presences(event, ids, slots)
    busy = busy_slots(event.id, [one for one in ids if there[one].bounds])
    coming = {n: slot_id for slot_id, n in number.items()}
    for one in candidates:  # where these stand is for the build to say
        if one.stands is not None:
            for company_id in one.company_ids:
                busy[company_id].discard(coming[one.stands[0]])
    for company_id, presence in there.items():
        away.setdefault(company_id, set()).update(
            number[slot_id] for slot_id in presence.away if slot_id in number
        )
        limits[company_id] = _limits(presence, busy[company_id], number)
    return {company_id: own for company_id, own in limits.items() if own}


def _limits(
    presence: Presence, busy: set[int], number: Mapping[int, int]
) -> tuple[engine.Limit, ...]:
    found = []
    for bound in presence.bounds:
        left = {number[slot_id] for slot_id in bound.slot_ids if slot_id in number}
        most = max(0, bound.most - len(busy & bound.slot_ids))
        if most < len(left):
            found.append(engine.Limit(frozenset(left), most))
    return tuple(found)
