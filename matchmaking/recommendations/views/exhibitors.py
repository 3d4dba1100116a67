"""For exhibitors: the needs that their products fit, and why."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from events.catalogue.pages import company_name
from events.exhibitors.models import Exhibitor
from events.programme.kinds import OPPORTUNITIES
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.needs.models import Side
from matchmaking.needs.queries import active_buyers_of, open_needs_at
from matchmaking.recommendations.cards import Card, Filters, need_cards
from matchmaking.recommendations.index import index_of, suggest_needs
from matchmaking.recommendations.queries import dismissed, exhibitors_of
from matchmaking.recommendations.views.blueprint import bp
from matchmaking.recommendations.views.buyers import filters_asked, more_url, places_asked

ENOUGH_PRODUCTS = 2


@bp.get("/events/<slug>/suggestions/needs")
@login_required
def needs(slug: str) -> str | Response:
    """The needs that fit an exhibitor's products; who only buys is sent to the exhibitors."""
    event = event_or_404(slug)
    mine = exhibitors_of(current_user, event)
    if not mine:
        return redirect(url_for("recommendations.index", slug=slug), code=303)
    exhibitor = chosen_exhibitor(mine)
    filters = filters_asked()
    cards, left_out, hidden = _cards(event, exhibitor, filters)
    products = len(index_of(event).products_of.get(exhibitor.company_id, ()))
    return render_template(
        "matchmaking/recommendations/needs.html",
        event=event,
        exhibitor=exhibitor,
        mine=mine,
        cards=cards,
        left_out=left_out,
        more_url=more_url(),
        hidden=hidden,
        filters=filters,
        products=products,
        few_products=products < ENOUGH_PRODUCTS,
        both_sides=bool(active_buyers_of(current_user, event)),
        has_opportunities=event.kind in OPPORTUNITIES,
    )


def chosen_exhibitor(mine: list[Exhibitor]) -> Exhibitor:
    """The one of the reader's exhibitors that the address names, else the first."""
    wanted = request.args.get("exhibitor", type=int)
    if wanted is None:
        return mine[0]
    return next((one for one in mine if one.id == wanted), None) or abort(404)


def _cards(
    event: Event, exhibitor: Exhibitor, filters: Filters
) -> tuple[list[Card], int, list[dict[str, Any]]]:
    """The cards to show, how many there are beyond them, and who was put away."""
    stated = open_needs_at(event.id)
    away = dismissed(event.id, Side.EXHIBITOR, exhibitor_ids=[exhibitor.id])
    buyers = {one.buyer_id for one in away}
    strict, most = not filters.any_certificate, places_asked()
    found = suggest_needs(
        event, exhibitor.company_id, stated, dismissed_buyers=buyers, strict=strict
    )
    some = found if filters.free else found[:most]
    cards = need_cards(event, exhibitor, some, stated, at=clock.now())
    if filters.free:
        cards = [card for card in cards if card.free_slots != 0]
    beyond = max(0, (len(cards) if filters.free else len(found)) - most)
    names = {need.buyer_id: company_name(need.buyer.company) for need in stated}
    hidden = [
        {"buyer_id": buyer_id, "name": names[buyer_id]} for buyer_id in buyers if buyer_id in names
    ]
    return cards[:most], beyond, hidden
