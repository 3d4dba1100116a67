"""What is in season when: months by kind; what names no month is there all year."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from accounts.companies.models import Company
from core.db import db
from events.catalogue.facts import month_bits
from events.catalogue.models import ProductTag
from events.catalogue.pages import season
from events.catalogue.queries import within_province
from events.catalogue.seasons import calendar
from events.programme.models import Event
from tests import factories as make
from tests.queries import count_queries


def _product(code: str, months: list[int], **company: Any) -> int:
    root = make.make_tag(code.partition(".")[0])
    tag = make.make_tag(code, name_vi=code, parent_id=None if code == root.code else root.id)
    row = make.make_product(make.make_company(**company), harvest_months=month_bits(months))
    db.session.add(ProductTag(product_id=row.id, tag_id=tag.id))
    db.session.flush()
    return row.company_id


def _told(**values: Any) -> dict[str, tuple[int, int]]:
    return {
        kind.tag.code: (kind.products, kind.bits)
        for _root, kinds in calendar(**values)
        for kind in kinds
    }


@pytest.mark.usefixtures("session")
def test_months_of_a_kind_are_those_of_its_products_together() -> None:
    _product("FRU.PLU", [5, 6])
    _product("FRU.PLU", [6, 7])
    _product("FRU.PLU", [])

    assert _told() == {"FRU.PLU": (3, month_bits([5, 6, 7]))}


@pytest.mark.usefixtures("session")
def test_a_month_shows_what_is_there_then() -> None:
    _product("FRU.PLU", [5, 6])
    _product("TEA.GRN", [])

    assert list(_told(month=11)) == ["TEA.GRN"]
    assert list(_told(month=5)) == ["FRU.PLU", "TEA.GRN"]


@pytest.mark.usefixtures("session")
def test_a_province_shows_its_own() -> None:
    _product("FRU.PLU", [5], province_key="2025-14")
    _product("TEA.GRN", [5], province_key="2025-15")

    assert list(_told(condition=within_province("2025-14"))) == ["FRU.PLU"]


def test_a_strip_has_twelve_months_with_now_marked(app: Flask) -> None:
    with app.test_request_context():
        strip = season(month_bits([11, 12, 1]), 11)

    assert [month.number for month in strip if month.is_on] == [1, 11, 12]
    assert [month.number for month in strip if month.is_now] == [11]


def test_the_pages_of_an_event_and_of_all_ask_the_same_of_few_and_many(
    client: Any, app: Flask, committed: Any, at: datetime
) -> None:
    event_id = committed(make.make_event, slug="hoi-cho")

    def more(codes: list[str]) -> None:
        event = db.session.get_one(Event, event_id)
        for code in codes:
            company_id = _product(code, [5])
            make.make_exhibitor(event, db.session.get_one(Company, company_id))

    def ask(url: str) -> int:
        with count_queries(app) as sent:
            assert "FRU" in client.get(url).text
        return len(sent)

    urls = ("/events/hoi-cho/seasons", "/seasons", "/seasons?province=2025-14&month=5")
    committed(more, ["FRU.A"])
    few = [ask(url) for url in urls]
    committed(more, [f"FRU.B{n}" for n in range(20)])

    assert [ask(url) for url in urls] == few


@pytest.mark.parametrize("query", ["month=13", "month=abc", "month=-1", "province=nowhere"])
def test_nonsense_in_the_address_filters_nothing(client: Any, committed: Any, query: str) -> None:
    committed(_product, "FRU.PLU", [5])

    assert "FRU.PLU" in client.get(f"/seasons?{query}").text
