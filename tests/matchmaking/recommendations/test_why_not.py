"""Whoever misses somebody in a list reads in a sentence why, and what to do about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.db import db
from events.catalogue.models import OcopRecord, Product
from events.exhibitors.models import Exhibitor
from matchmaking.needs.models import Need, Side
from matchmaking.recommendations import fitted, index, why_not
from matchmaking.recommendations.services import dismiss
from matchmaking.recommendations.why_not import Why
from tests.conftest import NOW, Browser
from tests.factories import make_certificate, make_member
from tests.matchmaking.pages import make_fair

Commit = Callable[..., Any]


def need_of(fair: dict[str, Any]) -> Need:
    return db.session.get_one(Need, fair["needs"][0])


def firm(fair: dict[str, Any], number: int = 0) -> Exhibitor:
    return db.session.get_one(Exhibitor, fair["exhibitors"][number])


def answer(fair: dict[str, Any], **values: Any) -> why_not.Answer:
    db.session.flush()
    need = need_of(fair)
    return why_not.why_not(need.buyer.event, need, firm(fair).company_id, **values)


def test_who_is_suggested_is_named_with_its_place(session: Any) -> None:
    found = answer(make_fair())

    assert (found.why, found.facts) == (Why.SUGGESTED, {"place": 1})


def test_ones_own_company(session: Any) -> None:
    fair = make_fair()
    need_of(fair).buyer.company_id = firm(fair).company_id

    assert answer(fair).why is Why.OWN


def test_what_one_put_away_oneself(session: Any) -> None:
    assert answer(make_fair(), put_away=True).why is Why.DISMISSED


def test_no_published_product(session: Any) -> None:
    fair = make_fair()
    for product in session.query(Product):
        product.is_published = False

    assert answer(fair).why is Why.NO_PRODUCTS


def test_a_certificate_that_is_not_there(session: Any) -> None:
    fair = make_fair()
    need_of(fair).certificates = ["vietgap", "haccp"]
    make_certificate(firm(fair).company, kind="vietgap")

    found = answer(fair)

    assert (found.why, found.facts["kinds"]) == (Why.CERTIFICATE, ["haccp"])


def test_a_certificate_of_one_standard_answers_who_names_none(session: Any) -> None:
    fair = make_fair()
    need_of(fair).certificates = ["organic"]
    make_certificate(firm(fair).company, kind="organic_eu")

    found = answer(fair)
    need_of(fair).certificates = ["organic_us"]

    assert found.why is Why.SUGGESTED
    assert answer(fair).why is Why.CERTIFICATE


def test_a_certificate_that_runs_out_before_the_day(session: Any) -> None:
    fair = make_fair()
    need_of(fair).certificates = ["vietgap"]
    ends = need_of(fair).buyer.event.starts_at.date() - timedelta(days=2)
    make_certificate(firm(fair).company, kind="vietgap", expires_on=ends)

    found = answer(fair)

    assert (found.why, found.facts["until"]) == (Why.EXPIRED, ends)


def test_too_few_stars(session: Any) -> None:
    fair = make_fair()
    need_of(fair).ocop_stars = 5

    found = answer(fair)

    assert (found.why, found.facts["stars"], found.facts["wanted"]) == (Why.OCOP, 4, 5)


def test_no_stars_that_are_valid_on_the_day(session: Any) -> None:
    fair = make_fair()
    need_of(fair).ocop_stars = 3
    for record in session.query(OcopRecord):
        record.expires_on = need_of(fair).buyer.event.starts_at.date() - timedelta(days=1)

    assert answer(fair).why is Why.NO_STARS


def test_nothing_in_common(session: Any) -> None:
    fair = make_fair()
    need_of(fair).title_vi, need_of(fair).title_en = "Máy đóng gói", ""

    assert answer(fair).why is Why.NOTHING


def test_a_poor_fit_says_how_poor(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fair = make_fair()
    for module in (index, why_not):
        monkeypatch.setattr(module, "LEAST_SCORE", 0.999)

    found = answer(fair)

    assert found.why is Why.LITTLE
    assert 0 < found.facts["score"] < found.facts["least"] == 100


def test_others_stand_before(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fair = make_fair(exhibitors=3)
    monkeypatch.setattr(fitted, "CANDIDATES", 2)
    last = firm(fair, 2)
    db.session.flush()
    need = need_of(fair)

    found = why_not.why_not(need.buyer.event, need, last.company_id)

    assert (found.why, found.facts) == (Why.BEHIND, {"others": 2})


def test_the_others_no_is_neither_used_nor_told(session: Any) -> None:
    fair = make_fair()
    dismiss(need_of(fair).buyer, firm(fair), side=Side.EXHIBITOR, actor=None, at=NOW)

    assert answer(fair).why is Why.SUGGESTED


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "chưa khai chứng nhận còn hiệu lực"), ("en", "no valid certificate on record")],
)
def test_a_buyer_asks_by_name_without_tones(
    client: Browser, committed: Commit, language: str, sentence: str
) -> None:
    def make() -> dict[str, Any]:
        fair = make_fair(needs=2)
        need_of(fair).certificates = ["haccp"]
        return fair

    fair = committed(make)
    client.sign_in(fair["buyer_user"])
    client.get(f"/language/{language}")

    page = client.get(
        f"/events/{fair['slug']}/suggestions/why?need={fair['needs'][0]}&q=che+ban+2"
    ).text

    assert "HTX Chè Bản 2" in page
    assert "HTX Chè Bản 1" not in page
    assert sentence in page
    assert "HACCP" in page
    assert "certificates=any" in page


def test_an_exhibitor_asks_for_a_need(client: Browser, committed: Commit) -> None:
    def make() -> dict[str, Any]:
        fair = make_fair()
        need_of(fair).ocop_stars = 5
        return fair

    fair = committed(make)
    client.sign_in(fair["exhibitor_users"][0])

    page = client.get(f"/events/{fair['slug']}/suggestions/needs/why?q=qua+tang").text

    assert "Người mua cần sản phẩm OCOP từ 5 sao" in page


@pytest.mark.parametrize("where", ["companies", "products"])
def test_the_pages_of_a_company_say_how_it_stands_to_the_readers_needs(
    client: Browser, committed: Commit, where: str
) -> None:
    def make() -> dict[str, Any]:
        fair = make_fair()
        company_id = firm(fair).company_id
        product = db.session.query(Product).filter_by(company_id=company_id).one()
        fair["page"] = f"/companies/{company_id}"
        if where == "products":
            fair["page"] = f"/products/{product.id}"
        fair["other"] = make_member(firm(fair, 1).company).id
        need_of(fair).ocop_stars = 5
        return fair

    fair = committed(make)
    assert "OCOP từ 5 sao" not in client.get(fair["page"]).text

    client.sign_in(fair["other"])
    assert "OCOP từ 5 sao" not in client.get(fair["page"]).text

    client.sign_in(fair["buyer_user"])
    page = client.get(fair["page"]).text
    assert "Bạn cần sản phẩm OCOP từ 5 sao" in page
    assert f"/events/{fair['slug']}/suggestions/why" in page


@pytest.mark.parametrize("asked", ["q=%00%F0%9F%8D%B5", "company=999999", "need=-1&q=x", "buyer=x"])
def test_odd_questions_get_a_page(client: Browser, committed: Commit, asked: str) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])

    assert client.get(f"/events/{fair['slug']}/suggestions/why?{asked}").status_code == 200


def test_somebody_elses_buyer_is_not_there(client: Browser, committed: Commit) -> None:
    fair, other = committed(make_fair), committed(make_fair)
    client.sign_in(fair["buyer_user"])

    answer = client.get(f"/events/{fair['slug']}/suggestions/why?buyer={other['buyer']}")

    assert answer.status_code == 404
