"""A company's own products, the type-ahead of tags, and photos."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_login import current_user, login_required

from accounts.companies.models import Company
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, by_language
from core.permissions import authorize
from core.web import limiter
from events.catalogue import album, pages, services
from events.catalogue.forms import ProductForm, shown
from events.catalogue.models import Product
from events.catalogue.papers import remove_paper
from events.catalogue.photos import photo_path, remove_photo, store_photo
from events.catalogue.proposals import proposals_for, propose
from events.catalogue.queries import products_of
from events.catalogue.rules import can_edit_product, can_edit_products_of
from events.catalogue.tags import TagEntry, entries, suggest
from events.catalogue.views.blueprint import bp

A_YEAR = 365 * 24 * 3600


def paper_folder() -> Path:
    """Where scans are kept: not below what the web serves."""
    return Path(current_app.instance_path) / "papers"


def scans_of(product: Product) -> set[str]:
    """The scans of a product's papers."""
    keys = {one.file_key for one in product.certificates}
    keys.add(product.ocop.evidence_key if product.ocop else None)
    return {key for key in keys if key}


def photo_folder() -> Path:
    """Where photos are kept."""
    return Path(current_app.instance_path) / "photos"


@bp.get("/tags.json")
def tags() -> Response:
    """Tags for what is being typed."""
    known = entries()
    by_code = {one.code: one for one in known}

    def result(one: TagEntry) -> dict[str, str]:
        root = by_code.get(one.root, one)
        return {
            "value": one.code,
            "label": by_language(one.name_vi, one.name_en),
            "hint": "" if root is one else by_language(root.name_vi, root.name_en),
        }

    return jsonify(results=[result(one) for one in suggest(known, request.args.get("q", ""))])


@bp.get("/photos/<key>-<size>.webp")
def photo(key: str, size: str) -> Response:
    """A photo; its address never changes its content, so it may be kept for a year."""
    path = photo_path(photo_folder(), key, size)
    if path is None or not path.is_file():
        abort(404)
    response = send_file(path, mimetype="image/webp", max_age=A_YEAR)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.get("/companies/<int:company_id>/products")
@login_required
def products(company_id: int) -> str:
    """A company's products, hidden ones too."""
    company = db.get_or_404(Company, company_id)
    authorize(can_edit_products_of, company)
    return render_template(
        "events/catalogue/products.html",
        company=company,
        products=products_of(company_id, drafts=True),
        day=clock.now().date(),
    )


@contextlib.contextmanager
def _kept_photo(form: ProductForm) -> Iterator[str | None]:
    """The sent photo, stored; removed again when what follows fails."""
    sent = form.photo.data
    key = store_photo(sent.read(), photo_folder()) if sent else None
    try:
        yield key
    except BaseException:
        remove_photo(key, photo_folder())
        raise


@bp.route("/companies/<int:company_id>/products/new", methods=["GET", "POST"])
@login_required
@limiter.limit("60/hour", methods=["POST"])
def new_product(company_id: int) -> Any:
    """Add a product."""
    company = db.get_or_404(Company, company_id)
    authorize(can_edit_products_of, company)
    form = ProductForm()
    if form.validate_on_submit():
        at = clock.now()
        try:
            with _kept_photo(form) as key, transaction():
                product = services.create_product(company, form.facts(), actor=current_user, at=at)
                propose(product, form.asked_for, actor=current_user, at=at)
                if key:
                    album.set_cover(product, key, actor=current_user, at=at)
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Your product is there, and everybody can see it."), "success")
            return redirect(url_for("exhibitors.product", product_id=product.id), code=303)
    return render_template("events/catalogue/edit.html", form=form, company=company, product=None)


@bp.route("/products/<int:product_id>/edit", methods=["GET", "POST"])
@login_required
@limiter.limit("120/hour", methods=["POST"])
def edit_product(product_id: int) -> Any:
    """Change a product."""
    product = db.get_or_404(Product, product_id)
    authorize(can_edit_product, product)
    form = ProductForm(data=shown(product))
    if form.validate_on_submit():
        at, old, scans = clock.now(), None, scans_of(product)
        try:
            with _kept_photo(form) as key, transaction():
                services.change_product(product, form.facts(), actor=current_user, at=at)
                propose(product, form.asked_for, actor=current_user, at=at)
                if key:
                    old = album.set_cover(product, key, actor=current_user, at=at)
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            remove_photo(old, photo_folder())
            for scan in scans - scans_of(db.session.get_one(Product, product_id)):
                remove_paper(scan, paper_folder())
            flash(_("Saved."), "success")
            return redirect(url_for("exhibitors.product", product_id=product_id), code=303)
    return render_template(
        "events/catalogue/edit.html",
        form=form,
        company=product.company,
        product=product,
        asked=proposals_for(product_id),
    )


def _own(product_id: int) -> Product:
    product = db.get_or_404(Product, product_id)
    authorize(can_edit_product, product)
    return product


def _back(product: Product) -> Any:
    return redirect(url_for("catalogue.products", company_id=product.company_id), code=303)


@bp.post("/products/<int:product_id>/publish")
@login_required
def publish(product_id: int) -> Any:
    """Show a product."""
    product = _own(product_id)
    with transaction():
        services.publish_product(product, actor=current_user, at=clock.now())
    flash(_("Everybody can see “%(name)s” again.", name=pages.product_name(product)), "success")
    return _back(product)


@bp.post("/products/<int:product_id>/unpublish")
@login_required
def unpublish(product_id: int) -> Any:
    """Hide a product."""
    product = _own(product_id)
    with transaction():
        services.unpublish_product(product, actor=current_user, at=clock.now())
    flash(
        _("“%(name)s” is hidden. Only your company sees it.", name=pages.product_name(product)),
        "success",
    )
    return _back(product)


@bp.post("/products/<int:product_id>/delete")
@login_required
def delete(product_id: int) -> Any:
    """Delete a product and its photo."""
    product = _own(product_id)
    company_id, name = product.company_id, pages.product_name(product)
    with transaction():
        scans = scans_of(product)
        keys = services.delete_product(product, actor=current_user, at=clock.now())
    for key in keys:
        remove_photo(key, photo_folder())
    for scan in scans:
        remove_paper(scan, paper_folder())
    flash(_("“%(name)s” has been deleted.", name=name), "success")
    return redirect(url_for("catalogue.products", company_id=company_id), code=303)


@bp.post("/products/<int:product_id>/photo/delete")
@login_required
def delete_photo(product_id: int) -> Any:
    """Take the photo off a product."""
    product = _own(product_id)
    with transaction():
        key = album.set_cover(product, None, actor=current_user, at=clock.now())
    remove_photo(key, photo_folder())
    flash(_("The photo has been removed."), "success")
    return redirect(url_for("catalogue.edit_product", product_id=product_id), code=303)
