"""Inviting several firms to one table; the same page serves a firm that brings others along."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.companies.queries import people_of
from accounts.companies.rules import acts_for
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, fmt_datetime
from core.permissions import authorize
from core.search import query_text
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.groups import services
from matchmaking.groups.forms import InviteForm
from matchmaking.groups.queries import choices_for, group_rules_of
from matchmaking.groups.rules import can_bring_partners, can_invite_group
from matchmaking.groups.views.blueprint import bp
from matchmaking.meetings.persons import usual_person
from matchmaking.meetings.services import answer_until
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.needs.queries import active_buyers_of, needs_of
from matchmaking.needs.words import need_title
from matchmaking.recommendations.queries import exhibitors_by_id

WITHOUT_NEED = 0


@bp.route("/events/<slug>/meetings/groups/new", methods=["GET", "POST"])
@login_required
def invite(slug: str) -> Any:
    """Choose firms, say what it is about, send; looking for a name keeps what was ticked."""
    event = event_or_404(slug)
    buyer, first = _who(event)
    side = Side.BUYER if first is None else Side.EXHIBITOR
    needs = [one for one in needs_of([buyer.id]) if one.is_open]
    form = _form(buyer, first, needs)
    status = 200
    if form.is_submitted() and "search" not in request.form:
        if form.validate():
            done = _send(event, buyer, first, needs, form)
            if done is not None:
                return done
        status = 422
    about = [one for one in needs if one.id == form.need_id.data] or needs
    page = render_template(
        "matchmaking/groups/invite.html",
        event=event,
        buyer=buyer,
        first=first,
        form=form,
        rules=group_rules_of(event),
        choices=choices_for(
            buyer,
            about,
            side=side,
            chosen=set(form.exhibitor_ids.data or ()),
            query=query_text(form.q.data),
            without=[first.id] if first is not None else [],
        ),
        for_buyer=not acts_for(current_user, buyer.company) and first is None,
        may_ask=buyer.state == "approved",
        until=answer_until(event, at=clock.now()),
    )
    return page, status


def _who(event: Event) -> tuple[Buyer, Exhibitor | None]:
    """The buyer, and the firm that asks if it is not the buyer; whoever may not is sent away."""
    buyer_id = request.values.get("buyer_id", type=int)
    if buyer_id is None:
        mine = active_buyers_of(current_user, event)
        buyer_id = mine[0].id if mine else None
    buyer = db.session.get(Buyer, buyer_id) if buyer_id else None
    first_id = request.values.get("exhibitor_id", type=int)
    first = db.session.get(Exhibitor, first_id) if first_id else None
    if buyer is None or buyer.event_id != event.id or (first_id and first is None):
        abort(404)
    if first is None:
        authorize(can_invite_group, buyer)
        return buyer, None
    if first.event_id != event.id:
        abort(404)
    authorize(can_bring_partners, first)
    return buyer, first


def _form(buyer: Buyer, first: Exhibitor | None, needs: list[Need]) -> InviteForm:
    form = InviteForm()
    company_id = buyer.company_id if first is None else first.company_id
    form.offer_people(people_of(company_id), usual_person(company_id, current_user))
    form.need_id.choices = [(one.id, need_title(one)) for one in needs]
    form.need_id.choices.append((WITHOUT_NEED, _("Something else")))
    if not form.is_submitted():
        form.buyer_id.data = str(buyer.id)
        form.exhibitor_id.data = str(first.id) if first is not None else ""
        asked = request.args.get("need_id", type=int)
        known = {one.id for one in needs}
        form.need_id.data = asked if asked in known else next(iter(known), WITHOUT_NEED)
        form.exhibitor_ids.data = request.args.getlist("with", type=int)
    return form


def _send(
    event: Event, buyer: Buyer, first: Exhibitor | None, needs: list[Need], form: InviteForm
) -> Any:
    """The invitation; nothing where it was refused, which the page then says."""
    chosen = exhibitors_by_id(form.exhibitor_ids.data or [])
    firms = [one for one in chosen.values() if one.event_id == event.id]
    try:
        with transaction():
            meeting = services.invite(
                buyer,
                firms if first is None else [first, *firms],
                side=Side.BUYER if first is None else Side.EXHIBITOR,
                actor=current_user,
                at=clock.now(),
                need=next((one for one in needs if one.id == form.need_id.data), None),
                note=form.note.data or "",
                person_id=form.person_id.data or None,
            )
    except DomainError as error:
        flash(error.text(_), "error")
        return None
    until = fmt_datetime(meeting.expires_at, event.zone)
    flash(_("Sent. Each firm answers for itself until %(until)s.", until=until), "success")
    if first is None and not acts_for(current_user, buyer.company):
        return redirect(url_for("groups.rules", slug=event.slug), code=303)
    url = url_for("meetings.detail", slug=event.slug, meeting_id=meeting.id)
    return redirect(url, code=303)
