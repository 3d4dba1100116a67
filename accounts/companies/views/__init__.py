"""Pages for the people of a company: its card, and who acts for it."""

from collections.abc import Iterable

from flask import Flask
from flask_login import current_user

from accounts.companies import jobs
from accounts.companies.models import Company
from accounts.companies.rules import can_edit_company, can_see_members
from accounts.companies.tax import public_tax_code, shown_tax_code
from accounts.companies.views import card, merging, people
from accounts.companies.views.blueprint import bp
from accounts.companies.words import LANGUAGES_SPOKEN
from core.i18n import _

__all__ = ["bp", "card", "init_app", "jobs", "merging", "people", "spoken"]


def spoken(codes: Iterable[str]) -> str:
    """The languages of a list of codes, by name."""
    return ", ".join(_(LANGUAGES_SPOKEN[code]) for code in codes if code in LANGUAGES_SPOKEN)


def may_edit_company(company: Company) -> bool:
    """Whether the reader may change the company's card."""
    return can_edit_company(current_user, company)


def may_see_members(company: Company) -> bool:
    """Whether the reader may see who acts for the company."""
    return can_see_members(current_user, company)


def init_app(app: Flask) -> None:
    """Give templates the forms of tax codes, the names of languages and what the reader may do."""
    app.add_template_global(shown_tax_code)
    app.add_template_global(public_tax_code)
    app.add_template_global(spoken)
    app.add_template_global(may_edit_company)
    app.add_template_global(may_see_members)
    app.before_request(merging.follow)
