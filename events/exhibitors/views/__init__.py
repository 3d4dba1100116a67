"""Pages of exhibitors: for everybody, for the firms, for those who organise."""

from flask import Flask

from events.exhibitors import pages
from events.exhibitors.views import applications, firm, hall, public, search
from events.exhibitors.views.blueprint import bp

__all__ = ["applications", "bp", "firm", "hall", "init_app", "public", "search"]


def init_app(app: Flask) -> None:
    """Templates of all slices may speak of applications."""
    pages.init_app(app)
