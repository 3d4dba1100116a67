"""The photos of a product: add, describe, put in order, take away."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.web import limiter
from events.catalogue import album
from events.catalogue.forms import AltForm, NewPhotoForm
from events.catalogue.models import Product, ProductPhoto
from events.catalogue.photos import remove_photo, store_photo
from events.catalogue.rules import can_edit_product
from events.catalogue.views.blueprint import bp
from events.catalogue.views.products import photo_folder


def _product(product_id: int) -> Product:
    product = db.get_or_404(Product, product_id)
    authorize(can_edit_product, product)
    return product


def _photo(photo_id: int) -> ProductPhoto:
    photo = db.get_or_404(ProductPhoto, photo_id)
    authorize(can_edit_product, photo.product)
    return photo


def _page(product: Product, form: NewPhotoForm | None = None) -> Any:
    rows = []
    for photo in album.photos_of(product):
        words = AltForm(formdata=None, obj=photo)
        for field in (words.alt_vi, words.alt_en):
            field.id = field.label.field_id = f"{field.name}-{photo.id}"
        rows.append((photo, words))
    page = render_template(
        "events/catalogue/photos.html",
        product=product,
        rows=rows,
        form=form or NewPhotoForm(formdata=None),
        most=album.MOST_PHOTOS,
    )
    return page, 422 if form else 200


def _back(product_id: int) -> Any:
    return redirect(url_for("catalogue.photos", product_id=product_id), code=303)


@bp.route("/products/<int:product_id>/photos", methods=["GET", "POST"])
@login_required
@limiter.limit("120/hour", methods=["POST"])
def photos(product_id: int) -> Any:
    """All photos, and one more."""
    product = _product(product_id)
    if request.method == "GET":
        return _page(product)
    form = NewPhotoForm()
    if not form.validate():
        return _page(product, form)
    key = None
    try:
        key = store_photo(form.photo.data.read(), photo_folder())
        with transaction():
            album.add_photo(
                product,
                key,
                alt_vi=form.alt_vi.data or "",
                alt_en=form.alt_en.data or "",
                actor=current_user,
                at=clock.now(),
            )
    except DomainError as error:
        remove_photo(key, photo_folder())
        form.photo.errors = [error.text(_)]
        return _page(_product(product_id), form)
    flash(_("The photo is there."), "success")
    return _back(product_id)


@bp.post("/photos/<int:photo_id>/words")
@login_required
def describe_photo(photo_id: int) -> Any:
    """Say what a photo shows."""
    product_id, form = _photo(photo_id).product_id, AltForm()
    if not form.validate():
        flash(_("At most 200 characters, please."), "error")
        return _back(product_id)
    with transaction():
        album.describe_photo(
            _photo(photo_id),
            alt_vi=form.alt_vi.data or "",
            alt_en=form.alt_en.data or "",
            actor=current_user,
            at=clock.now(),
        )
    flash(_("Saved."), "success")
    return _back(product_id)


@bp.post("/photos/<int:photo_id>/move")
@login_required
def move_photo(photo_id: int) -> Any:
    """One place forward or back."""
    product_id = _photo(photo_id).product_id
    with transaction():
        up = request.form.get("way") == "up"
        album.move_photo(_photo(photo_id), up=up, actor=current_user, at=clock.now())
    return _back(product_id)


@bp.post("/photos/<int:photo_id>/delete")
@login_required
def remove_one_photo(photo_id: int) -> Any:
    """Take a photo away."""
    product_id = _photo(photo_id).product_id
    with transaction():
        key = album.remove_photo(_photo(photo_id), actor=current_user, at=clock.now())
    remove_photo(key, photo_folder())
    flash(_("The photo has been removed."), "success")
    return _back(product_id)
