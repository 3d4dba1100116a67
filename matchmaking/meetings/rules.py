"""Who may do what about a meeting."""

from typing import Any

from accounts.companies.rules import acts_for
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from events.programme.rules import can_manage_event
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import Who, allows
from matchmaking.needs.models import Buyer, Side


def speaks_for_exhibitor(actor: Any, exhibitor: Exhibitor) -> bool:
    """The company's own people speak for it as an exhibitor."""
    return acts_for(actor, exhibitor.company)


def roles_of(meeting: Meeting, side: Side | None) -> set[Who]:
    """In which roles a side moves a meeting; no side is the house."""
    if side is None:
        return {Who.HOUSE}
    roles = {Who.ASKER if side is meeting.asked_by else Who.ASKED}
    return roles | {Who.AWAITED} if side is meeting.awaits else roles


def may(verb: str, meeting: Meeting, side: Side | None) -> bool:
    """Whether a side may do this to the meeting as it stands, while there is time to answer."""
    return allows(verb, meeting.state, who=roles_of(meeting, side), overdue=False)


def side_of(actor: Any, meeting: Meeting) -> Side | None:
    """On which side of a meeting a person stands; the awaited side if on both."""
    sides = {
        Side.BUYER: acts_for(actor, meeting.buyer.company),
        Side.EXHIBITOR: any(acts_for(actor, company) for company in _sellers(meeting)),
    }
    if sides[meeting.awaits]:
        return meeting.awaits
    mine = [side for side, is_mine in sides.items() if is_mine]
    return mine[0] if mine else None


def _sellers(meeting: Meeting) -> list[Any]:
    """The firms on the exhibitors' side; in a group everybody who was invited."""
    if not meeting.is_group:
        return [meeting.exhibitor.company]
    return [one.exhibitor.company for one in meeting.members]


def can_ask(actor: Any, buyer: Buyer, exhibitor: Exhibitor) -> bool:
    """Either side's own people may ask for a meeting."""
    return acts_for(actor, buyer.company) or acts_for(actor, exhibitor.company)


def can_see_meeting(actor: Any, meeting: Meeting) -> bool:
    """The people of both sides see their meeting; nobody else does."""
    return side_of(actor, meeting) is not None


def can_answer_meeting(actor: Any, meeting: Meeting) -> bool:
    """Only the awaited side answers; the firms of a group do so each for itself, elsewhere."""
    return not meeting.is_group and side_of(actor, meeting) is meeting.awaits


def can_decline_meeting(actor: Any, meeting: Meeting) -> bool:
    """The awaited side says no, and at any time the side that was asked."""
    if meeting.is_group:
        return False
    return can_answer_meeting(actor, meeting) or acts_for(
        actor, _company_on(meeting, meeting.asked_side)
    )


def can_lead_group(actor: Any, meeting: Meeting) -> bool:
    """The buyer's people lead a group meeting, of which each firm speaks only for itself."""
    return meeting.is_group and acts_for(actor, meeting.buyer.company)


def can_change_people(actor: Any, meeting: Meeting) -> bool:
    """Either side says who comes and what is spoken; in a group, whoever leads it."""
    return can_lead_group(actor, meeting) or (
        not meeting.is_group and can_see_meeting(actor, meeting)
    )


def can_withdraw_meeting(actor: Any, meeting: Meeting) -> bool:
    """The side that asked takes its request back."""
    return acts_for(actor, _company_on(meeting, meeting.asked_by))


def _company_on(meeting: Meeting, side: Side) -> Any:
    return (meeting.buyer if side is Side.BUYER else meeting.exhibitor).company


def can_set_limits(actor: Any, event: Event) -> bool:
    """The organiser of the event."""
    return can_manage_event(actor, event)
