"""Why is this one not among them? For buyers and for exhibitors, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import db
from core.i18n import _, by_language
from core.search import is_within, query_text
from events.catalogue.pages import company_name
from events.exhibitors import queries as exhibitors
from events.exhibitors.models import Exhibitor
from events.exhibitors.notes import Note, register_notes
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.needs.queries import active_buyers_of, needs_of, open_needs_at
from matchmaking.needs.words import need_title
from matchmaking.recommendations.market import moves_of
from matchmaking.recommendations.queries import dismissed, exhibitors_of
from matchmaking.recommendations.views.blueprint import bp
from matchmaking.recommendations.views.buyers import chosen_buyer
from matchmaking.recommendations.views.exhibitors import chosen_exhibitor
from matchmaking.recommendations.why_not import Answer, Why, why_not
from matchmaking.recommendations.why_words import why_sentence

MOST_FOUND = 6
MOST_EVENTS = 2  # of a company's are told on its page


@dataclass(frozen=True)
class Told:
    """One party by name with what is to be said about it and each need, the nearest first."""

    name: str
    exhibitor: Exhibitor
    lines: Sequence[tuple[Answer, str]]


@bp.get("/events/<slug>/suggestions/why")
@login_required
def why(slug: str) -> str | Response:
    """Why an exhibitor, found by name, is not suggested for a buyer's needs."""
    event = event_or_404(slug)
    buyers = active_buyers_of(current_user, event)
    if not buyers:
        return redirect(url_for("recommendations.index", slug=slug), code=303)
    buyer = chosen_buyer(buyers)
    every = [need for need in needs_of([buyer.id]) if need.is_open]
    if not every:
        return redirect(url_for("recommendations.index", slug=slug, buyer=buyer.id), code=303)
    chosen = request.args.get("need", type=int)
    needs = [need for need in every if chosen in {None, need.id}] or every
    query, company_id = query_text(request.args.get("q")), request.args.get("company", type=int)
    found = _exhibitors(event, query, company_id)
    return render_template(
        "matchmaking/recommendations/why.html",
        event=event,
        buyer=buyer,
        need=needs[0] if len(needs) == 1 else None,
        many=len(every) > 1,
        query=query,
        asked=bool(query or company_id),
        told=[_told(event, buyer, needs, one) for one in found],
        Why=Why,
    )


def _exhibitors(event: Event, query: str, company_id: int | None) -> list[Exhibitor]:
    if not query and company_id is None:
        return []
    found = exhibitors.exhibitors_of(event.id, query=query)
    if company_id is not None:
        found = found.where(Exhibitor.company_id == company_id)
    return list(db.session.scalars(found.limit(MOST_FOUND)))


def _told(event: Event, buyer: Buyer, needs: Sequence[Need], exhibitor: Exhibitor) -> Told:
    away = {one.exhibitor_id for one in dismissed(event.id, Side.BUYER, buyer_ids=[buyer.id])}
    put_away, name = exhibitor.id in away, company_name(exhibitor.company)
    moves = moves_of(event.id, buyer.id)
    answers = sorted(
        (
            why_not(event, need, exhibitor.company_id, put_away=put_away, moves=moves)
            for need in needs
        ),
        key=lambda one: one.distance,
    )
    return Told(name, exhibitor, [(one, why_sentence(one, name)) for one in answers])


@bp.get("/events/<slug>/suggestions/needs/why")
@login_required
def why_need(slug: str) -> str | Response:
    """Why a need, found by its words or its buyer's name, does not stand in an exhibitor's list."""
    event = event_or_404(slug)
    mine = exhibitors_of(current_user, event)
    if not mine:
        return redirect(url_for("recommendations.needs", slug=slug), code=303)
    exhibitor = chosen_exhibitor(mine)
    query = query_text(request.args.get("q"))
    stated = open_needs_at(event.id) if query else []
    found = [need for need in stated if is_within(query, _words_of(need))][:MOST_FOUND]
    away = {
        one.buyer_id for one in dismissed(event.id, Side.EXHIBITOR, exhibitor_ids=[exhibitor.id])
    }
    told = []
    for need in found:
        answer = why_not(
            event,
            need,
            exhibitor.company_id,
            put_away=need.buyer_id in away,
            for_exhibitor=True,
        )
        name = company_name(need.buyer.company)
        told.append((need, answer, why_sentence(answer, name, to_exhibitor=True)))
    return render_template(
        "matchmaking/recommendations/why_need.html",
        event=event,
        exhibitor=exhibitor,
        query=query,
        told=told,
        Why=Why,
    )


def _words_of(need: Need) -> str:
    tags = (f"{tag.name_vi} {tag.name_en}" for tag in need.tags)
    company = need.buyer.company
    return " ".join((need.title_vi, need.title_en, company.name, company.name_en, *tags))


@register_notes
def notes(actor: Any, company_id: int, shows: Sequence[Exhibitor]) -> list[Note]:
    """On a company's pages: how it stands to the needs of the reader, who buys where it shows."""
    to_come = [show for show in shows if show.event.ends_at > clock.now()]
    told = []
    for show in to_come[:MOST_EVENTS]:
        for buyer in active_buyers_of(actor, show.event)[:1]:
            needs = [need for need in needs_of([buyer.id]) if need.is_open]
            if needs and buyer.company_id != company_id:
                told.append(_note(show.event, buyer, needs, show))
    return told


def _note(event: Event, buyer: Buyer, needs: Sequence[Need], show: Exhibitor) -> Note:
    answer, sentence = _told(event, buyer, needs, show).lines[0]
    why_page = url_for(
        "recommendations.why", slug=event.slug, buyer=buyer.id, company=show.company_id
    )
    name = by_language(event.name_vi, event.name_en)
    about = _("%(event)s, your need: %(need)s", event=name, need=need_title(answer.need))
    return Note(sentence, about, why_page, _("More about it"), fits=answer.why is Why.SUGGESTED)
