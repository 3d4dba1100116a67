"""A company's people describe products; everybody finds them, with tones or without."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import MemberRole
from core.db import db
from events.catalogue.models import Certificate, Product
from events.catalogue.taxonomy import load_taxonomy
from tests.events.catalogue.test_photos import picture
from tests.factories import make_certificate, make_company, make_member, make_ocop, make_product
from tests.queries import count_queries

FULL = {
    "name_vi": "Chè Shan tuyết Tà Xùa",
    "name_en": "Tà Xùa Shan tea",
    "tags": ["TEA.SHAN", "TEA.SHAN.GRN"],
    "capacity_per_month": "1500",
    "capacity_unit": "kg",
    "harvest_months": ["3", "4", "9"],
    "ocop_stars": "4",
    "ocop_status": "recognised",
    "decision_no": "12/QĐ-UBND",
    "decided_on": "2025-03-31",
    "certificates-0-kind": "vietgap",
    "certificates-0-number": "VG-1",
    "certificates-0-expires_on": "2026-01-31",
}


@pytest.fixture
def firm(client: Any, committed: Any) -> tuple[Any, int]:
    """A signed-in admin of a company, the taxonomy loaded."""

    def make() -> tuple[int, int]:
        load_taxonomy()
        company = make_company(name="HTX Chè Tà Xùa", old_district="Bắc Yên")
        return company.id, make_member(company).id

    company, user = committed(make)
    client.sign_in(user)
    return client, company


def _only(app: Flask) -> Product:
    product: Product = db.session.scalars(sa.select(Product)).one()
    return product


def test_a_product_is_described_and_shown(app: Flask, firm: tuple[Any, int]) -> None:
    client, company = firm

    answer = client.submit(f"/companies/{company}/products/new", FULL)

    page = client.get(answer.location).text
    assert "Chè Shan tuyết Tà Xùa" in page
    assert "1.500 kg mỗi tháng" in page
    assert "tháng 3–4, 9" in page
    assert "31/03/2028" in page
    assert "VietGAP, đã hết hạn" in page
    with app.app_context():
        product = _only(app)
        assert [tag.code for tag in product.tags] == ["TEA.SHAN", "TEA.SHAN.GRN"]
        assert " tea " in f" {product.search_text} "


def test_what_was_typed_stays_when_something_is_missing(firm: tuple[Any, int]) -> None:
    client, company = firm

    page = client.submit(
        f"/companies/{company}/products/new", {"price_note": "250.000 đ/kg", "tags": ["TEA"]}
    )

    assert page.status_code == 200
    assert "250.000 đ/kg" in page.text
    assert "tiếng Việt hoặc tiếng Anh" in page.text
    assert '<option selected value="TEA">' in page.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"decided_on": "2031-01-01"}, "Ngày này chưa tới"),
        ({"certificates-0-kind": "", "certificates-0-number": "VG-77"}, "đây là chứng nhận nào"),
        ({"capacity_per_month": "-5"}, "từ 0 đến 1.000.000.000"),
        ({"name_vi": "", "name_en": ""}, "Tên tiếng Việt: Hãy viết tên sản phẩm"),
        ({"capacity_per_month": "-1"}, "bao nhiêu? Số phải"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(
    app: Flask, firm: tuple[Any, int], values: dict[str, str], said: str
) -> None:
    client, company = firm

    page = client.submit(f"/companies/{company}/products/new", FULL | values)

    assert said in page.text
    for text in filter(None, values.values()):
        assert f'value="{text}"' in page.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Product.id))) == 0


def test_the_summary_leads_to_the_certificate_that_is_wrong(firm: tuple[Any, int]) -> None:
    client, company = firm
    rows = {"certificates-1-kind": "", "certificates-1-number": "VG-77"}

    page = client.submit(f"/companies/{company}/products/new", FULL | rows).text

    assert 'href="#certificates-1-kind"' in page
    assert 'id="certificates-1-kind"' in page


def test_a_photo_that_a_refused_form_cannot_keep_is_asked_for_again(firm: tuple[Any, int]) -> None:
    client, company = firm
    sent = {"photo": (BytesIO(picture()), "che.jpg")}

    page = client.submit(f"/companies/{company}/products/new", sent)

    assert "Hãy chọn lại tệp “che.jpg”" in page.text


def test_staff_of_a_company_see_only_the_tabs_that_open(client: Any, committed: Any) -> None:
    def make() -> tuple[int, int]:
        company = make_company()
        return company.id, make_member(company, role=MemberRole.STAFF).id

    company, user = committed(make)
    client.sign_in(user)

    page = client.get(f"/companies/{company}/products").text

    for part in ("products", "papers", "events", "members"):
        assert f'href="/companies/{company}/{part}"' in page
        assert client.get(f"/companies/{company}/{part}").status_code == 200
    for part in ("edit", "help", "directory"):
        assert f'href="/companies/{company}/{part}"' not in page


def test_without_a_script_words_become_tags_or_are_asked_back(
    app: Flask, firm: tuple[Any, int]
) -> None:
    client, company = firm
    url = f"/companies/{company}/products/new"

    asked = client.submit(url, {"name_vi": "Trà", "tag_words": "che sha"})
    assert "Có phải ý bạn là" in asked.text

    client.submit(url, {"name_vi": "Trà", "tag_words": "mat ong, chè"})
    with app.app_context():
        assert {tag.code for tag in _only(app).tags} == {"HON", "TEA"}


def test_a_photo_is_written_anew_and_goes_with_its_product(
    app: Flask, firm: tuple[Any, int]
) -> None:
    client, company = firm
    folder = Path(app.instance_path) / "photos"
    url = f"/companies/{company}/products/new"
    client.submit(url, {"name_vi": "Chè", "photo": (BytesIO(picture()), "che.jpg")})

    with app.app_context():
        product = _only(app)
        number, key = product.id, product.photo_key
    shown = client.get(f"/photos/{key}-small.webp")
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert "immutable" in shown.headers["Cache-Control"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    shown.close()

    client.submit(f"/products/{number}/delete", page=f"/products/{number}/edit")
    assert client.get(f"/photos/{key}-small.webp").status_code == 404
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_file_that_is_no_photo_is_refused_and_nothing_kept(
    app: Flask, firm: tuple[Any, int]
) -> None:
    client, company = firm
    svg = BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")

    page = client.submit(
        f"/companies/{company}/products/new", {"name_vi": "Chè", "photo": (svg, "che.jpg")}
    )

    assert "không phải là ảnh" in page.text
    with app.app_context():
        assert db.session.scalars(sa.select(Product)).all() == []


def test_editing_keeps_certificates_and_forgets_what_was_verified_before(
    app: Flask, firm: tuple[Any, int], committed: Any, at: Any
) -> None:
    client, company = firm
    client.submit(f"/companies/{company}/products/new", FULL)
    with app.app_context():
        product = _only(app)
        number, certificate = product.id, product.certificates[0].id

    client.submit(f"/products/{number}/edit", FULL | {"ocop_stars": "5"})

    with app.app_context():
        product = _only(app)
        assert product.ocop is not None
        assert (product.ocop.stars, product.ocop.verified_at) == (5, None)
        assert [row.id for row in product.certificates] == [certificate]
        assert len(db.session.scalars(sa.select(Certificate)).all()) == 1


def test_a_hidden_product_is_seen_by_its_company_only(app: Flask, firm: tuple[Any, int]) -> None:
    client, company = firm
    client.submit(f"/companies/{company}/products/new", FULL)
    with app.app_context():
        number = _only(app).id
    client.submit(f"/products/{number}/unpublish", page=f"/companies/{company}/products")

    stranger = app.test_client()
    assert stranger.get(f"/products/{number}").status_code == 404
    assert stranger.get(f"/companies/{company}").status_code == 404
    assert f"/products/{number}" not in stranger.get("/search?q=ta+xua").text
    assert client.get(f"/products/{number}").status_code == 200


@pytest.mark.parametrize("typed", ["che", "Chè", "trà", "tra", "tea"])
def test_the_type_ahead_speaks_json(firm: tuple[Any, int], typed: str) -> None:
    results = firm[0].get("/tags.json", query_string={"q": typed}).json["results"]

    assert results[0] == {"value": "TEA", "label": "Chè, trà", "hint": ""}
    assert len(results) <= 12


def test_the_list_of_products_asks_the_same_however_long_it_is(
    app: Flask, firm: tuple[Any, int], committed: Any
) -> None:
    client, company = firm

    def add(number: int) -> None:
        from accounts.companies.models import Company  # noqa: PLC0415 -- only here

        row = db.session.get_one(Company, company)
        for _ in range(number):
            product = make_product(row)
            make_ocop(product)
            make_certificate(row, product_id=product.id)

    counts = []
    for number in (1, 29):
        committed(add, number)
        with count_queries(app) as sent:
            assert client.get(f"/companies/{company}/products").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]
