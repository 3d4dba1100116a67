"""Who shows at an event, with what and where; a product, a company."""

from datetime import date
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_login import current_user

from accounts.companies.models import Company
from accounts.companies.rules import acts_for
from core import clock
from core.db import db
from core.search import query_text
from core.web import page_number, paginate
from events.catalogue.models import Product
from events.catalogue.pages import company_name, sector_name
from events.catalogue.queries import found_products, products_of
from events.catalogue.rules import can_edit_product, can_see_product
from events.catalogue.sectors import BY_KEY, SECTORS
from events.exhibitors.models import Exhibitor
from events.exhibitors.notes import notes_for
from events.exhibitors.plan import plan_of
from events.exhibitors.queries import (
    exhibitors_of,
    halls_of,
    is_public,
    leaf_tags,
    matching_ids,
    sectors_at,
    shows_of,
)
from events.exhibitors.views.blueprint import bp
from events.exhibitors.views.search import active, find_form, narrowed
from events.exhibitors.words import place_name
from events.programme.pages import event_or_404
from events.programme.states import LIVE, TO_COME


def _today() -> date:
    return clock.now().date()


@bp.get("/events/<slug>/exhibitors")
def index(slug: str) -> str:
    """Who shows at an event."""
    event = event_or_404(slug)
    query = query_text(request.args.get("q"))
    sector = BY_KEY.get(request.args.get("sector", ""))
    found = exhibitors_of(event.id, query=query, sector=sector)
    page = paginate(found, number=page_number())
    return render_template(
        "events/exhibitors/index.html",
        event=event,
        query=query,
        sector=sector,
        sectors=SECTORS,
        page=page,
        tags_of=leaf_tags(one.company_id for one in page.items),
        may_apply=event.state in LIVE,
    )


@bp.get("/events/<slug>/products")
def products(slug: str) -> str:
    """What is shown at an event."""
    event = event_or_404(slug)
    query, form = query_text(request.args.get("q")), find_form()
    showing = exhibitors_of(event.id).with_only_columns(Exhibitor.company_id).order_by(None)
    found = found_products(query).where(Product.company_id.in_(showing))
    page = paginate(narrowed(found, form), number=page_number())
    return render_template(
        "events/exhibitors/products.html",
        event=event,
        query=query,
        form=form,
        active=active(form),
        page=page,
        day=_today(),
    )


@bp.get("/events/<slug>/plan")
def plan(slug: str) -> str:
    """The halls with their booths; a query points out who has what is looked for."""
    event = event_or_404(slug)
    query = query_text(request.args.get("q"))
    here = matching_ids(event.id, query) if query else set()
    sectors = sectors_at(event.id)
    halls = halls_of(event.id)
    plans = [
        (
            hall,
            plan_of(
                hall,
                sectors,
                here=here,
                name=lambda exhibitor: company_name(exhibitor.company),
                address=_company_address,
                label=sector_name,
                place=place_name,
            ),
        )
        for hall in halls
    ]
    hits = [
        booth
        for hall in halls
        for booth in hall.booths
        if booth.allotment and booth.allotment.exhibitor_ids & here
    ]
    return render_template(
        "events/exhibitors/plan.html", event=event, query=query, plans=plans, hits=hits
    )


def _company_address(exhibitor: Exhibitor) -> str:
    return url_for("exhibitors.company", company_id=exhibitor.company_id)


@bp.get("/companies/<int:company_id>")
def company(company_id: int) -> str:
    """A company: what it offers and where it shows; no word on how to reach it."""
    row = db.get_or_404(Company, company_id)
    own = acts_for(current_user, row) or current_user.is_admin
    if not own and not is_public(row):
        abort(404)
    shows = shows_of(company_id)
    return render_template(
        "events/exhibitors/company.html",
        company=row,
        own=own,
        notes=notes_for(current_user, company_id, shows),
        products=products_of(company_id),
        shows=shows,
        day=_today(),
    )


@bp.get("/products/<int:product_id>")
def product(product_id: int) -> str:
    """A product, what is known about it, and where to see it."""
    row = db.session.get(Product, product_id)
    if row is None or not can_see_product(current_user, row):
        abort(404)
    now = clock.now()
    shows = [show for show in shows_of(row.company_id) if show.event.ends_at > now]
    if shows:
        g.zone = shows[-1].event.zone
    more: list[Any] = [one for one in products_of(row.company_id) if one.id != row.id]
    return render_template(
        "events/exhibitors/product.html",
        product=row,
        own=can_edit_product(current_user, row),
        notes=notes_for(current_user, row.company_id, shows),
        shows=[show for show in shows if show.event.state in LIVE | TO_COME],
        more=more[:3],
        day=_today(),
    )
