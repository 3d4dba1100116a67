"""The list of those whom one wishes to meet, at events where the organiser plans."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.telling import telling
from core.web import safe_next
from events.programme.models import Event, MeetingMode
from events.programme.pages import event_or_404
from matchmaking.meetings import services
from matchmaking.meetings.models import MeetingWish
from matchmaking.meetings.queries import limits_of, live_pairs, wish_of, wishes_by
from matchmaking.meetings.states import Strength
from matchmaking.meetings.views.ask import agreed_words
from matchmaking.meetings.views.blueprint import bp
from matchmaking.meetings.views.pairs import need_asked, pair_asked, side_asked
from matchmaking.needs.models import Side
from matchmaking.needs.queries import active_buyers_of
from matchmaking.recommendations.index import fit_of
from matchmaking.recommendations.queries import exhibitors_of
from matchmaking.recommendations.words import partner_name


def _back(event: Event) -> Response:
    there = url_for("meetings.wishes", slug=event.slug)
    return redirect(safe_next(request.form.get("next"), there), code=303)


@bp.get("/events/<slug>/wishes")
@login_required
def wishes(slug: str) -> str:
    """Whom one must and would like to meet; what became of it."""
    event = event_or_404(slug)
    buyers = {one.id for one in active_buyers_of(current_user, event)}
    shown = {one.id for one in exhibitors_of(current_user, event)}
    mine: list[MeetingWish] = []
    if buyers:
        mine += wishes_by(event.id, Side.BUYER, party_ids=buyers)
    if shown:
        mine += wishes_by(event.id, Side.EXHIBITOR, party_ids=shown)
    live = live_pairs(event.id, buyer_ids=buyers, exhibitor_ids=shown)
    return render_template(
        "matchmaking/meetings/wishes.html",
        event=event,
        wishes=mine,
        meetings={(one.buyer_id, one.exhibitor_id): one for one in live},
        at=clock.now(),
        most_musts=limits_of(event.id).most_musts,
        musts=sum(one.strength is Strength.MUST for one in mine),
        books=event.meeting_mode is MeetingMode.BOOKS,
        suggestions="recommendations.index" if buyers else "recommendations.needs",
    )


@bp.post("/events/<slug>/wishes")
@login_required
def make_wish(slug: str) -> Response:
    """Put somebody on the list, or say anew how much one wants to meet them."""
    event = event_or_404(slug)
    buyer, exhibitor = pair_asked(event)
    side = side_asked(buyer, exhibitor)
    need = need_asked(event, buyer)
    if request.form.get("strength") not in set(Strength):
        abort(400)
    fit = fit_of(event, need, exhibitor.company_id) if need is not None else None
    partner = partner_name(buyer, exhibitor, side)
    try:
        with transaction():
            meeting = services.wish(
                buyer,
                exhibitor,
                side=side,
                strength=Strength(request.form["strength"]),
                actor=current_user,
                at=clock.now(),
                need=need,
                score=fit.score if fit else None,
                reasons=fit.stored_reasons() if fit else (),
            )
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        if meeting is not None:
            flash(agreed_words(event, partner), "success")
        else:
            flash(_("%(name)s is on your list. They are not told.", name=partner), "success")
    return _back(event)


@bp.post("/events/<slug>/wishes/remove")
@login_required
def remove_wish(slug: str) -> Response:
    """Take somebody off the list."""
    event = event_or_404(slug)
    buyer, exhibitor = pair_asked(event)
    side = side_asked(buyer, exhibitor)
    with transaction():
        services.unwish(buyer, exhibitor, side=side, actor=current_user, at=clock.now())
    flash(_("Taken off your list."), "success")
    return _back(event)


@bp.post("/events/<slug>/wishes/ask")
@login_required
def ask_wish(slug: str) -> Response:
    """Propose one's own wish to the other side, as a request."""
    event = event_or_404(slug)
    buyer, exhibitor = pair_asked(event)
    side = side_asked(buyer, exhibitor)
    mine = wish_of(buyer, exhibitor, side) or abort(404)
    with telling(_("They have been asked. You see the answer among your meetings.")):
        services.ask_for_wish(mine, actor=current_user, at=clock.now())
    return _back(event)
