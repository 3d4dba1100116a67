"""A company's papers with their scans, and for staff: OCOP claims that nobody has looked at."""

import contextlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask_login import current_user, login_required

from accounts.companies.models import Company
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.telling import telling
from core.web import limiter, page_number, paginate
from events.catalogue import services
from events.catalogue.forms import NewCertificateForm, RefuseClaimForm, ScanForm
from events.catalogue.models import Certificate, Product
from events.catalogue.ocop import today_of
from events.catalogue.papers import TYPES, paper_path, remove_paper, store_paper
from events.catalogue.queries import certificates_of, open_claims, owner_of_paper, products_of
from events.catalogue.rules import (
    can_check_papers,
    can_edit_product,
    can_edit_products_of,
    can_see_papers_of,
)
from events.catalogue.views.blueprint import bp
from events.catalogue.views.products import paper_folder


@contextlib.contextmanager
def _stored(sent: Any) -> Iterator[str | None]:
    """The sent scan, stored; removed again when what follows fails."""
    key = store_paper(sent.read(), paper_folder()) if sent else None
    try:
        yield key
    except BaseException:
        remove_paper(key, paper_folder())
        raise


@bp.get("/papers/<key>")
@login_required
def paper(key: str) -> Response:
    """A scan, for those who may see it; to everybody else there is none."""
    path, company_id = paper_path(paper_folder(), key), owner_of_paper(key)
    if path is None or company_id is None or not path.is_file():
        abort(404)
    authorize(can_see_papers_of, company_id, hide=True)
    kind = key.rpartition(".")[2]
    response = send_file(
        BytesIO(path.read_bytes()),
        mimetype=TYPES[kind],
        as_attachment=kind == "pdf",
        download_name=f"scan.{kind}",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _company(company_id: int) -> Company:
    company = db.get_or_404(Company, company_id)
    authorize(can_edit_products_of, company)
    return company


def _page(company: Company, form: NewCertificateForm | None = None) -> Any:
    page = render_template(
        "events/catalogue/papers.html",
        company=company,
        products=[one for one in products_of(company.id, drafts=True) if one.ocop],
        certificates=certificates_of(company.id),
        form=form or NewCertificateForm(formdata=None),
        scan=ScanForm(formdata=None),
        day=today_of(clock.now()),
    )
    return page, 422 if form else 200


@bp.get("/companies/<int:company_id>/papers")
@login_required
def papers(company_id: int) -> Any:
    """OCOP recognitions and certificates, what ends soon first."""
    return _page(_company(company_id))


def _back(company_id: int) -> Any:
    return redirect(url_for("catalogue.papers", company_id=company_id), code=303)


@bp.post("/companies/<int:company_id>/papers")
@login_required
@limiter.limit("60/hour")
def add_certificate(company_id: int) -> Any:
    """Add a certificate of the whole company."""
    company = _company(company_id)
    form = NewCertificateForm()
    if form.validate():
        try:
            with _stored(form.scan.data) as key, transaction():
                services.add_certificate(
                    company, form.facts, actor=current_user, at=clock.now(), key=key
                )
        except DomainError as error:
            form.scan.errors = [error.text(_)]
        else:
            flash(_("The certificate is there."), "success")
            return _back(company_id)
    return _page(db.get_or_404(Company, company_id), form)


def _certificate(certificate_id: int) -> Certificate:
    row = db.get_or_404(Certificate, certificate_id)
    authorize(can_edit_products_of, row.company)
    return row


@bp.post("/certificates/<int:certificate_id>/scan")
@login_required
@limiter.limit("60/hour")
def certificate_scan(certificate_id: int) -> Any:
    """Add or replace a certificate's scan."""
    row = _certificate(certificate_id)
    company_id, form = row.company_id, ScanForm()
    if not form.validate():
        flash(form.scan.errors[0] if form.scan.errors else _("Please choose a file."), "error")
        return _back(company_id)
    try:
        with _stored(form.scan.data) as key, transaction():
            old = services.set_certificate_file(row, key or "", actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        remove_paper(old, paper_folder())
        flash(_("The scan is there."), "success")
    return _back(company_id)


@bp.post("/certificates/<int:certificate_id>/delete")
@login_required
def delete_certificate(certificate_id: int) -> Any:
    """Take a certificate away, with its scan."""
    company_id = _certificate(certificate_id).company_id
    with transaction():
        row = _certificate(certificate_id)
        old = services.remove_certificate(row, actor=current_user, at=clock.now())
    remove_paper(old, paper_folder())
    flash(_("The certificate is gone."), "success")
    return _back(company_id)


@bp.post("/products/<int:product_id>/decision")
@login_required
@limiter.limit("60/hour")
def ocop_scan(product_id: int) -> Any:
    """Add or replace the scan of an OCOP decision."""
    product = db.get_or_404(Product, product_id)
    authorize(can_edit_product, product)
    company_id, form = product.company_id, ScanForm()
    if not form.validate():
        flash(form.scan.errors[0] if form.scan.errors else _("Please choose a file."), "error")
        return _back(company_id)
    try:
        with _stored(form.scan.data) as key, transaction():
            old = services.set_evidence(product, key or "", actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        remove_paper(old, paper_folder())
        flash(_("The scan is there. Staff will look at it."), "success")
    return _back(company_id)


@bp.get("/staff/ocop")
@login_required
def claims() -> Any:
    """OCOP claims that nobody has looked at; those with a scan first."""
    authorize(can_check_papers)
    return _claims_page()


def _claims_page(product_id: int = 0, form: RefuseClaimForm | None = None) -> Any:
    page = paginate(open_claims(), number=page_number(), size=20)
    forms = {}
    for product in page.items:
        one = form if form and product.id == product_id else RefuseClaimForm(formdata=None)
        one.reason.id = one.reason.label.field_id = f"reason-{product.id}"
        forms[product.id] = one
    shown = render_template(
        "events/catalogue/claims.html", page=page, forms=forms, day=today_of(clock.now())
    )
    return shown, 422 if form else 200


@bp.post("/staff/ocop/<int:product_id>/confirm")
@login_required
def confirm_claim(product_id: int) -> Any:
    """Staff have seen the decision."""
    authorize(can_check_papers)
    with telling(_("Confirmed. Everybody now reads “verified”.")):
        product = db.get_or_404(Product, product_id)
        services.verify_ocop(product, actor=current_user, at=clock.now())
    return redirect(url_for("catalogue.claims"), code=303)


@bp.post("/staff/ocop/<int:product_id>/refuse")
@login_required
def refuse_claim(product_id: int) -> Any:
    """Staff could not confirm it, and say why."""
    authorize(can_check_papers)
    form = RefuseClaimForm()
    if not form.validate():
        return _claims_page(product_id, form)
    with telling(_("Noted. The company reads your reason.")):
        product = db.get_or_404(Product, product_id)
        services.refuse_ocop(product, form.reason.data, actor=current_user, at=clock.now())
    return redirect(url_for("catalogue.claims"), code=303)
