"""What an exhibitor does with its leads: look, edit, take them along as a file."""

import io
from collections.abc import Iterator
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, by_language, fmt_datetime
from core.sheets import csv_lines, write_xlsx
from core.web import page_number, paginate
from events.catalogue.queries import products_of
from events.exhibitors.models import Exhibitor
from events.leads import queries
from events.leads.forms import FilterForm, LeadForm
from events.leads.models import Lead
from events.leads.services import edit_lead
from events.leads.views.blueprint import bp
from events.leads.views.scan import own_exhibitor
from events.leads.words import rating_word
from events.registration.views.pieces import role_word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/leads/<int:exhibitor_id>")
@login_required
def index(exhibitor_id: int) -> str:
    """The contacts of an exhibitor at one event."""
    exhibitor = own_exhibitor(exhibitor_id)
    form = FilterForm(request.args, products=products_of(exhibitor.company_id))
    form.validate()
    chosen: dict[str, Any] = {
        "text": (form.q.data or "")[:100],
        "rating": form.rating.data or None,
        "product_id": form.product.data or None,
    }
    page = paginate(queries.leads_of(exhibitor.id, **chosen), number=page_number(), size=30)
    return render_template(
        "events/leads/index.html",
        exhibitor=exhibitor,
        event=exhibitor.event,
        form=form,
        active=sum(bool(value) for value in chosen.values()),
        page=page,
        shown=queries.shown_of([lead.registration for lead in page.items]),
        count=queries.counts_of([exhibitor.id]).get(exhibitor.id, 0),
    )


def _lead(exhibitor_id: int, lead_id: int) -> tuple[Exhibitor, Lead]:
    exhibitor = own_exhibitor(exhibitor_id)
    return exhibitor, queries.lead_at(exhibitor_id, lead_id) or abort(404)


@bp.route("/leads/<int:exhibitor_id>/<int:lead_id>", methods=["GET", "POST"])
@login_required
def lead(exhibitor_id: int, lead_id: int) -> Any:
    """One contact: who, what was noted, what comes next."""
    exhibitor, row = _lead(exhibitor_id, lead_id)
    form = LeadForm(
        products=products_of(exhibitor.company_id),
        data={
            "rating": row.rating or 0,
            "products": [product.id for product in row.products],
            "tags": ", ".join(row.tags),
            "next_step": row.next_step,
            "next_step_on": row.next_step_on,
            "note": row.note,
        },
    )
    if form.validate_on_submit():
        try:
            with transaction():
                edit_lead(row, form.said(), actor=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("leads.index", exhibitor_id=exhibitor_id), code=303)
    page = render_template(
        "events/leads/lead.html",
        exhibitor=exhibitor,
        event=exhibitor.event,
        lead=row,
        form=form,
        shown=queries.shown_of([row.registration])[row.registration_id],
        scanned=", ".join(
            fmt_datetime(moment, exhibitor.event.zone)
            for moment in queries.scan_times([row.id]).get(row.id, [])
        ),
        words=queries.tags_of(exhibitor.id),
    )
    return page, 422 if form.errors else 200


@bp.get("/leads/<int:exhibitor_id>/leads.<any(csv, xlsx):kind>")
@login_required
def export(exhibitor_id: int, kind: str) -> Response:
    """All contacts as a file; of people who do not share, only role and company."""
    exhibitor = own_exhibitor(exhibitor_id)
    rows = list(_rows(exhibitor))
    if kind == "csv":
        response = Response("".join(csv_lines(_headings(), rows)), mimetype="text/csv")
    else:
        stream = io.BytesIO()
        write_xlsx(stream, _headings(), rows, title=_("Contacts"))
        response = Response(stream.getvalue(), mimetype=XLSX)
    name = f"lien-he-{exhibitor.event.slug}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _headings() -> list[str]:
    return [
        _("Full name"),
        _("Company or organisation"),
        _("Role"),
        _("Phone number"),
        _("E-mail"),
        _("How urgent"),
        _("Asked about"),
        _("Your own words"),
        _("Next step"),
        _("Until"),
        _("Note"),
        _("First scanned"),
        _("Last scanned"),
        _("Scans"),
    ]


def _rows(exhibitor: Exhibitor) -> Iterator[list[str | int | None]]:
    zone = exhibitor.event.zone
    leads = list(db.session.scalars(queries.leads_of(exhibitor.id)).unique())
    shown = queries.shown_of([one.registration for one in leads])
    for one in leads:
        if one.withdrawn_at is not None:
            continue
        who = shown[one.registration_id]
        yield [
            who.name,
            who.organisation,
            role_word(who.role),
            who.phone,
            who.email,
            rating_word(one.rating),
            "; ".join(by_language(p.name_vi, p.name_en) for p in one.products),
            "; ".join(one.tags),
            one.next_step,
            f"{one.next_step_on:%d/%m/%Y}" if one.next_step_on else "",
            one.note,
            fmt_datetime(one.first_scanned_at, zone),
            fmt_datetime(one.last_scanned_at, zone),
            one.scans,
        ]
