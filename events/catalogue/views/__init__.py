"""Pages of the catalogue: products, the type-ahead, photos, and for those who keep it."""

from flask import Flask

from events.catalogue import jobs, merging, pages
from events.catalogue.views import papers, photos, products, taxonomy
from events.catalogue.views.blueprint import bp

__all__ = ["bp", "init_app", "jobs", "merging", "papers", "photos", "products", "taxonomy"]


def init_app(app: Flask) -> None:
    """Templates of all slices may speak of products."""
    pages.init_app(app)
