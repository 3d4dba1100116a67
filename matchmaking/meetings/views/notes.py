"""On a company's pages: the way to a meeting with it, for those who buy where it shows."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from core import clock
from core.i18n import _, by_language
from events.exhibitors.models import Exhibitor
from events.exhibitors.notes import Note, register_notes
from matchmaking.meetings.queries import live_between
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, BuyerState
from matchmaking.needs.queries import active_buyers_of

MOST_EVENTS = 3


@register_notes
def ways_to_meet(actor: Any, company_id: int, shows: Sequence[Exhibitor]) -> list[Note]:
    """Ask for a meeting, or see the one there is."""
    to_come = [show for show in shows if show.event.ends_at > clock.now()]
    return [
        _note(buyer, show)
        for show in to_come[:MOST_EVENTS]
        for buyer in active_buyers_of(actor, show.event)[:1]
        if buyer.state is BuyerState.APPROVED and buyer.company_id != company_id
    ]


def _note(buyer: Buyer, show: Exhibitor) -> Note:
    name = by_language(show.event.name_vi, show.event.name_en)
    there = live_between(buyer.id, show.id)
    if there is not None and there.state_at(clock.now()) is not MeetingState.EXPIRED:
        url = url_for("meetings.detail", slug=show.event.slug, meeting_id=there.id)
        return Note(_("You have asked for a meeting or agreed one."), name, url, _("See it"), None)
    url = url_for(
        "meetings.ask",
        slug=show.event.slug,
        buyer_id=buyer.id,
        exhibitor_id=show.id,
        side="buyer",
    )
    return Note(_("You can meet them there."), name, url, _("Ask for a meeting"), None)
