"""Finding products, companies and kinds; filters live in the address."""

from typing import Any

import sqlalchemy as sa
from flask import render_template, request

from accounts.companies.provinces import current_provinces
from core import clock
from core.db import db
from core.i18n import by_language
from core.search import query_text
from core.web import page_number, paginate
from events.catalogue.forms import FindForm
from events.catalogue.queries import (
    found_products,
    root_tags,
    tagged,
    with_details,
    with_stars,
    within_province,
)
from events.catalogue.tags import entries, suggest
from events.exhibitors.queries import found_companies
from events.exhibitors.views.blueprint import bp

FEW = 6


def find_form() -> FindForm:
    """The filters of this address."""
    form = FindForm(request.args)
    form.offer(
        ((one.key, by_language(one.name_vi, one.name_en)) for one in current_provinces()),
        root_tags(),
    )
    return form


def narrowed(products: sa.Select[Any], form: FindForm) -> sa.Select[Any]:
    """The products that pass the filters."""
    if form.province.data:
        products = products.where(within_province(form.province.data))
    if form.tag.data:
        products = products.where(tagged([form.tag.data]))
    if form.ocop.data:
        products = products.where(with_stars(int(form.ocop.data), clock.now().date()))
    return with_details(products)


def active(form: FindForm) -> int:
    """How many filters are set."""
    return sum(bool(field.data) for field in (form.province, form.tag, form.ocop))


@bp.get("/search")
def search() -> str:
    """Products, companies and kinds that answer a query."""
    query, form = query_text(request.args.get("q")), find_form()
    page = paginate(narrowed(found_products(query), form), number=page_number())
    first = page.number == 1 and bool(query)
    companies = list(db.session.scalars(found_companies(query).limit(FEW))) if first else []
    return render_template(
        "events/exhibitors/search.html",
        query=query,
        form=form,
        active=active(form),
        page=page,
        companies=companies,
        kinds=suggest(entries(), query, limit=FEW) if first else [],
        day=clock.now().date(),
    )
