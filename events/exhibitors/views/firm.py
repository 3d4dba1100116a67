"""What a firm does: apply, look how it stands, withdraw."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.companies.models import Company
from accounts.companies.queries import companies_of
from accounts.companies.rules import acts_for
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.nav import link
from core.permissions import authorize
from core.telling import telling
from core.web import limiter
from events.exhibitors import services
from events.exhibitors.forms import ApplyForm
from events.exhibitors.models import Application, BoothCategory, CoExhibitor
from events.exhibitors.queries import (
    categories_of,
    halls_of,
    live_applications,
    open_partnerships,
    own_applications,
    shows_of,
)
from events.exhibitors.rules import can_withdraw_application
from events.exhibitors.states import LIVE
from events.exhibitors.views.blueprint import bp
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.states import LIVE as EVENT_LIVE


@bp.route("/events/<slug>/apply", methods=["GET", "POST"])
@login_required
@limiter.limit("30/hour", methods=["POST"])
def apply(slug: str) -> Any:
    """Ask to show at an event."""
    event = event_or_404(slug)
    companies, categories = companies_of(current_user), categories_of(event.id)
    chosen = request.args.get("company", type=int)
    first = categories[0][0].id if categories else 0
    form = ApplyForm(data={"company": chosen, "category": first})
    form.offer(companies, categories)
    form.offer_places(halls_of(event.id))
    if companies and form.validate_on_submit():
        try:
            number = _send(event, form)
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Your application is with the organiser. You will get an answer."), "success")
            return redirect(url_for("exhibitors.application", application_id=number), code=303)
    return render_template(
        "events/exhibitors/apply.html",
        event=event,
        form=form,
        companies=companies,
        sent=live_applications(event.id, companies),
        is_open=event.state in EVENT_LIVE,
        new_company=link("companies.new", next=request.path) or "/companies/new",
    )


def _send(event: Event, form: ApplyForm) -> int:
    with transaction():
        company = db.get_or_404(Company, form.company.data)
        authorize(acts_for, company)
        category = db.session.get(BoothCategory, form.category.data) if form.category.data else None
        application = services.apply_to_event(
            event,
            company,
            category=category,
            note=form.note.data or "",
            details=form.details(),
            actor=current_user,
            at=clock.now(),
        )
        return int(application.id)


@bp.get("/companies/<int:company_id>/events")
@login_required
def events(company_id: int) -> str:
    """Where a company has applied and where it shows."""
    company = db.get_or_404(Company, company_id)
    authorize(acts_for, company)
    return render_template(
        "events/exhibitors/events.html",
        company=company,
        applications=own_applications(company_id),
        shows={show.event_id: show for show in shows_of(company_id)},
        live=LIVE,
        asked=open_partnerships(company_id),
    )


@bp.post("/partners/<int:partner_id>")
@login_required
def answer_partner(partner_id: int) -> Any:
    """Say yes or no to sharing a booth."""
    partner = db.get_or_404(CoExhibitor, partner_id)
    if partner.company is None or not acts_for(current_user, partner.company):
        abort(403)
    company_id, is_yes = partner.company_id, request.form.get("answer") == "yes"
    done = _("You share this booth.") if is_yes else _("They know that you do not share the booth.")
    with telling(done):
        services.answer_partner(partner, is_yes=is_yes, actor=current_user, at=clock.now())
    return redirect(url_for("exhibitors.events", company_id=company_id), code=303)


@bp.post("/applications/<int:application_id>/withdraw")
@login_required
def withdraw(application_id: int) -> Any:
    """Take an application back."""
    application = db.get_or_404(Application, application_id)
    if not acts_for(current_user, application.company):
        abort(403)
    company_id = application.company_id
    if not can_withdraw_application(current_user, application):
        flash(_("This application has been answered or withdrawn in the meantime."), "error")
    else:
        with telling(_("Your application has been withdrawn.")):
            services.withdraw_application(application, actor=current_user, at=clock.now())
    return redirect(url_for("exhibitors.events", company_id=company_id), code=303)
