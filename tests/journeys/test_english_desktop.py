"""A foreign buyer at a desk, in English: from sign-up to a meeting."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.db import db
from events.programme.models import Event
from tests.journeys import people
from tests.journeys.conftest import Site
from tests.journeys.test_buyer import accept, approve, fair_of_tea

pytestmark = pytest.mark.browser


def test_a_foreign_importer_finds_tea_in_english(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    event = site.do(fair_of_tea, "Hội chợ Trà Quốc tế", "International Tea Fair")
    slug = site.do(lambda: db.session.get_one(Event, event).slug)
    page = visit(language="en", desktop=True)

    # Signs up in English; the mail is in English too.
    page.goto("/")
    check(page)
    page.get_by_role("link", name="Create account").first.click()
    page.get_by_label("Full name").fill("Keiko Tanaka")
    page.get_by_label("E-mail").fill("keiko@example.com")
    check(page)
    page.get_by_role("button", name="Send me the link").click()
    assert "Keiko Tanaka" in site.mail_to("keiko@example.com")[-1]
    page.goto(site.link_in_last_mail("keiko@example.com"))
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_text("Welcome, Keiko Tanaka!")).to_be_visible()
    check(page)

    # A foreign company needs a country and no Vietnamese tax code.
    page.goto("/companies/new")
    page.get_by_label("Name of the company").fill("Sakura Tea Import")
    page.get_by_label("Legal form").select_option(label="Foreign company")
    people.choose(page, "Country", "Japan", "Japan")
    check(page)
    page.get_by_role("button", name="Add the company").click()
    expect(page.get_by_role("status")).to_contain_text("say what you buy")

    # The need, and who fits with reasons in English.
    page.goto(f"/events/{slug}")
    check(page)
    page.get_by_role("link", name="Come as a buyer").first.click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What are you looking for? (English)").fill("Shan tuyet tea")
    people.choose(page, "Kinds of product", "shan tuyet", "Shan tuyet (snow Shan) tea")
    check(page)
    page.get_by_role("button", name="Save and see who fits").click()
    best = page.get_by_role("article").filter(has_text="HTX Chè Bản Liền")
    expect(best).to_contain_text("Shan tuyet (snow Shan) tea")
    expect(best).to_contain_text("Why this is suggested")
    check(page)

    # After the approval asks with a message; the maker says yes.
    site.do(approve, event)
    page.reload()
    best.get_by_role("link", name="With a message").click()
    page.get_by_label("Your message").fill("We would like to taste the spring harvest.")
    check(page)
    page.get_by_role("button", name="Send the request").click()
    site.do(accept, event)
    page.goto("/meetings")
    page.get_by_role("link", name="Contacts and details").click()
    expect(page.get_by_role("strong").get_by_text("Vàng Thị Chè")).to_be_visible()
    check(page)
    page.goto(f"/events/{slug}/agenda")
    check(page)
