"""Mail about meetings, to the people of one side, in the language of each."""

from datetime import datetime
from typing import Any

from accounts.companies.models import Company
from accounts.companies.queries import people_of
from core import outbox
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Side


def tell(meeting: Meeting, side: Side, template: str, *, at: datetime, **values: Any) -> None:
    """Queue a mail to everybody who acts for one side of a meeting and has an address.

    On the exhibitors' side of a group these are all firms that come, or that may yet.
    """
    sellers = [one.company for one in meeting.exhibitors]
    if side is Side.BUYER:
        tell_firm(meeting, meeting.buyer.company, meeting.sellers, template, at=at, **values)
        return
    for company in sellers:
        tell_firm(meeting, company, meeting.buyer.company.name, template, at=at, **values)


def tell_firm(
    meeting: Meeting, company: Company, partner: str, template: str, *, at: datetime, **values: Any
) -> None:
    """Queue a mail to everybody who acts for one company; ``partner`` is whom it meets."""
    event = meeting.event
    for person in people_of(company.id):
        if person.email:
            outbox.put(
                person.email,
                template,
                language=person.language,
                at=at,
                company=company.name,
                partner=partner,
                event_vi=event.name_vi,
                event_en=event.name_en,
                slug=event.slug,
                zone=event.zone,
                meeting_id=meeting.id,
                **values,
            )
