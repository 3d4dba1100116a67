"""Mail about meetings, to the people of one side, in the language of each."""

from datetime import datetime
from typing import Any

from accounts.companies.queries import people_of
from core import outbox
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Side


def other(side: Side) -> Side:
    """The side across the table."""
    return Side.EXHIBITOR if side is Side.BUYER else Side.BUYER


def tell(meeting: Meeting, side: Side, template: str, *, at: datetime, **values: Any) -> None:
    """Queue a mail to everybody who acts for one side of a meeting and has an address."""
    companies = {Side.BUYER: meeting.buyer.company, Side.EXHIBITOR: meeting.exhibitor.company}
    event = meeting.event
    for person in people_of(companies[side].id):
        if person.email:
            outbox.put(
                person.email,
                template,
                language=person.language,
                at=at,
                company=companies[side].name,
                partner=companies[other(side)].name,
                event_vi=event.name_vi,
                event_en=event.name_en,
                slug=event.slug,
                zone=event.zone,
                meeting_id=meeting.id,
                **values,
            )
