"""Products come in under their firms, and lists that go out come in again as they are."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import LegalForm
from accounts.companies.names import name_key
from core.db import db
from core.sheets import csv_lines, write_xlsx
from events.catalogue.facts import CertificateFacts, OcopFacts, ProductFacts
from events.catalogue.models import OcopRecord, OcopStatus, Product, Tag, TagProposal
from events.catalogue.services import create_product
from events.catalogue.taxonomy import load_taxonomy
from events.imports import exporting
from events.imports.states import Fate, ImportKind, RowState
from events.programme.models import Event
from tests.events.imports.helpers import (
    PRODUCTS,
    bring_in,
    fates,
    rows_of,
    total,
    undo,
    upload,
    xlsx,
)
from tests.factories import make_company, make_event, make_exhibitor, make_product, now

CODE = "0101243150"
TEA = ("HTX Chè Mẫu", CODE, "Chè Shan tuyết", "chè", "4 sao", "VietGAP số 12 đến 31/12/2027; HACCP")
PRODUCTS_KIND: dict[str, Any] = {"kind": ImportKind.PRODUCTS}


@pytest.fixture
def here(app: Flask, committed: Any) -> Iterator[None]:
    """An app context with the taxonomy and one firm."""

    def begin() -> None:
        load_taxonomy()
        make_company(name="HTX Chè Mẫu", name_key="che mau", tax_code=CODE)

    committed(begin)
    with app.app_context():
        yield


def test_a_row_becomes_a_product_with_its_papers(here: None) -> None:
    bring_in(PRODUCTS, [TEA], **PRODUCTS_KIND)

    product = db.session.scalars(sa.select(Product)).one()
    assert (product.name_vi, product.company.tax_code) == ("Chè Shan tuyết", CODE)
    assert [tag.code for tag in product.tags] == ["TEA"]
    assert product.ocop is not None
    assert (product.ocop.stars, product.ocop.status) == (4, OcopStatus.RECOGNISED)
    papers = {(row.kind, row.number, row.expires_on) for row in product.certificates}
    assert papers == {("vietgap", "12", date(2027, 12, 31)), ("haccp", "", None)}


def test_the_same_products_twice_change_nothing(here: None) -> None:
    bring_in(PRODUCTS, [TEA], **PRODUCTS_KIND)

    assert fates(upload(xlsx(PRODUCTS, [TEA]), **PRODUCTS_KIND)) == [Fate.SAME]


def test_kinds_that_nobody_knows_are_proposed(here: None) -> None:
    row = (*TEA[:3], "chè; đồ lưu niệm vũ trụ", "", "")
    import_id = bring_in(PRODUCTS, [row], **PRODUCTS_KIND)

    assert db.session.scalars(sa.select(TagProposal.word)).all() == ["đồ lưu niệm vũ trụ"]
    assert fates(upload(xlsx(PRODUCTS, [row]), **PRODUCTS_KIND)) == [Fate.SAME]
    undo(import_id)
    assert (total(Product), total(TagProposal)) == (0, 0)


def test_a_product_needs_its_firm(here: None) -> None:
    row = ("Không có ở đây", "", "Chè", "", "", "")

    [found] = rows_of(upload(xlsx(PRODUCTS, [row]), **PRODUCTS_KIND))

    assert (found.fate, found.reasons[0]["values"]) == (Fate.REFUSED, {"name": row[0]})


def test_a_name_without_tones_is_a_likely_duplicate(here: None) -> None:
    bring_in(PRODUCTS, [TEA], **PRODUCTS_KIND)
    bare = (*TEA[:2], "Che Shan tuyet", "", "", "")

    assert fates(upload(xlsx(PRODUCTS, [bare]), **PRODUCTS_KIND)) == [Fate.DUPLICATE]


def test_other_tones_are_another_product(here: None) -> None:
    rows = [(*TEA[:2], name, "", "", "") for name in ("Mứt dứa", "Mứt dừa")]

    assert fates(bring_in(PRODUCTS, rows, **PRODUCTS_KIND)) == [Fate.NEW, Fate.NEW]
    assert total(Product) == 2


def test_undoing_products_leaves_no_trace_of_new_ones(here: None) -> None:
    import_id = bring_in(PRODUCTS, [TEA], **PRODUCTS_KIND)

    undo(import_id)

    assert total(Product) == 0
    assert [row.state for row in rows_of(import_id)] == [RowState.UNDONE]


def test_undoing_a_change_gives_back_what_was(here: None) -> None:
    bring_in(PRODUCTS, [TEA], **PRODUCTS_KIND)
    second = bring_in(PRODUCTS, [(*TEA[:4], "5 sao", "")], **PRODUCTS_KIND)
    assert db.session.scalar(sa.select(OcopRecord.stars)) == 5

    undo(second)

    assert db.session.scalar(sa.select(OcopRecord.stars)) == 4


def _everything() -> int:
    """Firms and products with all that a list can say, and some that tempt it to err."""
    load_taxonomy()
    event = make_event()
    firms = [
        make_company(
            name="HTX Chè “Mẫu”, số 1",

            name_en="=Sample Tea",
            tax_code="0101243168",
            old_district="Bắc Yên",
            address="+84 Bản Mẫu",
            description_vi="Dòng một\nDòng hai; có dấu",
            website="https://mau.example",
            languages=["vi", "lo"],
        ),
        make_company(
            name="Sample Import Export", legal_form=LegalForm.FOREIGN, country="LA",
            province_key=None, tax_code="LA:123-45",
        ),
        make_company(name="Hộ Mẫu Ba", legal_form=LegalForm.HOUSEHOLD,
                     tax_code="010203004567"),
    ]  # fmt: skip
    for firm in firms:
        firm.name_key = name_key(firm.name)
        make_exhibitor(event, firm, seeks_vi="@siêu thị")
    tags = db.session.scalars(sa.select(Tag.code).order_by(Tag.id).limit(7)).all()
    facts = ProductFacts(
        name_vi="Chè Shan, loại 1",
        name_en="-Tea",
        tag_codes=tuple(tags),
        capacity_per_month=1500,
        capacity_unit="box",
        harvest_months=frozenset({1, 11, 12}),
        price_note="250.000 đ/kg",
        ocop=OcopFacts(4, OcopStatus.POTENTIAL_5, "12/QĐ-UBND", date(2026, 3, 5), "UBND tỉnh"),
        certificates=(
            CertificateFacts("organic_eu", "", "EU-1", date(2027, 1, 31)),
            CertificateFacts("organic"),
            CertificateFacts("other", "Giải Bông lúa vàng"),
            CertificateFacts("planting_code", "", "VN-01"),
        ),
    )
    create_product(firms[0], facts, actor=None, at=now())
    make_product(firms[1], name_vi="", name_en="Lao coffee")
    make_product(firms[2], name_vi="Chè toneless", name_en="")
    return event.id


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("what", [ImportKind.COMPANIES, ImportKind.PRODUCTS])
def test_what_goes_out_comes_in_as_the_same(
    app: Flask, committed: Any, what: ImportKind, kind: str, language: str
) -> None:
    event_id = committed(_everything)
    with app.test_request_context(headers={"Accept-Language": language}):
        event = db.session.get_one(Event, event_id)
        headings = exporting.headings(what.value, event)
        rows = list(exporting.rows(what.value, event))
    stream = io.BytesIO()
    if kind == "csv":
        stream.write("".join(csv_lines(headings, rows)).encode())
    else:
        write_xlsx(stream, headings, rows, title="x")

    with app.app_context():
        import_id = upload(stream.getvalue(), kind=what, event_id=event_id)

        told = [(row.fate, row.changes, row.reasons) for row in rows_of(import_id)]
        assert told == [(Fate.SAME, [], [])] * 3


def test_a_persons_number_does_not_go_out(app: Flask, committed: Any) -> None:
    event_id = committed(_everything)
    with app.test_request_context():
        event = db.session.get_one(Event, event_id)
        cells = [cell for row in exporting.rows("companies", event) for cell in row]

    assert "010203004567" not in cells
