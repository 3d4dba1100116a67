"""Who comes to a meeting where nobody was named: whoever acts, else the company's contact."""

from typing import Any

from accounts.companies.queries import people_of
from matchmaking.meetings.errors import NotOfCompany
from matchmaking.meetings.languages import propose_language
from matchmaking.meetings.models import Meeting, across
from matchmaking.meetings.persons import usual_person
from matchmaking.meetings.services.moves import company_of
from matchmaking.needs.models import Side


def person_asking(company_id: int, person_id: int | None, actor: Any) -> int | None:
    """The person named by the side that asks, else the usual one. Raises NotOfCompany."""
    if person_id is None:
        return usual_person(company_id, actor)
    if person_id not in {person.id for person in people_of(company_id)}:
        raise NotOfCompany
    return person_id


def name_usual(meeting: Meeting, *, actor: Any, slot_id: int | None = None) -> None:
    """Where a side has named nobody, whoever acts for it comes, or its contact.

    Where no language was stated, the meeting gets one that suits both.

    With a slot, whoever of them has time then; flushed with the next change.
    """
    sides = (Side.BUYER,) if meeting.is_group else (Side.BUYER, Side.EXHIBITOR)
    for side in sides:  # the firms of a group name theirs when they say yes
        if meeting.person_id(side) is None:
            there = meeting.person_id(across(side))
            company_id = company_of(meeting, side)
            meeting.name_person(side, usual_person(company_id, actor, but=there, slot_id=slot_id))
    propose_language(meeting)
