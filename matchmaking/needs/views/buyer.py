"""For buyers: joining an event, answering an invitation, stating needs."""

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.queries import companies_of
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.telling import telling
from events.catalogue.models import Tag
from events.programme.kinds import OPPORTUNITIES, OPPORTUNITY_WORDS
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.queries import brings
from matchmaking.needs import services
from matchmaking.needs.forms import JoinForm, NeedForm
from matchmaking.needs.models import Buyer, BuyerState, Need
from matchmaking.needs.queries import (
    active_buyers_of,
    buyers_of,
    need_at,
    needs_of,
    tags_by_code,
)
from matchmaking.needs.rules import (
    can_edit_need,
    can_state_needs,
    speaks_for_buyer,
    takes_arrangements,
)
from matchmaking.needs.views.blueprint import bp


@bp.route("/events/<slug>/buy", methods=["GET", "POST"])
@login_required
def join(slug: str) -> str | Response:
    """A company comes as a buyer; what it looks for may be said right after."""
    event = event_or_404(slug)
    at = clock.now()
    mine = buyers_of(current_user, event)
    placed = {buyer.company_id for buyer in mine if buyer.state in _PLACED}
    companies = [one for one in companies_of(current_user) if one.id not in placed]
    form = JoinForm()
    form.offer(companies)
    if form.validate_on_submit():
        company = next(one for one in companies if one.id == form.company_id.data)
        try:
            with transaction():
                services.apply_as_buyer(
                    event, company, actor=current_user, at=at, note=form.note.data or ""
                )
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            return _welcome(event, company.id)
    return render_template(
        "matchmaking/needs/join.html",
        event=event,
        form=form,
        mine=mine,
        companies=companies,
        is_open=takes_arrangements(event, at=at),
        has_opportunities=event.kind in OPPORTUNITIES,
    )


def _welcome(event: Event, company_id: int) -> Response:
    """On to where a new buyer says what it looks for: a need, or what its kind of event has."""
    said = _("Welcome. Now say what you are looking for.")
    if event.kind not in OPPORTUNITIES:
        flash(said, "success")
        return redirect(url_for("needs.create", slug=event.slug), code=303)
    may = brings(event, [company_id]).get(company_id, set())
    own = [kind for kind in may if OPPORTUNITY_WORDS[kind].brought_by == "buyers"]
    if own:
        flash(said, "success")
        to = url_for("programme.opportunity_new", slug=event.slug, kind=own[0].value)
        return redirect(to, code=303)
    flash(_("Welcome. Here you see what is offered and sought."), "success")
    return redirect(url_for("programme.opportunities", slug=event.slug), code=303)


_PLACED = frozenset({BuyerState.APPLIED, BuyerState.APPROVED, BuyerState.INVITED})


def _buyer_or_404(event: Event, buyer_id: int) -> Buyer:
    buyer = db.session.get(Buyer, buyer_id)
    if buyer is None or buyer.event_id != event.id:
        abort(404)
    return buyer


