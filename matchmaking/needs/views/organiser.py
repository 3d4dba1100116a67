"""For organisers: who comes to buy, approvals and invitations."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.models import Company
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.web import page_number, paginate
from events.programme.pages import event_or_404
from events.programme.rules import can_work_on_event
from matchmaking.needs import services
from matchmaking.needs.forms import InviteForm
from matchmaking.needs.models import Buyer, BuyerState
from matchmaking.needs.queries import buyer_counts, buyers_at, companies_to_invite
from matchmaking.needs.views.blueprint import bp


@bp.get("/manage/events/<slug>/buyers")
@login_required
def buyers(slug: str) -> str:
    """All buyers of an event; those who wait for an answer stand first."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    wanted = request.args.get("state", "")
    state = BuyerState(wanted) if wanted in set(BuyerState) else None
    search = request.args.get("q", "")[:100]
    page = paginate(buyers_at(event, state=state, search=search), number=page_number())
    return render_template(
        "matchmaking/needs/buyers.html",
        event=event,
        page=page,
        counts=buyer_counts(event.id),
        state=state,
        search=search,
    )


@bp.post("/manage/events/<slug>/buyers/<int:buyer_id>/answer")
@login_required
def answer_buyer(slug: str, buyer_id: int) -> Response:
    """Approve a buyer, or say that there is no place."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    buyer = db.session.get(Buyer, buyer_id)
    if buyer is None or buyer.event_id != event.id:
        abort(404)
    approve = request.form.get("answer") == "approve"
    act = services.approve_buyer if approve else services.decline_buyer
    name = buyer.company.name
    try:
        with transaction():
            act(buyer, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        text = _("%(name)s is approved and has been told by mail.", name=name)
        flash(text if approve else _("%(name)s has been answered.", name=name), "success")
    return redirect(url_for("needs.buyers", slug=slug), code=303)


@bp.route("/manage/events/<slug>/buyers/invite", methods=["GET", "POST"])
@login_required
def invite(slug: str) -> str | Response:
    """Find a company and invite it to buy."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    search = request.args.get("q", "")[:100]
    form = InviteForm()
    if form.validate_on_submit():
        number = form.company_id.data
        company = db.session.get(Company, int(number)) if str(number).isdecimal() else None
        if company is None:
            abort(404)
        name = company.name
        try:
            with transaction():
                services.invite_buyer(
                    event,
                    company,
                    actor=current_user,
                    at=clock.now(),
                    note=form.note.data or "",
                )
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            flash(_("%(name)s is invited and has been told by mail.", name=name), "success")
        return redirect(url_for("needs.invite", slug=slug, q=search or None), code=303)
    return render_template(
        "matchmaking/needs/invite.html",
        event=event,
        form=form,
        search=search,
        found=companies_to_invite(event, search),
    )
