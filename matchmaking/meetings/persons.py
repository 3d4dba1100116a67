"""Who comes to a meeting from a company, and who of its people has time."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core.db import db
from events.programme.models import Claim, HolderKind


def usual_person(
    company_id: int, actor: Any, *, but: int | None = None, slot_id: int | None = None
) -> int | None:
    """Whoever acts, if they are of the company, else its first contact; nobody if it has none.

    ``but`` comes from the other side already. With a slot, people who have time then go first.
    """
    people = [person.id for person in people_of(company_id) if person.id != but]
    if getattr(actor, "acting_for_id", None) is None and getattr(actor, "id", None) in people:
        people.remove(actor.id)
        people.insert(0, actor.id)
    if slot_id is not None:
        busy = busy_in(slot_id, people)
        people.sort(key=busy.__contains__)
    return people[0] if people else None


def busy_in(slot_id: int, user_ids: Collection[int]) -> set[int]:
    """Which of these people are at a meeting or session in a slot."""
    held = sa.select(Claim.holder_id).where(
        Claim.slot_id == slot_id,
        Claim.holder_kind == HolderKind.PERSON,
        Claim.holder_id.in_(user_ids),
    )
    return set(db.session.scalars(held))


def free_people(company_id: int, slot_id: int) -> list[User]:
    """The people of a company who have time in a slot."""
    people = people_of(company_id)
    busy = busy_in(slot_id, [person.id for person in people])
    return [person for person in people if person.id not in busy]
