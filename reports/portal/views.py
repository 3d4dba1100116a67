"""The map of the public pages, and what robots leave alone."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app

from core.web import public_url
from reports.portal.queries import public_companies, public_events, public_products

bp = Blueprint("portal", __name__)

# Pages of one event that stand on their own.
PARTS = (
    "programme.event",
    "programme.agenda",
    "exhibitors.index",
    "exhibitors.products",
    "exhibitors.plan",
    "registration.register",
)
# Addresses that are secret, or of no use to anybody who searches.
CLOSED = (
    "/t/",
    "/g/",
    "/manage/",
    "/account",
    "/my/",
    "/join/",
    "/start",
    "/unsubscribe/",
    "/api/",
)


def _addresses() -> Iterable[str]:
    known = current_app.view_functions
    yield public_url("programme.home")
    yield public_url("programme.calendar")
    yield public_url("exhibitors.search")
    for slug in public_events():
        yield from (public_url(part, slug=slug) for part in PARTS if part in known)
    for company_id in public_companies():
        yield public_url("exhibitors.company", company_id=company_id)
    for product_id in public_products():
        yield public_url("exhibitors.product", product_id=product_id)


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public address, for search engines."""
    lines = [f"<url><loc>{escape(address)}</loc></url>" for address in _addresses()]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = "\n".join([head, f'<urlset xmlns="{space}">', *lines, "</urlset>", ""])
    return _kept(Response(body, mimetype="application/xml"))


@bp.get("/robots.txt")
def robots() -> Response:
    """Where the map is, and which doors are none for robots."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines.append(f"Sitemap: {public_url('portal.sitemap')}")
    return _kept(Response("\n".join([*lines, ""]), mimetype="text/plain"))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
