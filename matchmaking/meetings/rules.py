"""Who may do what about a meeting."""

from typing import Any

from accounts.companies.rules import acts_for
from events.exhibitors.models import Exhibitor
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer, Side


def speaks_for_exhibitor(actor: Any, exhibitor: Exhibitor) -> bool:
    """The company's own people speak for it as an exhibitor."""
    return acts_for(actor, exhibitor.company)


def side_of(actor: Any, meeting: Meeting) -> Side | None:
    """On which side of a meeting a person stands; the asked side if on both."""
    sides = {
        Side.BUYER: acts_for(actor, meeting.buyer.company),
        Side.EXHIBITOR: acts_for(actor, meeting.exhibitor.company),
    }
    if sides[meeting.asked_side]:
        return meeting.asked_side
    mine = [side for side, is_mine in sides.items() if is_mine]
    return mine[0] if mine else None


def can_ask(actor: Any, buyer: Buyer, exhibitor: Exhibitor) -> bool:
    """Either side's own people may ask for a meeting."""
    return acts_for(actor, buyer.company) or acts_for(actor, exhibitor.company)


def can_see_meeting(actor: Any, meeting: Meeting) -> bool:
    """The people of both sides see their meeting; nobody else does."""
    return side_of(actor, meeting) is not None


def can_answer_meeting(actor: Any, meeting: Meeting) -> bool:
    """Only the asked side answers."""
    return side_of(actor, meeting) is meeting.asked_side


def can_withdraw_meeting(actor: Any, meeting: Meeting) -> bool:
    """The side that asked takes its request back."""
    asking = meeting.buyer if meeting.asked_by is Side.BUYER else meeting.exhibitor
    return acts_for(actor, asking.company)
