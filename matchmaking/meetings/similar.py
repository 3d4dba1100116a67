"""Similar firms that are free, for when a profile is full or a request came to nothing."""

from collections.abc import Sequence
from datetime import datetime

from events.exhibitors.models import Exhibitor
from events.programme.models import Event, MeetingMode
from matchmaking.meetings.queries import has_room, limits_of, said_no
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.needs.queries import needs_of, open_needs_at
from matchmaking.recommendations.cards import Card, exhibitor_cards, need_cards
from matchmaking.recommendations.index import Suggestion, suggest_exhibitors, suggest_needs
from matchmaking.recommendations.queries import (
    dismissed,
    exhibitors_by_id,
)
from matchmaking.recommendations.times import free_shared_slots

MOST = 3
LOOKED_AT = 24


def is_full(event: Event, buyer: Buyer, exhibitor: Exhibitor, side: Side, *, at: datetime) -> bool:
    """Whether the side across the table cannot take one more meeting with this one."""
    partner = exhibitor if side is Side.BUYER else buyer
    if not has_room(partner, limits=limits_of(event.id)):
        return True
    if event.meeting_mode is not MeetingMode.BOOKS:
        return False
    free = free_shared_slots(event, buyer.company_id, [exhibitor.company_id], at=at)
    return free is not None and not free[exhibitor.company_id]


def similar_to(
    event: Event,
    buyer: Buyer,
    exhibitor: Exhibitor,
    side: Side,
    *,
    need: Need | None = None,
    at: datetime,
) -> list[Card]:
    """The next suggestions for the same need with whom a meeting is possible, best first.

    Left out are the two themselves, who was put away or said no, who is full, and those without
    a common free time.
    """
    cards = (
        _exhibitors(event, buyer, exhibitor, need, at=at)
        if side is Side.BUYER
        else _buyers(event, buyer, exhibitor, at=at)
    )
    limits, found = limits_of(event.id), list[Card]()
    for card in cards:
        if card.standing is not None or card.free_slots == 0 or len(found) == MOST:
            continue
        other = card.exhibitor if side is Side.BUYER else card.need.buyer
        refused = (
            said_no(buyer.id, card.exhibitor.id, Side.EXHIBITOR)
            if side is Side.BUYER
            else said_no(card.need.buyer_id, exhibitor.id, Side.BUYER)
        )
        if not refused and has_room(other, limits=limits):
            found.append(card)
    return found


def _exhibitors(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, need: Need | None, *, at: datetime
) -> Sequence[Card]:
    needs = [need] if need is not None else [one for one in needs_of([buyer.id]) if one.is_open]
    away = dismissed(event.id, Side.BUYER, buyer_ids=[buyer.id])
    gone = exhibitors_by_id([one.exhibitor_id for one in away]).values() if away else ()
    companies = {one.company_id for one in gone}
    found = [
        one
        for one in suggest_exhibitors(event, needs, dismissed=companies)
        if one.company_id != exhibitor.company_id
    ]
    return exhibitor_cards(event, buyer, found[:LOOKED_AT], needs, at=at, moved={})


def _buyers(event: Event, buyer: Buyer, exhibitor: Exhibitor, *, at: datetime) -> Sequence[Card]:
    stated = open_needs_at(event.id)
    away = dismissed(event.id, Side.EXHIBITOR, exhibitor_ids=[exhibitor.id])
    others = {one.buyer_id for one in away} | {buyer.id}
    found = suggest_needs(event, exhibitor.company_id, stated, dismissed_buyers=others)
    return need_cards(event, exhibitor, _one_each(found, stated)[:LOOKED_AT], stated, at=at)


def _one_each(found: Sequence[Suggestion], stated: Sequence[Need]) -> list[Suggestion]:
    """The best need of each buyer."""
    buyer_of = {need.id: need.buyer_id for need in stated}
    best: dict[int, Suggestion] = {}
    for one in found:
        best.setdefault(buyer_of[one.need_id], one)
    return list(best.values())
