"""Pages for the people of a company: its card, and who acts for it."""

from collections.abc import Iterable

from flask import Flask

from accounts.companies.tax import public_tax_code, shown_tax_code
from accounts.companies.views import card, people
from accounts.companies.views.blueprint import bp
from accounts.companies.words import LANGUAGES_SPOKEN
from core.i18n import _

__all__ = ["bp", "card", "init_app", "people", "spoken"]


def spoken(codes: Iterable[str]) -> str:
    """The languages of a list of codes, by name."""
    return ", ".join(_(LANGUAGES_SPOKEN[code]) for code in codes if code in LANGUAGES_SPOKEN)


def init_app(app: Flask) -> None:
    """Give templates the forms of tax codes and the names of languages."""
    app.add_template_global(shown_tax_code)
    app.add_template_global(public_tax_code)
    app.add_template_global(spoken)
