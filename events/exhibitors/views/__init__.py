"""Pages of exhibitors: for everybody, for the firms, for those who organise."""

from flask import Flask

from events.exhibitors import pages
from events.exhibitors.views import (
    allotment,
    applications,
    asking,
    editor,
    fees,
    firm,
    hall,
    lottery,
    public,
    search,
    seasons,
    sheets,
)
from events.exhibitors.views.blueprint import bp

__all__ = [
    "allotment",
    "applications",
    "asking",
    "bp",
    "editor",
    "fees",
    "firm",
    "hall",
    "init_app",
    "lottery",
    "public",
    "search",
    "seasons",
    "sheets",
]


def init_app(app: Flask) -> None:
    """Templates of all slices may speak of applications."""
    pages.init_app(app)
