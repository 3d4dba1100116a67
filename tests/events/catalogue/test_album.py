"""A product has several photos in an order, described in both languages; the first is its cover."""

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from core.db import db
from events.catalogue import album
from events.catalogue.errors import TooManyPhotos
from events.catalogue.models import Product, ProductPhoto
from events.catalogue.photos import photo_path
from tests import factories as make


def _photo() -> io.BytesIO:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "21.3891, 103.0169"
    Image.new("RGB", (1600, 1200), "green").save(out, "JPEG", exif=exif)
    return io.BytesIO(out.getvalue())


@pytest.fixture
def product(session: Any) -> Product:
    return make.make_product(make.make_company())


def _keys(product: Product) -> list[str]:
    return [photo.key for photo in album.photos_of(product)]


def _add(product: Product, keys: str, at: datetime) -> None:
    for key in keys:
        album.add_photo(product, key, actor=None, at=at)


def test_the_first_photo_is_the_cover(product: Product, at: datetime) -> None:
    _add(product, "ab", at)

    assert (_keys(product), product.photo_key) == (["a", "b"], "a")


def test_photos_change_places_and_the_cover_follows(product: Product, at: datetime) -> None:
    _add(product, "abc", at)
    last = album.photos_of(product)[2]

    album.move_photo(last, up=True, actor=None, at=at)
    album.move_photo(last, up=True, actor=None, at=at)
    album.move_photo(last, up=True, actor=None, at=at)  # at the front already

    assert (_keys(product), product.photo_key) == (["c", "a", "b"], "c")


def test_a_removed_cover_leaves_the_next(product: Product, at: datetime) -> None:
    _add(product, "ab", at)

    gone = album.remove_photo(album.photos_of(product)[0], actor=None, at=at)

    assert (gone, _keys(product), product.photo_key) == ("a", ["b"], "b")


def test_another_cover_takes_the_first_place(product: Product, at: datetime) -> None:
    _add(product, "ab", at)

    assert album.set_cover(product, "z", actor=None, at=at) == "a"
    assert (_keys(product), product.photo_key) == (["z", "b"], "z")


def test_there_is_a_most(product: Product, at: datetime) -> None:
    _add(product, "abcdefgh", at)

    with pytest.raises(TooManyPhotos):
        _add(product, "i", at)


@pytest.fixture
def own(client: Any, app: Flask, committed: Callable[..., Any]) -> Iterator[int]:
    """A product whose company's admin is at the screen; the files go afterwards."""

    def prepare() -> tuple[int, int]:
        company = make.make_company()
        return make.make_product(company).id, make.make_member(company).id

    product_id, person = committed(prepare)
    client.sign_in(person)
    yield product_id
    shutil.rmtree(Path(app.instance_path) / "photos", ignore_errors=True)


def _send(client: Any, own: int, **values: Any) -> Any:
    url = f"/products/{own}/photos"
    return client.post(url, data={"csrf_token": client.token(url), **values})


def test_a_photo_comes_with_its_words_in_both_languages(client: Any, app: Flask, own: int) -> None:
    words = {"alt_vi": "Giỏ búp chè non", "alt_en": "A basket of tea buds"}

    answer = _send(client, own, photo=(_photo(), "a.jpg"), **words)

    assert answer.status_code == 303
    assert 'alt="Giỏ búp chè non"' in client.get(f"/products/{own}").text
    english = app.test_client().get(f"/products/{own}", headers={"Accept-Language": "en"})
    assert 'alt="A basket of tea buds"' in english.text


def test_nothing_hidden_in_a_photo_is_kept(client: Any, app: Flask, own: int) -> None:
    _send(client, own, photo=(_photo(), "a.jpg"))

    with app.app_context():
        key = db.session.scalar(sa.select(ProductPhoto.key)) or ""
    for size, side in (("large", 1280), ("small", 480)):
        path = photo_path(Path(app.instance_path) / "photos", key, size)
        assert path is not None
        data = path.read_bytes()
        assert b"103.0169" not in data
        assert max(Image.open(io.BytesIO(data)).size) == side


def test_a_bad_photo_keeps_the_words(client: Any, own: int) -> None:
    answer = _send(client, own, photo=(io.BytesIO(b"GIF89a"), "a.jpg"), alt_vi="Giỏ chè")

    assert answer.status_code == 422
    assert "Giỏ chè" in answer.text


def test_another_firms_photo_cannot_be_touched(
    client: Any, app: Flask, committed: Any, own: int, at: datetime
) -> None:
    def theirs() -> int:
        product = make.make_product(make.make_company())
        return album.add_photo(product, "k" * 32, actor=None, at=at).id

    photo_id = committed(theirs)

    answer = client.submit(f"/photos/{photo_id}/delete", page=f"/products/{own}/photos")

    assert answer.status_code == 403


def test_deleting_a_product_deletes_all_its_files(client: Any, app: Flask, own: int) -> None:
    for _n in range(2):
        _send(client, own, photo=(_photo(), "a.jpg"))
    folder = Path(app.instance_path) / "photos"
    with app.app_context():
        keys = db.session.scalars(sa.select(ProductPhoto.key)).all()

    client.submit(f"/products/{own}/delete", page=f"/products/{own}/photos")

    paths = [photo_path(folder, key, size) for key in keys for size in ("large", "small")]
    assert [path for path in paths if path is None or path.exists()] == []
