"""Lists on their way out, and the sheet of claim slips."""

import io
from collections.abc import Iterator
from typing import Any

from flask import (
    Response,
    abort,
    flash,
    redirect,
    send_file,
    stream_with_context,
    url_for,
)
from flask_login import current_user, login_required

from accounts.sign_in.codes import in_groups
from accounts.sign_in.identity import shown_phone
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, fmt_date
from core.pdf import fonts_folder
from core.permissions import authorize
from core.sheets import csv_lines, write_xlsx
from core.web import limiter, public_url
from events.imports import claims, exporting
from events.imports.slips import PrintedSlip, Texts, slips_pdf
from events.imports.views.blueprint import bp, for_catalogue, own_event, own_import
from events.imports.views.work import XLSX
from events.programme.models import Event


@bp.get("/manage/events/<slug>/lists/<what>.<format>")
@login_required
def export(slug: str, what: str, format: str) -> Any:  # noqa: A002 -- the word in the address
    """A list of an event."""
    return _file(own_event(slug), what, format)


@bp.get("/manage/lists/<what>.<format>")
@login_required
def export_all(what: str, format: str) -> Any:  # noqa: A002 -- the word in the address
    """A list of the whole catalogue."""
    authorize(for_catalogue)
    return _file(None, what, format)


def _file(event: Event | None, what: str, kind: str) -> Any:
    if what not in exporting.every_list(event) or kind not in {"xlsx", "csv"}:
        abort(404)
    name = f"{event.slug if event else 'cho-phien'}-{what}.{kind}"
    if kind == "csv":
        return _csv(event, what, name)
    target = io.BytesIO()
    headings = exporting.headings(what, event)
    write_xlsx(target, headings, exporting.rows(what, event), title=what)
    target.seek(0)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=name)


def _csv(event: Event | None, what: str, name: str) -> Response:
    def lines() -> Iterator[str]:
        yield from csv_lines(exporting.headings(what, event), exporting.rows(what, event))

    response = Response(stream_with_context(lines()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/manage/imports/<int:import_id>/slips")
@login_required
@limiter.limit("20/hour")
def slips(import_id: int) -> Any:
    """Make claim codes for the firms of a list and the sheet to print; it is sent this once."""
    one = own_import(import_id)
    at = clock.now()
    try:
        with transaction():
            made = claims.make_claim_codes(one, by=current_user, at=at)
            source = one.source
    except DomainError as error:
        flash(error.text(_), "error")
        return redirect(url_for("imports.show", import_id=import_id), code=303)
    printed = [_printed(slip, source) for slip in made]
    sheet = slips_pdf(printed, fonts=fonts_folder())
    response = Response(sheet, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="claim-slips-{import_id}.pdf"'
    return response


def _printed(slip: claims.Slip, source: str) -> PrintedSlip:
    """A slip in the language of who prints it."""
    phone = shown_phone(slip.phone)
    title = _("Claim your firm on Chợ Phiên")
    texts = Texts(
        title=f"{title} · {source}" if source else title,
        steps=(
            _("On a phone or computer open %(url)s", url=public_url("sign_in.start")),
            _("Enter the code and choose a password."),
            _("From then on sign in with %(phone)s and that password.", phone=phone),
        ),
        until=_(
            "Valid once, until %(day)s. Whoever has this slip can use it: hand it over in person.",
            day=fmt_date(slip.expires_at),
        ),
        contact=" · ".join(filter(None, (slip.contact, phone))),
    )
    address = public_url("companies.join", token=slip.digits)
    return PrintedSlip(slip.company, in_groups(slip.digits), address, texts)
