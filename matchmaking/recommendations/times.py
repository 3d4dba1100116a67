"""When companies can meet: their claims stand here, upper slices know when else they cannot."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from events.programme.models import Claim, Event, HolderKind, Slot

Provider = Callable[[Event, Collection[int]], Mapping[int, Collection[int]]]
_providers: list[Provider] = []


def register_absences(provider: Provider) -> Provider:
    """Let a slice tell in which slots companies take no meeting, asked with their ids."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def free_shared_slots(
    event: Event, company_id: int, others: Collection[int], *, at: datetime
) -> dict[int, int] | None:
    """How many slots to come are free for this company and each of the others.

    None when the event has no slots: then nothing can be said.
    """
    to_come = _to_come(event, at)
    if not to_come:
        return None
    taken = _taken(event, {company_id, *others})
    mine = to_come - taken[company_id]
    return {other: len(mine - taken[other]) for other in others}


def free_slots(
    event: Event, company_ids: Collection[int], *, at: datetime
) -> Mapping[int, int] | None:
    """How many slots to come each of these companies has free; None when there are no slots."""
    to_come = _to_come(event, at)
    if not to_come:
        return None
    taken = _taken(event, company_ids)
    return {company_id: len(to_come - taken[company_id]) for company_id in company_ids}


def _to_come(event: Event, at: datetime) -> set[int]:
    wanted = sa.select(Slot.id).where(Slot.event_id == event.id, Slot.starts_at > at)
    return set(db.session.scalars(wanted))


def _taken(event: Event, company_ids: Collection[int]) -> defaultdict[int, set[int]]:
    claims = sa.select(Claim.holder_id, Claim.slot_id).where(
        Claim.event_id == event.id,
        Claim.holder_kind == HolderKind.COMPANY,
        Claim.holder_id.in_(company_ids),
    )
    taken: defaultdict[int, set[int]] = defaultdict(set)
    for company_id, slot_id in db.session.execute(claims):
        taken[company_id].add(slot_id)
    for provider in _providers:
        for company_id, slots in provider(event, company_ids).items():
            taken[company_id].update(slots)
    return taken
