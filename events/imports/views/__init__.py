"""Pages of imports and exports, for staff."""

from flask import Flask

from events.imports import jobs, pages
from events.imports.views import exports, lists, work
from events.imports.views.blueprint import bp

__all__ = ["bp", "exports", "init_app", "jobs", "lists", "work"]


def init_app(app: Flask) -> None:
    """Templates may speak of imports."""
    pages.init_app(app)
