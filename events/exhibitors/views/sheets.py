"""Sheets for the booths: one for a firm, all for the organiser."""

from collections.abc import Sequence

from flask import Response, abort
from flask_login import current_user, login_required

from accounts.companies.rules import acts_for
from core import clock
from core.db import db
from core.i18n import _, by_language, fmt_range
from core.pdf import fonts_folder
from core.permissions import authorize
from core.web import public_url
from events.catalogue.models import Product
from events.catalogue.ocop import stars_on
from events.catalogue.pages import company_name, place_line, product_name
from events.exhibitors.models import Exhibitor
from events.exhibitors.queries import exhibitors_of, products_by_company
from events.exhibitors.sheet import Sheet, ShownProduct, sheets_pdf
from events.exhibitors.views.blueprint import bp
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_work_on_event


def _shown(product: Product) -> ShownProduct:
    stars = stars_on(product.ocop, clock.now().date())
    notes = (_("OCOP %(count)d stars", count=stars) if stars else "", product.price_note)
    address = public_url("exhibitors.product", product_id=product.id)
    return ShownProduct(product_name(product), " · ".join(filter(None, notes)), address)


def _sheets(event: Event, rows: Sequence[Exhibitor]) -> Response:
    products = products_by_company({row.company_id for row in rows})
    sheets = [
        Sheet(
            event=by_language(event.name_vi, event.name_en),
            when=" · ".join(
                filter(None, (fmt_range(event.starts_at, event.ends_at, event.zone), event.place))
            ),
            booths=" ".join(booth.label for booth in row.booths) or "–",
            company=company_name(row.company),
            place=place_line(row.company),
            products=[_shown(product) for product in products.get(row.company_id, [])],
            hint=_("Point your phone's camera at a code to read about the product."),
        )
        for row in rows
    ]
    data = sheets_pdf(sheets, fonts=fonts_folder())
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{event.slug}-booths.pdf"'
    return response


@bp.get("/manage/events/<slug>/sheets.pdf")
@login_required
def sheets(slug: str) -> Response:
    """The sheets of all exhibitors that have a booth, by booth."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    rows = [row for row in db.session.scalars(exhibitors_of(event.id)) if row.booths]
    return _sheets(event, sorted(rows, key=lambda row: row.booths[0].label))


@bp.get("/events/<slug>/exhibitors/<int:exhibitor_id>/sheet.pdf")
@login_required
def sheet(slug: str, exhibitor_id: int) -> Response:
    """The sheet of one exhibitor, for itself and for the staff."""
    event = event_or_404(slug)
    row = db.session.get(Exhibitor, exhibitor_id)
    if row is None or row.event_id != event.id:
        abort(404)
    if not acts_for(current_user, row.company):
        authorize(can_work_on_event, event)
    return _sheets(event, [row])
