"""Who may do what about group meetings."""

from typing import Any

from accounts.companies.rules import acts_for
from events.exhibitors.models import Exhibitor
from events.programme.rules import can_manage_event
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MemberState
from matchmaking.needs.models import Buyer


def can_invite_group(actor: Any, buyer: Buyer) -> bool:
    """The buyer's people, and the organiser for them."""
    return acts_for(actor, buyer.company) or can_manage_event(actor, buyer.event)


def can_bring_partners(actor: Any, exhibitor: Exhibitor) -> bool:
    """A firm's own people look for others to go with."""
    return acts_for(actor, exhibitor.company)


def speaks_for_member(actor: Any, member: GroupMember) -> bool:
    """Each firm answers for itself, and nobody for another."""
    return acts_for(actor, member.exhibitor.company)


def own_member(actor: Any, meeting: Meeting) -> GroupMember | None:
    """The firm of a group for which somebody speaks; one that has to answer goes first."""
    members = meeting.members if meeting.is_group else ()
    mine = [one for one in members if speaks_for_member(actor, one)]
    return min(mine, key=lambda one: (one.state is not MemberState.INVITED, one.id), default=None)
