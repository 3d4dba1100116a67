"""Numbers about meetings for the event's pages, and how pairs stand for the suggestions."""

from collections.abc import Collection

import sqlalchemy as sa
from flask import url_for

from core import clock
from core.db import db
from core.i18n import _, ngettext
from events.programme.facts import Fact, register_facts
from events.programme.models import Event, MeetingMode
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import live_pairs, wishes_by
from matchmaking.meetings.states import AGREED, MeetingState, Strength
from matchmaking.meetings.words import meeting_state, strength_word
from matchmaking.needs.models import Side
from matchmaking.recommendations.standing import Pair, Standing, register_standing


@register_facts
def agreed_meetings(event: Event) -> list[Fact]:
    """How many meetings are agreed or took place."""
    agreed = sa.select(sa.func.count()).where(
        Meeting.event_id == event.id, Meeting.state.in_(AGREED)
    )
    number = db.session.scalar(agreed) or 0
    return [Fact(ngettext("meeting agreed", "meetings agreed", number), number)] if number else []


@register_standing
def under_way(
    event: Event, buyer_ids: Collection[int], exhibitor_ids: Collection[int]
) -> dict[Pair, Standing]:
    """The live meetings of these buyers or exhibitors, and what they themselves wish."""
    at = clock.now()
    found = _wished(event, buyer_ids, exhibitor_ids)
    for meeting in live_pairs(event.id, buyer_ids=buyer_ids, exhibitor_ids=exhibitor_ids):
        state = meeting.state_at(at)
        if state is MeetingState.EXPIRED:
            continue
        shown = meeting_state(state)
        is_open = state is MeetingState.REQUESTED
        label = _("Asked; waits for an answer") if is_open else shown["text"]
        url = url_for("meetings.detail", slug=event.slug, meeting_id=meeting.id)
        found[meeting.buyer_id, meeting.exhibitor_id] = Standing(label, url, shown["kind"])
    return found


def _wished(
    event: Event, buyer_ids: Collection[int], exhibitor_ids: Collection[int]
) -> dict[Pair, Standing]:
    """The wishes of the side that looks: the other side's are its own affair."""
    if event.meeting_mode is not MeetingMode.PLANS:
        return {}
    side, ids = (Side.BUYER, buyer_ids) if buyer_ids else (Side.EXHIBITOR, exhibitor_ids)
    url = url_for("meetings.wishes", slug=event.slug)
    return {
        (one.buyer_id, one.exhibitor_id): Standing(
            _("On your list: %(word)s", word=strength_word(one.strength)),
            f"{url}#w{one.id}",
            "ok" if one.strength is Strength.MUST else "info",
        )
        for one in wishes_by(event.id, side, party_ids=ids)
    }