@bp.post("/events/<slug>/buy/<int:buyer_id>/accept")
@login_required
def accept_invitation(slug: str, buyer_id: int) -> Response:
    """The company takes the organiser's invitation."""
    event = event_or_404(slug)
    buyer = _buyer_or_404(event, buyer_id)
    authorize(speaks_for_buyer, buyer)
    try:
        with transaction():
            services.accept_invitation(buyer, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
        return redirect(url_for("needs.join", slug=slug), code=303)
    return _welcome(event, buyer.company_id)


@bp.post("/events/<slug>/buy/<int:buyer_id>/leave")
@login_required
def leave(slug: str, buyer_id: int) -> Response:
    """The company turns the invitation down or takes its application back."""
    event = event_or_404(slug)
    buyer = _buyer_or_404(event, buyer_id)
    authorize(speaks_for_buyer, buyer)
    with telling(_("Noted. You can come back at any time.")):
        services.leave_as_buyer(buyer, actor=current_user, at=clock.now())
    return redirect(url_for("needs.join", slug=slug), code=303)


@bp.get("/events/<slug>/needs")
@login_required
def index(slug: str) -> str:
    """A person's buyers at the event with their needs."""
    event = event_or_404(slug)
    buyers = active_buyers_of(current_user, event)
    needs = needs_of([buyer.id for buyer in buyers])
    return render_template(
        "matchmaking/needs/index.html",
        event=event,
        buyers=buyers,
        needs=needs,
        is_open=takes_arrangements(event, at=clock.now()),
    )


def _chosen_buyer(event: Event) -> Buyer | None:
    """The buyer named in the address, else the person's first at this event."""
    buyers = active_buyers_of(current_user, event)
    wanted = request.args.get("buyer", type=int)
    if wanted is None:
        return buyers[0] if buyers else None
    return next((buyer for buyer in buyers if buyer.id == wanted), None)


def _all_tags() -> list[Tag]:
    in_order = sa.select(Tag).order_by(Tag.sort_order, Tag.id)
    return list(db.session.scalars(in_order))


@bp.route("/events/<slug>/needs/new", methods=["GET", "POST"])
@login_required
def create(slug: str) -> str | Response:
    """State a need; suggestions follow at once."""
    event = event_or_404(slug)
    buyer = _chosen_buyer(event)
    if buyer is None:
        return redirect(url_for("needs.join", slug=slug), code=303)
    authorize(can_state_needs, buyer)
    form = NeedForm()
    form.offer(_all_tags())
    if form.validate_on_submit():
        at = clock.now()

        def write() -> Need:
            tags = tags_by_code(form.tags.data or [])
            return services.state_need(buyer, tags=tags, actor=current_user, at=at, **form.values())

        if (need_id := _save(form, write)) is not None:
            flash(_("Here is who fits, and why."), "success")
            return redirect(url_for("recommendations.index", slug=slug, need=need_id), code=303)
    return render_template(
        "matchmaking/needs/edit.html", event=event, buyer=buyer, form=form, need=None
    )


def _save(form: NeedForm, write: Any) -> int | None:
    """Write in a transaction; a refusal stands above the form, which keeps what was typed."""
    try:
        with transaction():
            need = write()
            db.session.flush()
            return int(need.id)
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return None


def _need_or_404(event: Event, need_id: int) -> Need:
    need = need_at(event, need_id)
    if need is None:
        abort(404)
    return need


@bp.route("/events/<slug>/needs/<int:need_id>/edit", methods=["GET", "POST"])
@login_required
def edit(slug: str, need_id: int) -> str | Response:
    """Change a need."""
    event = event_or_404(slug)
    need = _need_or_404(event, need_id)
    authorize(can_edit_need, need)
    form = NeedForm(data=NeedForm.shown(need))
    form.offer(_all_tags())
    if form.validate_on_submit():
        at = clock.now()

        def write() -> Need:
            tags = tags_by_code(form.tags.data or [])
            return services.change_need(need, tags=tags, actor=current_user, at=at, **form.values())

        if _save(form, write) is not None:
            flash(_("Saved. The suggestions follow the change."), "success")
            return redirect(url_for("recommendations.index", slug=slug, need=need_id), code=303)
    return render_template(
        "matchmaking/needs/edit.html", event=event, buyer=need.buyer, form=form, need=need
    )


@bp.post("/events/<slug>/needs/<int:need_id>/open")
@login_required
def set_open(slug: str, need_id: int) -> Response:
    """Close a need that was met, or open it again."""
    event = event_or_404(slug)
    need = _need_or_404(event, need_id)
    authorize(can_edit_need, need)
    is_open = request.form.get("open") == "1"
    with transaction():
        services.open_need(need, is_open=is_open, actor=current_user, at=clock.now())
    text = _("The need is open again.") if is_open else _("Closed. Nobody is suggested for it now.")
    flash(text, "success")
    return redirect(url_for("needs.index", slug=slug), code=303)
