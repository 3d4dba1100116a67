"""Vacancies at a job fair, projects and investors at an investor day: looked at, and brought."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.companies.models import Company
from accounts.companies.queries import companies_of
from accounts.companies.rules import acts_for
from core import clock, nav
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import N_, _, fmt_money
from core.permissions import authorize
from core.telling import telling
from core.web import page_number, paginate
from events.catalogue.pages import company_name
from events.programme import services
from events.programme.forms import OpportunityForm, PostForm
from events.programme.kinds import OPPORTUNITIES, OPPORTUNITY_WORDS, STAGES
from events.programme.models import Event, Opportunity, OpportunityKind
from events.programme.pages import event_or_404
from events.programme.queries import brings, opportunities_of
from events.programme.rules import can_work_on_event
from events.programme.services.opportunities import EDITABLE
from events.programme.views.blueprint import bp

nav.add(
    "event",
    N_("Opportunities"),
    "programme.opportunities",
    order=32,
    when=lambda _user: g.get("event_kind") in OPPORTUNITIES,
    covers=("programme.opportunity_new", "programme.opportunity_edit"),
)


def _event_or_404(slug: str) -> Event:
    """An event of a kind that has opportunities."""
    event = event_or_404(slug)
    if event.kind not in OPPORTUNITIES:
        abort(404)
    return event


def _kind(text: str) -> OpportunityKind | None:
    return OpportunityKind(text) if text in {kind.value for kind in OpportunityKind} else None


def amount_text(opportunity: Opportunity) -> str:
    """Pay or money in words: a range, one amount, or by agreement."""
    low, high = opportunity.low_minor, opportunity.high_minor
    if not high:
        return str(_("by agreement"))
    return fmt_money(high) if low in {0, high} else f"{fmt_money(low)} – {fmt_money(high)}"


@bp.get("/events/<slug>/opportunities")
def opportunities(slug: str) -> str:
    """What is offered and sought, to be searched without marks."""
    event = _event_or_404(slug)
    kind, text = _kind(request.args.get("kind", "")), request.args.get("q", "")[:100]
    companies = companies_of(current_user)
    mine = brings(event, [company.id for company in companies])
    return render_template(
        "events/programme/opportunities.html",
        event=event,
        page=paginate(opportunities_of(event, kind=kind, text=text), number=page_number(), size=30),
        q=text,
        kind=kind,
        kinds=[(one, _(OPPORTUNITY_WORDS[one].many)) for one in OPPORTUNITIES[event.kind]],
        may_add=[
            (one, _(OPPORTUNITY_WORDS[one].add))
            for one in OPPORTUNITIES[event.kind]
            if any(one in kinds for kinds in mine.values())
        ],
        own={company.id for company in companies},
        words=OPPORTUNITY_WORDS,
        stages=STAGES,
        amount_text=amount_text,
    )


@bp.route("/events/<slug>/opportunities/new/<kind>", methods=["GET", "POST"])
@login_required
def opportunity_new(slug: str, kind: str) -> Any:
    """A company brings something."""
    event, wanted = _event_or_404(slug), _kind(kind)
    if wanted is None or wanted not in OPPORTUNITIES[event.kind]:
        abort(404)
    companies = companies_of(current_user)
    mine = brings(event, [company.id for company in companies])
    choices = [(c.id, company_name(c)) for c in companies if wanted in mine.get(c.id, set())]
    if not choices:
        flash(_("Your company is not on the list of this event yet. Apply first."), "info")
        return redirect(url_for("programme.opportunities", slug=slug), code=303)
    form = OpportunityForm()
    form.offer(wanted, choices)
    if form.validate_on_submit():
        company = db.session.get_one(Company, form.company.data)
        if _saved(form, lambda at: _add(event, company, wanted, form, at)):
            return redirect(url_for("programme.opportunities", slug=slug), code=303)
    return _page(event, wanted, form)


def _add(
    event: Event, company: Company, kind: OpportunityKind, form: OpportunityForm, at: Any
) -> None:
    authorize(acts_for, company)
    services.add_opportunity(event, company, kind, form.values(), by=current_user, at=at)


def _saved(form: OpportunityForm, act: Any) -> bool:
    try:
        with transaction():
            act(clock.now())
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return False
    flash(_("Saved."), "success")
    return True


def _opportunity_or_404(event: Event, opportunity_id: int) -> Opportunity:
    """What the reader's company brought to this event, or the team looks after."""
    opportunity = db.session.get(Opportunity, opportunity_id)
    if opportunity is None or opportunity.event_id != event.id:
        abort(404)
    if not can_work_on_event(current_user, event):
        authorize(acts_for, opportunity.company)
    return opportunity


@bp.route("/events/<slug>/opportunities/<int:opportunity_id>", methods=["GET", "POST"])
@login_required
def opportunity_edit(slug: str, opportunity_id: int) -> Any:
    """Change what was brought."""
    event = _event_or_404(slug)
    opportunity = _opportunity_or_404(event, opportunity_id)
    form = OpportunityForm(data={name: getattr(opportunity, name) for name in EDITABLE})
    form.offer(opportunity.kind, None)
    if form.validate_on_submit() and _saved(
        form,
        lambda at: services.edit_opportunity(opportunity, form.values(), by=current_user, at=at),
    ):
        return redirect(url_for("programme.opportunities", slug=slug), code=303)
    return _page(event, opportunity.kind, form)


@bp.post("/events/<slug>/opportunities/<int:opportunity_id>/delete")
@login_required
def opportunity_delete(slug: str, opportunity_id: int) -> Any:
    """Take it back."""
    event = _event_or_404(slug)
    opportunity = _opportunity_or_404(event, opportunity_id)
    if PostForm().validate_on_submit():
        with telling(_("It is taken back.")):
            services.delete_opportunity(opportunity, by=current_user, at=clock.now())
    return redirect(url_for("programme.opportunities", slug=slug), code=303)


def _page(event: Event, kind: OpportunityKind, form: OpportunityForm) -> str:
    return render_template(
        "events/programme/opportunity.html", event=event, form=form, words=OPPORTUNITY_WORDS[kind]
    )
