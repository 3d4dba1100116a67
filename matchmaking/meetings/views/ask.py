"""Asking for a meeting, with one click from a suggestion or with a message."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.rules import acts_for
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, fmt_datetime
from core.permissions import authorize
from core.web import safe_next
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.meetings import services
from matchmaking.meetings.errors import AlreadyAsked
from matchmaking.meetings.forms import AskForm
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import live_between
from matchmaking.meetings.rules import can_ask
from matchmaking.meetings.views.blueprint import bp
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.needs.queries import active_buyers_of, need_at
from matchmaking.recommendations.index import Suggestion, fit_of
from matchmaking.recommendations.queries import exhibitors_of
from matchmaking.recommendations.words import first_chips


def _number(name: str) -> int | None:
    return request.values.get(name, type=int)


def _pair(event: Event) -> tuple[Buyer, Exhibitor]:
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


def _need(event: Event, buyer: Buyer) -> Need | None:
    number = _number("need_id")
    need = need_at(event, number) if number else None
    if need is not None and need.buyer_id != buyer.id:
        abort(404)
    return need


def _side(buyer: Buyer, exhibitor: Exhibitor) -> Side:
    """The side that asks: the one named, if the person speaks for it."""
    authorize(can_ask, buyer, exhibitor)
    wanted = request.values.get("side")
    if wanted == Side.EXHIBITOR or not acts_for(current_user, buyer.company):
        authorize(acts_for, exhibitor.company)
        return Side.EXHIBITOR
    return Side.BUYER


@bp.route("/events/<slug>/meetings/ask", methods=["GET", "POST"])
@login_required
def ask(slug: str) -> str | Response:
    """Ask the other side for a meeting; asking twice changes nothing and says so kindly."""
    event = event_or_404(slug)
    buyer, exhibitor = _pair(event)
    side = _side(buyer, exhibitor)
    need = _need(event, buyer)
    fit = fit_of(event, need, exhibitor.company_id) if need is not None else None
    form = AskForm()
    if form.validate_on_submit():
        return _send(event, buyer, exhibitor, side, need, fit, form)
    if not form.is_submitted():
        form.buyer_id.data, form.exhibitor_id.data = buyer.id, exhibitor.id
        form.need_id.data = need.id if need is not None else None
        form.side.data = side.value
    there = live_between(buyer.id, exhibitor.id)
    if there is not None and there.state_at(clock.now()) is there.state:
        url = url_for("meetings.detail", slug=slug, meeting_id=there.id)
        return redirect(url, code=303)
    return render_template(
        "matchmaking/meetings/ask.html",
        event=event,
        form=form,
        need=need,
        partner=exhibitor.company if side is Side.BUYER else buyer.company,
        until=services.answer_until(event, at=clock.now()),
        chips=first_chips(fit.reasons)[0] if fit else [],
        may_ask=buyer.state == "approved",
    )


def _send(
    event: Event,
    buyer: Buyer,
    exhibitor: Exhibitor,
    side: Side,
    need: Need | None,
    fit: Suggestion | None,
    form: AskForm,
) -> Response:
    partner = exhibitor.company.name if side is Side.BUYER else buyer.company.name
    meeting: Meeting | None = None
    try:
        with transaction():
            meeting = services.request_meeting(
                buyer,
                exhibitor,
                side=side,
                actor=current_user,
                at=clock.now(),
                need=need,
                note=form.note.data or "",
                score=fit.score if fit else None,
                reasons=fit.stored_reasons() if fit else (),
            )
    except AlreadyAsked as error:
        flash(error.text(_), "info")
        return _to_meeting(event, buyer, exhibitor)
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        until = fmt_datetime(meeting.expires_at)
        flash(
            _("%(name)s has been asked and can answer until %(until)s.", name=partner, until=until),
            "success",
        )
    back = url_for("meetings.inbox", slug=event.slug)
    return redirect(safe_next(form.next.data, back), code=303)


def _to_meeting(event: Event, buyer: Buyer, exhibitor: Exhibitor) -> Response:
    there = live_between(buyer.id, exhibitor.id)
    if there is None:
        return redirect(url_for("meetings.inbox", slug=event.slug), code=303)
    url = url_for("meetings.detail", slug=event.slug, meeting_id=there.id)
    return redirect(url, code=303)
