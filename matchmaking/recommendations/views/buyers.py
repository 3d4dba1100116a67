"""For buyers: who fits each need, and why."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.i18n import _
from events.catalogue.ocop import stars_on
from events.catalogue.sectors import BY_KEY, SECTORS, sector_of
from events.programme.kinds import OPPORTUNITIES
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.needs.queries import active_buyers_of, needs_of
from matchmaking.needs.words import need_title
from matchmaking.recommendations import market
from matchmaking.recommendations.cards import Card, Filters, exhibitor_cards
from matchmaking.recommendations.index import (
    first_day,
    index_of,
    says_anything,
    suggest_exhibitors,
)
from matchmaking.recommendations.queries import (
    company_names,
    dismissed,
    exhibitors_by_id,
    exhibitors_of,
)
from matchmaking.recommendations.views.blueprint import bp

FOUR_STARS = 4
SHOWN, MOST_SHOWN = 12, 240


def filters_asked() -> Filters:
    """The filters of the query string; what is unknown there counts as not set."""
    return Filters(
        free=request.args.get("free") == "1",
        ocop=request.args.get("ocop") == "1",
        sectors={key for key in request.args.getlist("sector") if key in BY_KEY},
        any_certificate=request.args.get("certificates") == "any",
    )


def places_asked() -> int:
    """How many suggestions to show: the first, or as many more as asked for."""
    return min(max(request.args.get("places", SHOWN, type=int), SHOWN), MOST_SHOWN)


def more_url() -> str:
    """The same page with more places, where the reader stands now."""
    places = places_asked()
    asked = request.args.to_dict(flat=False) | {"places": str(places + 2 * SHOWN)}
    url = url_for(request.endpoint or "", **{**(request.view_args or {}), **asked}, _anchor="more")
    return url if places < MOST_SHOWN else ""


@bp.get("/events/<slug>/suggestions")
@login_required
def index(slug: str) -> str | Response:
    """Exhibitors for a buyer's needs; who only exhibits is sent to the needs that fit."""
    event = event_or_404(slug)
    buyers = active_buyers_of(current_user, event)
    if not buyers:
        if exhibitors_of(current_user, event):
            return redirect(url_for("recommendations.needs", slug=slug), code=303)
        return redirect(url_for("needs.join", slug=slug), code=303)
    buyer = chosen_buyer(buyers)
    every = [need for need in needs_of([buyer.id]) if need.is_open]
    chosen = request.args.get("need", type=int)
    needs = [need for need in every if chosen in {None, need.id}]
    if chosen is not None and not needs:
        return redirect(url_for("recommendations.index", slug=slug, buyer=buyer.id), code=303)
    filters = filters_asked()
    cards, left_out, hidden = _cards(event, buyer, needs, filters)
    return render_template(
        "matchmaking/recommendations/index.html",
        event=event,
        buyer=buyer,
        buyers=buyers,
        every=every,
        needs=needs,
        chosen=chosen,
        need_tabs=_tabs(slug, buyer, every, chosen),
        cards=cards,
        left_out=left_out,
        more_url=more_url(),
        hidden=hidden,
        filters=filters,
        sectors=SECTORS,
        nobody_shows=not cards and index_of(event).is_empty,
        too_few_words=not cards and not any(says_anything(event, need) for need in needs),
        both_sides=bool(exhibitors_of(current_user, event)),
        has_opportunities=event.kind in OPPORTUNITIES,
    )


def chosen_buyer(buyers: list[Buyer]) -> Buyer:
    """The one of the reader's buyers that the address names, else the first."""
    wanted = request.args.get("buyer", type=int)
    need = request.args.get("need", type=int)
    if wanted is None and need is not None and len(buyers) > 1:
        owners = {one.id: one.buyer_id for one in needs_of([buyer.id for buyer in buyers])}
        wanted = owners.get(need)
    if wanted is None:
        return buyers[0]
    return next((buyer for buyer in buyers if buyer.id == wanted), None) or abort(404)


def _tabs(slug: str, buyer: Buyer, needs: list[Need], chosen: int | None) -> list[dict[str, Any]]:
    def url(need_id: int | None) -> str:
        return url_for("recommendations.index", slug=slug, buyer=buyer.id, need=need_id)

    if len(needs) < 2:  # noqa: PLR2004 -- one need needs no choice
        return []
    every = {"label": _("All needs"), "url": url(None), "active": chosen is None}
    return [every] + [
        {"label": need_title(need), "url": url(need.id), "active": need.id == chosen}
        for need in needs
    ]


def _cards(
    event: Event, buyer: Buyer, needs: list[Need], filters: Filters
) -> tuple[list[Card], int, list[dict[str, Any]]]:
    """The cards to show, how many there are beyond them, and who was put away."""
    away = dismissed(event.id, Side.BUYER, buyer_ids=[buyer.id])
    exhibitors = exhibitors_by_id([one.exhibitor_id for one in away]) if away else {}
    companies = {one.company_id for one in exhibitors.values()}
    found = suggest_exhibitors(
        event, needs, dismissed=companies, strict=not filters.any_certificate
    )
    at, most = clock.now(), places_asked()
    market.look_after(event, at=at)
    found, moved = market.in_order(found, market.moves_of(event.id, buyer.id))
    some = found if filters.count else found[:most]  # a filter asks about every card
    cards = exhibitor_cards(
        event, buyer, some, needs, at=at, moved=moved, tags=bool(filters.sectors)
    )
    cards = [card for card in cards if _passes(event, card, filters)]
    beyond = max(0, (len(cards) if filters.count else len(found)) - most)
    names = company_names(companies) if companies else {}
    hidden = [
        {"exhibitor_id": number, "name": names.get(one.company_id, "")}
        for number, one in exhibitors.items()
    ]
    return cards[:most], beyond, hidden


def _passes(event: Event, card: Card, filters: Filters) -> bool:
    if filters.free and card.free_slots == 0:
        return False
    day = first_day(event)
    if filters.ocop and not any(stars_on(one.ocop, day) >= FOUR_STARS for one in card.products):
        return False
    if filters.sectors:
        keys = {
            sector.key
            for product in card.products
            for tag in product.tags
            if (sector := sector_of(tag.code)) is not None
        }
        return bool(keys & filters.sectors)
    return True
