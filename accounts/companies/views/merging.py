"""For the platform's admin: likely duplicates, two side by side, and one of them.

Whoever comes with the number of an entry that is gone is led to the one that was kept.
"""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from accounts.companies.duplicates import likely_duplicates
from accounts.companies.forms import MergeForm
from accounts.companies.merging import merge_companies, merge_objections, say_distinct
from accounts.companies.models import Company
from accounts.companies.provinces import current_province
from accounts.companies.queries import called, members_of, things_of
from accounts.companies.rules import can_merge_companies
from accounts.companies.views.blueprint import bp, company_or_404
from accounts.companies.words import LEGAL_FORMS, REASONS, THINGS
from core import clock, nav
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import N_, _, by_language, fmt_number
from core.permissions import authorize
from core.search import query_text
from core.telling import telling
from core.web import Page, page_number, url_with

PAIRS = 20
MOST_FOUND = 30

nav.add(
    "account",
    N_("Shared data"),
    "companies.duplicates",
    order=70,
    icon="building",
    when=can_merge_companies,
)
nav.add(
    "admin",
    N_("Duplicate companies"),
    "companies.duplicates",
    order=10,
    when=can_merge_companies,
    covers=("companies.merge",),
)


def follow() -> Any:
    """Before any page: a company that was merged is the one it was merged into.

    Who reads is sent there; what is being posted counts for it, so nothing typed is lost.
    """
    company_id = (request.view_args or {}).get("company_id")
    if not isinstance(company_id, int):
        return None
    company = db.session.get(Company, company_id)
    if company is None or company.merged_into_id is None:
        return None
    request.view_args = {**(request.view_args or {}), "company_id": company.merged_into_id}
    if request.method == "POST":
        return None
    return redirect(url_with(), code=301)


def _shown(companies: list[Company]) -> dict[str, Any]:
    """What a page says of companies beside their names, by id."""
    found = things_of({company.id for company in companies})
    return {
        "hanging": {company_id: _counted(things) for company_id, things in found.items()},
        "places": {company.id: _place(company) for company in companies},
        "forms": LEGAL_FORMS,
    }


def _counted(things: Counter[str]) -> str:
    """How much hangs on a company, in a line."""
    others = things.total() - sum(things[table] for table in THINGS)
    told = [(_(name), things[table]) for table, name in THINGS.items()]
    told.append((_("Other entries"), others))
    return " · ".join(f"{name}: {fmt_number(count)}" for name, count in told if count)


def _place(company: Company) -> str:
    here = current_province(company.province_key)
    province = by_language(here.name_vi, here.name_en) if here else company.country
    return ", ".join(filter(None, (company.address, company.old_district, province)))


@bp.get("/admin/companies")
def duplicates() -> str:
    """Pairs that may be one firm; and a search for two that the list does not know."""
    authorize(can_merge_companies)
    query = query_text(request.args.get("q"))
    found = list(db.session.scalars(called(query).limit(MOST_FOUND))) if query else []
    pairs = likely_duplicates()
    pages = max(1, -(-len(pairs) // PAIRS))
    number = min(max(page_number(), 1), pages)
    shown = pairs[(number - 1) * PAIRS : number * PAIRS]
    companies = [*found, *(company for pair in shown for company in (pair.first, pair.second))]
    return render_template(
        "accounts/companies/duplicates.html",
        query=query,
        found=found,
        page=Page(shown, number, pages, len(pairs)),
        reasons=REASONS,
        **_shown(companies),
    )


@bp.get("/admin/companies/compare")
def compare() -> Any:
    """Two that were ticked in a search, side by side."""
    authorize(can_merge_companies)
    ids = [int(text) for text in request.args.getlist("company") if text.isdecimal()][:3]
    if len(set(ids)) != 2:  # noqa: PLR2004 -- a pair
        flash(_("Tick two companies."), "error")
        return redirect(url_for("companies.duplicates", q=request.args.get("q")), code=303)
    return redirect(url_for("companies.merge", kept_id=ids[0], gone_id=ids[1]), code=303)


@bp.route("/admin/companies/<int:kept_id>/merge/<int:gone_id>", methods=["GET", "POST"])
def merge(kept_id: int, gone_id: int) -> Any:
    """Two side by side: choose what stands, confirm, and they are one."""
    authorize(can_merge_companies)
    kept, gone = company_or_404(kept_id), company_or_404(gone_id)
    at = clock.now()
    against = merge_objections(kept, gone, at=at)
    form = MergeForm.of(kept, gone)
    if not against and form.validate_on_submit():
        names = {"gone": gone.name, "kept": kept.name}
        try:
            with transaction():
                merge_companies(
                    kept,
                    gone,
                    at=at,
                    actor=current_user,
                    take=form.taken(gone),
                    as_staff=form.people.data == "staff",
                )
        except DomainError as error:
            flash(error.text(_), "error")
            return redirect(request.url, code=303)
        flash(_("“%(gone)s” is now part of “%(kept)s”.", **names), "success")
        return redirect(url_for("companies.duplicates"), code=303)
    shown = render_template(
        "accounts/companies/merge.html",
        form=form,
        kept=kept,
        gone=gone,
        against=[error.text(_) for error in against],
        people={company.id: members_of(company.id) for company in (kept, gone)},
        **_shown([kept, gone]),
    )
    return shown, 422 if form.is_submitted() else 200


@bp.post("/admin/companies/<int:first_id>/distinct/<int:second_id>")
def distinct(first_id: int, second_id: int) -> Any:
    """The two are two: the list asks no more."""
    authorize(can_merge_companies)
    with telling(_("Noted: these are two companies.")):
        first, second = company_or_404(first_id), company_or_404(second_id)
        say_distinct(first, second, actor=current_user, at=clock.now())
    return redirect(url_for("companies.duplicates"), code=303)
