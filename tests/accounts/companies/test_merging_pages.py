"""The admin looks at two side by side, chooses, confirms; old numbers lead to the kept one."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.merging import merge_companies
from accounts.companies.models import Company, DistinctCompanies
from core.db import db
from events.catalogue.models import Product
from tests import factories as make
from tests.queries import count_queries


@pytest.fixture
def pair(client: Any, committed: Callable[..., Any]) -> tuple[int, int]:
    """Two likely duplicates, and the admin at the screen."""

    def prepare() -> tuple[int, int, int]:
        kept = make.make_company(name="HTX Chè Tà Xùa", description_vi="Chè cổ thụ.")
        gone = make.make_company(name="Hợp tác xã chè Tà Xùa", description_vi="Trà mây.")
        make.make_product(gone)
        return kept.id, gone.id, make.make_user(is_admin=True).id

    kept_id, gone_id, admin_id = committed(prepare)
    client.sign_in(admin_id)
    return kept_id, gone_id


def _company(app: Flask, company_id: int) -> Company:
    with app.app_context():
        return db.session.get_one(Company, company_id)


def test_the_list_leads_to_the_comparison(client: Any, pair: tuple[int, int]) -> None:
    text = client.get("/admin/companies").text

    assert f'href="/admin/companies/{pair[0]}/merge/{pair[1]}"' in text


def test_merging_keeps_what_was_chosen(client: Any, app: Flask, pair: tuple[int, int]) -> None:
    choice = {"name": "kept", "description_vi": "gone", "people": "staff", "sure": "y"}

    answer = client.submit(f"/admin/companies/{pair[0]}/merge/{pair[1]}", choice)

    kept = _company(app, pair[0])
    assert answer.status_code == 303
    assert (kept.name, kept.description_vi) == ("HTX Chè Tà Xùa", "Trà mây.")
    assert _company(app, pair[1]).merged_into_id == pair[0]


def test_nothing_is_merged_without_the_tick(client: Any, app: Flask, pair: tuple[int, int]) -> None:
    answer = client.submit(
        f"/admin/companies/{pair[0]}/merge/{pair[1]}",
        {"name": "gone", "description_vi": "kept", "people": "staff"},
    )

    assert answer.status_code == 422
    assert re.search(r'checked[^>]*name="name"[^>]*value="gone"', answer.text)
    assert _company(app, pair[1]).merged_into_id is None


def test_a_double_click_is_told_that_it_is_done(client: Any, pair: tuple[int, int]) -> None:
    url = f"/admin/companies/{pair[0]}/merge/{pair[1]}"
    choice = {"name": "kept", "description_vi": "kept", "people": "staff", "sure": "y"}
    token = client.token(url)
    client.post(url, data={**choice, "csrf_token": token})

    again = client.post(url, data={**choice, "csrf_token": token})

    assert again.status_code == 422
    assert "vừa được gộp" in again.text


def test_two_firms_are_not_asked_about_again(
    client: Any, app: Flask, pair: tuple[int, int]
) -> None:
    client.submit(f"/admin/companies/{pair[0]}/distinct/{pair[1]}", page="/admin/companies")

    assert f"/merge/{pair[1]}" not in client.get("/admin/companies").text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(DistinctCompanies.id))) == 1


def test_two_others_are_searched_ticked_and_compared(client: Any, pair: tuple[int, int]) -> None:
    found = client.get("/admin/companies?q=ta+xua").text
    one = client.get(f"/admin/companies/compare?company={pair[0]}")
    two = client.get(f"/admin/companies/compare?company={pair[1]}&company={pair[0]}")

    assert f'name="company" value="{pair[0]}"' in found
    assert one.location == "/admin/companies"
    assert two.location == f"/admin/companies/{pair[1]}/merge/{pair[0]}"


def test_an_old_link_leads_to_the_kept_company(
    client: Any, committed: Any, at: datetime, pair: tuple[int, int]
) -> None:
    def merge() -> None:
        one, other = (db.session.get_one(Company, number) for number in pair)
        merge_companies(one, other, at=at, actor=None)

    committed(merge)

    answer = client.get(f"/companies/{pair[1]}?page=2")

    assert (answer.status_code, answer.location) == (301, f"/companies/{pair[0]}?page=2")


def test_what_was_being_typed_for_the_gone_company_is_not_lost(
    client: Any, app: Flask, committed: Any, at: datetime, pair: tuple[int, int]
) -> None:
    token = client.token(f"/companies/{pair[1]}/products/new")
    committed(
        lambda: merge_companies(
            db.session.get_one(Company, pair[0]),
            db.session.get_one(Company, pair[1]),
            at=at,
            actor=None,
        )
    )

    client.post(
        f"/companies/{pair[1]}/products/new", data={"name_vi": "Mật ong", "csrf_token": token}
    )

    with app.app_context():
        owner = sa.select(Product.company_id).where(Product.name_vi == "Mật ong")
        assert db.session.scalar(owner) == pair[0]


def test_the_list_asks_the_same_of_few_and_many(
    client: Any, app: Flask, committed: Any, pair: tuple[int, int]
) -> None:
    def ask() -> int:
        with count_queries(app) as sent:
            client.get("/admin/companies")
        return len(sent)

    few = ask()
    for number in range(15):
        committed(make.make_company, name=f"HTX Đơn {number}")
        committed(make.make_company, name=f"Hợp tác xã đơn {number}")

    assert ask() == few
