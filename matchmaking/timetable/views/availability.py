"""When companies can meet: their own page, the same for organisers, and the rules of an event."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.companies.models import Company
from accounts.companies.queries import companies_of
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.web import page_number, paginate
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from matchmaking.timetable.availability import services
from matchmaking.timetable.availability.forms import AvailabilityForm, RulesForm
from matchmaking.timetable.availability.grid import blocks_of
from matchmaking.timetable.availability.places import booths_of
from matchmaking.timetable.availability.queries import (
    away_claims,
    exhibitor_id_of,
    meetings_in_slots,
    outside,
    rules_of,
    stay_of,
    stays_at,
    taking_part,
)
from matchmaking.timetable.queries import slots_of
from matchmaking.timetable.states import PlaceRule
from matchmaking.timetable.views.blueprint import bp

PER_PAGE = 50


@bp.route("/events/<slug>/availability", methods=["GET", "POST"])
@login_required
def availability(slug: str) -> Any:
    """When one's own company can meet: from when to when, which slots not, which breaks."""
    event = event_or_404(slug)
    there = {company.id for company in db.session.scalars(taking_part(event))}
    mine = [company for company in companies_of(current_user) if company.id in there]
    if not mine:
        return render_template(
            "matchmaking/timetable/availability.html", event=event, company=None, mine=[]
        )
    wanted = request.args.get("company", type=int) or mine[0].id
    company = next((one for one in mine if one.id == wanted), None) or abort(404)
    url = url_for("timetable.availability", slug=slug, company=company.id)
    return _page(event, company, url, mine=mine)


@bp.get("/manage/events/<slug>/availability")
@login_required
def presence(slug: str) -> str:
    """Who is there when, company by company."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    q = request.args.get("q", "").strip()
    page = paginate(taking_part(event, q), number=page_number(), size=PER_PAGE)
    ids = [company.id for company in page.items]
    return render_template(
        "matchmaking/timetable/presence.html",
        event=event,
        page=page,
        q=q,
        stays=stays_at(event, ids),
        away=away_claims(event.id, ids),
        may_change=can_manage_event(current_user, event),
    )


@bp.route("/manage/events/<slug>/availability/<int:company_id>", methods=["GET", "POST"])
@login_required
def presence_of(slug: str, company_id: int) -> Any:
    """The same page for a company that called: what is said here is noted as the organiser's."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    found = taking_part(event).where(Company.id == company_id)
    company = db.session.scalar(found) or abort(404)
    url = url_for("timetable.presence_of", slug=slug, company_id=company_id)
    return _page(event, company, url, mine=[])


def _page(event: Event, company: Company, url: str, *, mine: list[Company]) -> Any:
    at = clock.now()
    slots, stay = slots_of(event.id), stay_of(event, company.id)
    meets = meetings_in_slots(event.id, company.id)
    away, rules = away_claims(event.id, [company.id])[company.id], rules_of(event)
    form = AvailabilityForm(data=AvailabilityForm.shown(stay, away, event.zone))
    form.offer(slots, event.zone)
    chooses = rules.places is PlaceRule.EACH and _has_booth(event, company)
    if form.validate_on_submit():
        answer = _said(event, company, form, url, with_place=chooses, at=at)
        if answer is not None:
            return answer
    off = outside(stay, slots)
    return render_template(
        "matchmaking/timetable/availability.html",
        event=event,
        company=company,
        mine=mine,
        acting=not mine,
        form=form,
        rules=rules,
        chooses=chooses,
        blocks=blocks_of(slots, event.zone),
        slot_at={slot.id: slot for slot in slots},
        meets=meets,
        outside=off,
        lost=[meets[slot.id] for slot in slots if slot.id in off and slot.id in meets],
        at=at,
    )


def _has_booth(event: Event, company: Company) -> bool:
    exhibitor_id = exhibitor_id_of(event, company.id)
    return exhibitor_id is not None and bool(booths_of([exhibitor_id]))


def _said(
    event: Event,
    company: Company,
    form: AvailabilityForm,
    url: str,
    *,
    with_place: bool,
    at: datetime,
) -> Response | None:
    values = form.stay(event.zone, with_place=with_place)
    try:
        with transaction():
            services.set_away(event, company, form.away.data or [], actor=current_user, at=at)
            services.set_stay(event, company, values, actor=current_user, at=at)
    except DomainError as error:
        flash(error.text(_), "warning")
        return None
    flash(_("Saved. Only times at which you can come are offered from now on."), "success")
    return redirect(url, code=303)


@bp.route("/manage/events/<slug>/meeting-rules", methods=["GET", "POST"])
@login_required
def meeting_rules(slug: str) -> Any:
    """Where meetings are held, how many a day, which breaks."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    form = RulesForm(data=RulesForm.shown(rules_of(event)))
    form.offer()
    if form.validate_on_submit():
        with transaction():
            services.set_rules(event, form.values(), actor=current_user, at=clock.now())
        flash(_("Saved. What has a time already stays as it is."), "success")
        return redirect(url_for("timetable.meeting_rules", slug=slug), code=303)
    return render_template("matchmaking/timetable/meeting_rules.html", event=event, form=form)
