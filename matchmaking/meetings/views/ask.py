"""Asking for a meeting, with one click from a suggestion or with a message."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.queries import people_of
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, fmt_datetime
from core.web import safe_next
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, MeetingMode
from events.programme.pages import event_or_404
from matchmaking.meetings import services
from matchmaking.meetings.errors import AlreadyAsked, FullUp, SaidNo
from matchmaking.meetings.forms import AskForm
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.persons import usual_person
from matchmaking.meetings.queries import live_between
from matchmaking.meetings.similar import is_full, similar_to
from matchmaking.meetings.states import MeetingState
from matchmaking.meetings.views.blueprint import bp
from matchmaking.meetings.views.pairs import need_asked, pair_asked, side_asked
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.recommendations.index import Suggestion, fit_of
from matchmaking.recommendations.words import first_chips, partner_name


@bp.route("/events/<slug>/meetings/ask", methods=["GET", "POST"])
@login_required
def ask(slug: str) -> str | Response:
    """Ask the other side for a meeting; asking twice changes nothing and says so kindly."""
    event = event_or_404(slug)
    buyer, exhibitor = pair_asked(event)
    side = side_asked(buyer, exhibitor)
    need = need_asked(event, buyer)
    fit = fit_of(event, need, exhibitor.company_id) if need is not None else None
    form = AskForm()
    company_id = (buyer if side is Side.BUYER else exhibitor).company_id
    form.offer_people(people_of(company_id), usual_person(company_id, current_user))
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
    at = clock.now()
    full = is_full(event, buyer, exhibitor, side, at=at)
    return render_template(
        "matchmaking/meetings/ask.html",
        event=event,
        form=form,
        need=need,
        partner=exhibitor.company if side is Side.BUYER else buyer.company,
        side=side,
        until=services.answer_until(event, at=at),
        chips=first_chips(fit.reasons)[0] if fit else [],
        groups_url=_groups_url(event, buyer, exhibitor, side, need),
        may_ask=buyer.state == "approved",
        full=full,
        similar=similar_to(event, buyer, exhibitor, side, need=need, at=at) if full else [],
    )


def _groups_url(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, side: Side, need: Need | None
) -> str:
    """Where several firms are brought together for one buyer, this one among them."""
    asks = side is Side.EXHIBITOR
    own: dict[str, Any] = {"exhibitor_id": exhibitor.id} if asks else {"with": exhibitor.id}
    need_id = need.id if need is not None else None
    return url_for("groups.invite", slug=event.slug, buyer_id=buyer.id, need_id=need_id, **own)


def _send(
    event: Event,
    buyer: Buyer,
    exhibitor: Exhibitor,
    side: Side,
    need: Need | None,
    fit: Suggestion | None,
    form: AskForm,
) -> Response:
    partner = partner_name(buyer, exhibitor, side)
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
                person_id=form.person_id.data,
            )
    except AlreadyAsked as error:
        flash(error.text(_), "info")
        return _to_meeting(event, buyer, exhibitor)
    except DomainError as error:
        flash(error.text(_), "error")
        if isinstance(error, FullUp | SaidNo):
            return redirect(_similar_url(event, buyer, exhibitor, side, need), code=303)
    else:
        if meeting.state is MeetingState.ACCEPTED:
            flash(agreed_words(event, partner), "success")
            return _to_meeting(event, buyer, exhibitor)
        until = fmt_datetime(meeting.expires_at)
        flash(
            _("%(name)s has been asked and can answer until %(until)s.", name=partner, until=until),
            "success",
        )
    back = url_for("meetings.inbox", slug=event.slug)
    return redirect(safe_next(form.next.data, back), code=303)


def agreed_words(event: Event, partner: str) -> str:
    """What to say when both sides want to meet."""
    if event.meeting_mode is MeetingMode.BOOKS:
        return str(_("%(name)s wants to meet you, too. Choose a time now.", name=partner))
    return str(_("%(name)s wants to meet you, too. Agreed: time and table follow.", name=partner))


def _similar_url(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, side: Side, need: Need | None
) -> str:
    return url_for(
        "meetings.similar",
        slug=event.slug,
        buyer_id=buyer.id,
        exhibitor_id=exhibitor.id,
        need_id=need.id if need is not None else None,
        side=side.value,
    )


@bp.get("/events/<slug>/meetings/similar")
@login_required
def similar(slug: str) -> str:
    """Similar firms that are free, where somebody is full or has said no."""
    event = event_or_404(slug)
    buyer, exhibitor = pair_asked(event)
    side = side_asked(buyer, exhibitor)
    need = need_asked(event, buyer)
    return render_template(
        "matchmaking/meetings/similar.html",
        event=event,
        side=side,
        partner=exhibitor.company if side is Side.BUYER else buyer.company,
        similar=similar_to(event, buyer, exhibitor, side, need=need, at=clock.now()),
    )


def _to_meeting(event: Event, buyer: Buyer, exhibitor: Exhibitor) -> Response:
    there = live_between(buyer.id, exhibitor.id)
    if there is None:
        return redirect(url_for("meetings.inbox", slug=event.slug), code=303)
    url = url_for("meetings.detail", slug=event.slug, meeting_id=there.id)
    return redirect(url, code=303)
