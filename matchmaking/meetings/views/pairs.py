"""Who is to meet whom, read from what a form or an address says."""

from flask import abort, request
from flask_login import current_user

from accounts.companies.rules import acts_for
from core.db import db
from core.permissions import authorize
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.meetings.rules import can_ask
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.needs.queries import active_buyers_of, need_at
from matchmaking.recommendations.queries import exhibitors_of


def _number(name: str) -> int | None:
    return request.values.get(name, type=int)


def pair_asked(event: Event) -> tuple[Buyer, Exhibitor]:
    """Buyer and exhibitor of the request; a side left out is the reader's own at this event."""
    buyer_id, exhibitor_id = _number("buyer_id"), _number("exhibitor_id")
    if buyer_id is None:
        mine = active_buyers_of(current_user, event)
        buyer_id = mine[0].id if mine else None
    if exhibitor_id is None:
        shown = exhibitors_of(current_user, event)
        exhibitor_id = shown[0].id if shown else None
    buyer = db.session.get(Buyer, buyer_id) if buyer_id else None
    exhibitor = db.session.get(Exhibitor, exhibitor_id) if exhibitor_id else None
    if buyer is None or exhibitor is None or {buyer.event_id, exhibitor.event_id} != {event.id}:
        abort(404)
    return buyer, exhibitor


def need_asked(event: Event, buyer: Buyer) -> Need | None:
    """The buyer's need that it is about, if one is named."""
    number = _number("need_id")
    need = need_at(event, number) if number else None
    if need is not None and need.buyer_id != buyer.id:
        abort(404)
    return need


def side_asked(buyer: Buyer, exhibitor: Exhibitor) -> Side:
    """The side that speaks: the one named, if the person speaks for it."""
    authorize(can_ask, buyer, exhibitor)
    wanted = request.values.get("side")
    if wanted == Side.EXHIBITOR or not acts_for(current_user, buyer.company):
        authorize(acts_for, exhibitor.company)
        return Side.EXHIBITOR
    return Side.BUYER
