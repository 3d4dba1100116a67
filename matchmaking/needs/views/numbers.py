"""Numbers about buyers for the event's pages."""

import sqlalchemy as sa

from core.db import db
from core.i18n import ngettext
from events.programme.facts import Fact, register_facts
from events.programme.models import Event
from matchmaking.needs.models import Buyer, BuyerState


@register_facts
def buyers(event: Event) -> list[Fact]:
    """How many buyers are approved."""
    approved = sa.select(sa.func.count()).where(
        Buyer.event_id == event.id, Buyer.state == BuyerState.APPROVED
    )
    number = db.session.scalar(approved) or 0
    return [Fact(ngettext("buyer", "buyers", number), number)] if number else []
