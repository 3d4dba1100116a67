"""Who may come as a buyer, and who may speak for one."""

from datetime import datetime
from typing import Any

from accounts.companies.rules import acts_for
from events.programme.models import Event, EventState
from matchmaking.needs.models import GONE, Buyer, Need

ARRANGING = frozenset({EventState.ANNOUNCED, EventState.OPEN, EventState.RUNNING})


def is_signed_in(actor: Any, _target: object = None) -> bool:
    """Any person with an account."""
    return bool(actor.is_authenticated)


def speaks_for_buyer(actor: Any, buyer: Buyer) -> bool:
    """The company's own people speak for it as a buyer."""
    return acts_for(actor, buyer.company)


def can_state_needs(actor: Any, buyer: Buyer) -> bool:
    """Its own people state needs, also while the organiser has not answered yet."""
    return buyer.state not in GONE and acts_for(actor, buyer.company)


def can_edit_need(actor: Any, need: Need) -> bool:
    """The buyer's own people edit a need."""
    return can_state_needs(actor, need.buyer)


def takes_arrangements(event: Event, *, at: datetime) -> bool:
    """Whether buyers and meetings can still be arranged at an event."""
    return event.state in ARRANGING and event.ends_at > at
