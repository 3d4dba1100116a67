"""Photos of a product: several, in an order, each with what it shows in both languages.

``Product.photo_key`` repeats the first one's key, for lists. Flushes only.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import db, lock
from events.catalogue.errors import TooManyPhotos
from events.catalogue.models import Product, ProductPhoto

MOST_PHOTOS = 8


def photos_of(product: Product) -> list[ProductPhoto]:
    """The photos of a product in their order."""
    theirs = sa.select(ProductPhoto).where(ProductPhoto.product_id == product.id)
    in_order = theirs.order_by(ProductPhoto.position, ProductPhoto.id)
    return list(db.session.scalars(in_order))


def _settle(product: Product, photos: list[ProductPhoto], *, at: datetime) -> None:
    """Number them anew; the first is the cover."""
    for position, photo in enumerate(photos):
        photo.position = position
    product.photo_key = photos[0].key if photos else None
    product.updated_at = at
    db.session.flush()
    db.session.expire(product, ["photos"])


def add_photo(
    product: Product, key: str, *, alt_vi: str = "", alt_en: str = "", actor: Any, at: datetime
) -> ProductPhoto:
    """Add a photo at the end. Raises TooManyPhotos."""
    lock(product)
    photos = photos_of(product)
    if len(photos) >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    photo = ProductPhoto(
        product_id=product.id, key=key, alt_vi=alt_vi, alt_en=alt_en, position=len(photos)
    )
    db.session.add(photo)
    _settle(product, [*photos, photo], at=at)
    record("product:photo", product, actor=actor, at=at)
    return photo


def set_cover(product: Product, key: str | None, *, actor: Any, at: datetime) -> str | None:
    """Another first photo, or none; returns the key of the one that goes."""
    lock(product)
    photos = photos_of(product)
    before = photos.pop(0) if photos else None
    old = before.key if before is not None else None
    if before is not None and key is None:
        db.session.delete(before)
    elif before is not None and key is not None:
        before.key = key
        photos.insert(0, before)
    elif key is not None:
        first = ProductPhoto(product_id=product.id, key=key)
        db.session.add(first)
        photos.insert(0, first)
    _settle(product, photos, at=at)
    record("product:photo", product, actor=actor, at=at)
    return old


def describe_photo(
    photo: ProductPhoto, *, alt_vi: str, alt_en: str, actor: Any, at: datetime
) -> None:
    """Say what a photo shows, for those who do not see it."""
    photo.alt_vi, photo.alt_en = alt_vi, alt_en
    photo.product.updated_at = at
    record("product:photo_described", photo.product, actor=actor, at=at)


def move_photo(photo: ProductPhoto, *, up: bool, actor: Any, at: datetime) -> None:
    """One place towards the front, or towards the end; at the edge nothing happens."""
    product = lock(photo.product)
    photos = photos_of(product)
    here = photos.index(photo)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(photos):
        return
    photos[here], photos[there] = photos[there], photos[here]
    _settle(product, photos, at=at)
    record("product:photo_moved", product, actor=actor, at=at)


def remove_photo(photo: ProductPhoto, *, actor: Any, at: datetime) -> str:
    """Take a photo away; returns its key."""
    product, key = lock(photo.product), photo.key
    rest = [one for one in photos_of(product) if one.id != photo.id]
    db.session.delete(photo)
    _settle(product, rest, at=at)
    record("product:photo_removed", product, actor=actor, at=at)
    return key
