"""Whoever says what they need sees who fits and why, in their own language."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from events.programme.models import EventKind
from tests.conftest import Browser
from tests.factories import make_buyer, make_event, make_member, make_user
from tests.matchmaking.pages import make_fair
from tests.queries import count_queries

Commit = Callable[..., Any]


def test_a_buyer_sees_who_fits_with_booth_and_reasons(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])

    page = client.get(f"/events/{fair['slug']}/suggestions").text

    assert "HTX Chè Bản 1" in page
    assert "K01" in page
    assert "OCOP 4 sao" in page


def test_the_reasons_speak_the_readers_language(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])
    client.get("/language/en")

    page = client.get(f"/events/{fair['slug']}/suggestions").text

    assert "OCOP 4 stars" in page
    assert "OCOP 4 sao" not in page


def test_an_exhibitor_sees_the_needs_that_fit(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["exhibitor_users"][0])

    page = client.get(f"/events/{fair['slug']}/suggestions", follow_redirects=True).text

    assert "Siêu thị Quà Việt" in page
    assert "Chè Shan tuyết cho chuỗi quà tặng" in page


def test_what_was_put_away_stays_away_until_it_is_called_back(
    client: Browser, committed: Commit
) -> None:
    fair = committed(make_fair, exhibitors=1)
    client.sign_in(fair["buyer_user"])
    page = f"/events/{fair['slug']}/suggestions"
    pair = {"buyer_id": fair["buyer"], "exhibitor_id": fair["exhibitors"][0], "side": "buyer"}
    card = f'id="e{fair["exhibitors"][0]}"'

    client.submit(f"{page}/dismiss", pair, page=page)
    assert card not in client.get(page).text

    client.submit(f"{page}/restore", pair, page=page)
    assert card in client.get(page).text


def test_nobody_puts_away_for_others(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["exhibitor_users"][1])
    pair = {"buyer_id": fair["buyer"], "exhibitor_id": fair["exhibitors"][0], "side": "exhibitor"}

    answer = client.submit(
        f"/events/{fair['slug']}/suggestions/dismiss",
        pair,
        page=f"/events/{fair['slug']}/suggestions/needs",
    )

    assert answer.status_code == 403


def test_the_filter_for_stars_leaves_out_who_has_none(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])

    page = client.get(f"/events/{fair['slug']}/suggestions?ocop=1&sector=fresh").text

    assert "HTX Chè Bản 1" not in page
    assert "Bỏ các bộ lọc" in page


def make_buyer_without_need(**values: Any) -> tuple[str, int]:
    event = make_event(**values)
    buyer = make_buyer(event)
    return event.slug, make_member(buyer.company).id


def test_without_a_need_the_page_asks_for_one(client: Browser, committed: Commit) -> None:
    slug, user_id = committed(make_buyer_without_need)
    client.sign_in(user_id)

    page = client.get(f"/events/{slug}/suggestions").text

    assert f"/events/{slug}/needs/new" in page


def test_an_investor_without_a_need_is_led_to_the_projects(
    client: Browser, committed: Commit
) -> None:
    slug, user_id = committed(lambda: make_buyer_without_need(kind=EventKind.INVESTOR_DAY))
    client.sign_in(user_id)

    page = client.get(f"/events/{slug}/suggestions").text

    assert f'href="/events/{slug}/opportunities"' in page
    assert f"/events/{slug}/needs/new" not in page


def test_the_menu_leads_to_the_next_event(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])

    answer = client.get("/suggestions")

    assert answer.location == f"/events/{fair['slug']}/suggestions"


def test_who_takes_part_nowhere_is_led_to_the_calendar(client: Browser, committed: Commit) -> None:
    client.sign_in(committed(make_user))

    assert "/events" in client.get("/suggestions").text


@pytest.mark.parametrize("user", ["buyer_user", "exhibitor_user"])
def test_the_number_of_queries_does_not_grow(
    app: Flask, client: Browser, committed: Commit, user: str
) -> None:
    counts = []
    for size in (1, 30):
        fair = committed(make_fair, exhibitors=size, needs=size)
        number = fair["buyer_user"] if user == "buyer_user" else fair["exhibitor_users"][0]
        client.sign_in(number)
        url = f"/events/{fair['slug']}/suggestions" + ("" if user == "buyer_user" else "/needs")
        client.get(url)  # fits the engine once
        with count_queries(app) as sent:
            assert client.get(url).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_a_changed_need_changes_the_page_at_once(client: Browser, committed: Commit) -> None:
    fair = committed(make_fair)
    client.sign_in(fair["buyer_user"])
    client.get(f"/events/{fair['slug']}/suggestions")

    client.submit(
        f"/events/{fair['slug']}/needs/{fair['needs'][0]}/edit",
        {
            "title_vi": "Máy đóng gói",
            "title_en": "",
            "description_vi": "",
            "description_en": "",
            "volume_unit": "kg",
            "volume_period": "month",
        },
    )

    page = client.get(f"/events/{fair['slug']}/suggestions").text
    assert "HTX Chè Bản 1" not in page
