"""Pages for the people of a company: its card, and who acts for it."""

from flask import Flask

from accounts.companies.tax import shown_tax_code
from accounts.companies.views import card, people
from accounts.companies.views.blueprint import bp

__all__ = ["bp", "card", "init_app", "people"]


def init_app(app: Flask) -> None:
    """Give templates the masked form of tax codes."""
    app.add_template_global(shown_tax_code)
