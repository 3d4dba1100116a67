"""Creating and editing a company."""

import secrets
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.companies.errors import DuplicateTaxCode, SameFormTwice
from accounts.companies.forms import CompanyForm
from accounts.companies.models import Company, Member
from accounts.companies.provinces import current_province
from accounts.companies.queries import alike_unseen
from accounts.companies.rules import can_create_company, can_edit_company
from accounts.companies.services import create_company, edit_company
from accounts.companies.tax import shown_tax_code
from accounts.companies.views.blueprint import bp, company_or_404
from accounts.sign_in.models import User
from core import clock
from core.db import db, transaction
from core.i18n import _, by_language
from core.permissions import authorize
from core.web import safe_next


def _page(form: CompanyForm, company: Company | None, like: list[Company]) -> Any:
    found = {other.id: current_province(other.province_key) for other in like}
    places = {key: by_language(p.name_vi, p.name_en) if p else "" for key, p in found.items()}
    shown = render_template(
        "accounts/companies/card.html", form=form, company=company, like=like, places=places
    )
    return shown, 422 if form.is_submitted() else 200


@bp.route("/companies/new", methods=["GET", "POST"])
@login_required
def new() -> Any:
    """Add a company; who adds it becomes its admin."""
    authorize(can_create_company)
    form = CompanyForm()
    if request.method == "GET":
        form.form_token.data = secrets.token_urlsafe(18)
    like: list[Company] = []
    if form.validate_on_submit():
        company_id = _made_by(form.form_token.data)
        if company_id is None:
            like = alike_unseen(form.name.data, request.form.get("distinct", ""))
            company_id = None if like else _created(form)
        if company_id is not None:
            return _go_on(company_id, request.args.get("next"))
    return _page(form, None, like)


def _go_on(company_id: int, back: str | None) -> Any:
    """Where somebody came from to add the company, else to its products."""
    if back:
        flash(_("The company is here."), "success")
        return redirect(safe_next(back), code=303)
    flash(
        _(
            "The company is here. Next: show your first product, or go to an event to say "
            "what you buy."
        ),
        "success",
    )
    return redirect(url_for("catalogue.products", company_id=company_id), code=303)


def _created(form: CompanyForm) -> int | None:
    """The id of the new company, or of the one this very form made before."""
    try:
        with transaction():
            me = db.session.get_one(User, current_user.id)
            company = create_company(
                by=me, at=clock.now(), form_token=form.form_token.data or None, **form.values
            )
            return company.id
    except DuplicateTaxCode as error:
        if (company_id := _made_by(form.form_token.data)) is not None:
            return company_id
        form.tax_code.errors = [error.text(_)]
    except SameFormTwice as error:
        if (company_id := _made_by(form.form_token.data)) is not None:
            return company_id
        form.form_errors.append(error.text(_))
    return None


def _made_by(form_token: str | None) -> int | None:
    mine = (
        sa.select(Company.id)
        .join(Member)
        .where(Company.form_token == form_token, Member.user_id == current_user.id)
    )
    return db.session.scalar(mine) if form_token else None


@bp.route("/companies/<int:company_id>/edit", methods=["GET", "POST"])
def edit(company_id: int) -> Any:
    """Change what the company says of itself."""
    company = company_or_404(company_id)
    authorize(can_edit_company, company)
    form = CompanyForm(obj=company)
    if request.method == "GET" and company.tax_code and ":" in company.tax_code:
        form.tax_code.data = shown_tax_code(company.tax_code)
    if form.validate_on_submit():
        try:
            with transaction():
                edit_company(
                    company_or_404(company_id), by=current_user, at=clock.now(), **form.values
                )
        except DuplicateTaxCode as error:
            form.tax_code.errors = [error.text(_)]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("companies.edit", company_id=company_id), code=303)
    return _page(form, company, [])
