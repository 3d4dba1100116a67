"""For exhibitors: the needs that their products fit, and why."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.needs.models import Side
from matchmaking.needs.queries import active_buyers_of, open_needs_at
from matchmaking.recommendations.cards import Card, need_cards
from matchmaking.recommendations.index import index_of, suggest_needs
from matchmaking.recommendations.queries import dismissed, exhibitors_of
from matchmaking.recommendations.views.blueprint import bp
from matchmaking.recommendations.views.buyers import SHOWN, filters_asked

ENOUGH_PRODUCTS = 2


@bp.get("/events/<slug>/suggestions/needs")
@login_required
def needs(slug: str) -> str | Response:
    """The needs that fit an exhibitor's products; who only buys is sent to the exhibitors."""
    event = event_or_404(slug)
    mine = exhibitors_of(current_user, event)
    if not mine:
        return redirect(url_for("recommendations.index", slug=slug), code=303)
    exhibitor = _chosen(mine)
    filters = filters_asked()
    cards, hidden = _cards(event, exhibitor, strict=not filters.any_certificate)
    if filters.free:
        cards = [card for card in cards if card.free_slots != 0]
    products = len(index_of(event).products_of.get(exhibitor.company_id, ()))
    return render_template(
        "matchmaking/recommendations/needs.html",
        event=event,
        exhibitor=exhibitor,
        mine=mine,
        cards=cards[:SHOWN],
        left_out=max(0, len(cards) - SHOWN),
        hidden=hidden,
        filters=filters,
        products=products,
        few_products=products < ENOUGH_PRODUCTS,
        both_sides=bool(active_buyers_of(current_user, event)),
    )


def _chosen(mine: list[Exhibitor]) -> Exhibitor:
    wanted = request.args.get("exhibitor", type=int)
    if wanted is None:
        return mine[0]
    return next((one for one in mine if one.id == wanted), None) or abort(404)


def _cards(
    event: Event, exhibitor: Exhibitor, *, strict: bool
) -> tuple[list[Card], list[dict[str, Any]]]:
    stated = open_needs_at(event.id)
    away = dismissed(event.id, Side.EXHIBITOR, exhibitor_ids=[exhibitor.id])
    buyers = {one.buyer_id for one in away}
    found = suggest_needs(
        event, exhibitor.company_id, stated, dismissed_buyers=buyers, strict=strict
    )
    names = {need.buyer_id: need.buyer.company.name for need in stated}
    hidden = [
        {"buyer_id": buyer_id, "name": names[buyer_id]} for buyer_id in buyers if buyer_id in names
    ]
    return need_cards(event, exhibitor, found, stated, at=clock.now()), hidden
