"""What was entered for a firm, and whether the helper goes on: for its owner."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.assisting.models import Assistance
from accounts.assisting.queries import entered_for, help_for
from accounts.assisting.rules import can_decide_on_help
from accounts.assisting.services import decide_on_help
from accounts.assisting.views.blueprint import bp
from accounts.companies.models import Company
from accounts.companies.rules import can_edit_company
from core import clock, nav
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import N_, _
from core.permissions import authorize

nav.add("company-admin", N_("Help"), "assisting.help_of", order=40)

DEEDS = {
    "assistance:begun": N_("Entered the firm"),
    "company:created": N_("Entered the firm"),
    "company:edited": N_("Changed what the firm says of itself"),
    "product:created": N_("Added a product"),
    "product:edited": N_("Changed a product"),
    "application:submitted": N_("Applied for an event"),
    "application:withdrawn": N_("Withdrew an application"),
    "registration:made": N_("Registered a person"),
    "consent:granted": N_("Noted a consent signed on paper"),
    "meeting:requested": N_("Asked for a meeting"),
    "meeting:accepted": N_("Accepted a meeting"),
    "meeting:declined": N_("Declined a meeting"),
}


@bp.get("/companies/<int:company_id>/help")
@login_required
def help_of(company_id: int) -> str:
    """Who entered what for the firm."""
    company = db.get_or_404(Company, company_id)
    authorize(can_edit_company, company)
    rows = help_for(company_id)
    people = {one.helper.user_id: one.helper.user.full_name for one in rows}
    return render_template(
        "accounts/assisting/help_of.html",
        company=company,
        rows=rows,
        may_decide=can_decide_on_help(current_user, company),
        deeds=[
            (
                row.at,
                _(DEEDS.get(row.verb, N_("Changed something"))),
                people.get(row.actor_id or 0, ""),
            )
            for row in entered_for(company_id)
        ],
    )


@bp.post("/companies/<int:company_id>/help/<int:assistance_id>")
@login_required
def decide(company_id: int, assistance_id: int) -> Any:
    """The owner lets the helper go on, or ends it."""
    company = db.get_or_404(Company, company_id)
    authorize(can_decide_on_help, company)
    goes_on = request.form.get("answer") == "go_on"
    try:
        with transaction():
            row = db.get_or_404(Assistance, assistance_id)
            if row.company_id != company_id:
                abort(404)
            decide_on_help(row, company, goes_on=goes_on, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        flash(_("The helper may go on.") if goes_on else _("The help has ended."), "success")
    return redirect(url_for("assisting.help_of", company_id=company_id), code=303)
