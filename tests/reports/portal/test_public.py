"""What the public sees: no draft anywhere, one true event block, light pages."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import brotli
import pytest
from flask import Flask
from icalendar import Calendar

from events.programme.models import EventState
from tests.factories import (
    make_allotment,
    make_booth,
    make_company,
    make_event,
    make_exhibitor,
    make_product,
    make_question,
    make_session,
    make_tag,
)
from tests.policy import EVERYONE, Cast, make_cast
from tests.test_routes import ROUTES

SECRET = "Kinhmatrang"  # a word that stands nowhere else
SLUG = "ban-nhap-kinhmatrang"


def _draft() -> dict[str, int]:
    """A draft that has everything a public event has."""
    event = make_event(
        slug=SLUG, state=EventState.DRAFT, name_vi=f"Hội chợ {SECRET}", name_en=f"{SECRET} fair"
    )
    company = make_company(name=f"HTX Banmai {SECRET}")
    exhibitor = make_exhibitor(event, company)
    booth = make_booth(event)
    make_allotment(booth, exhibitor)
    make_question(event, label_vi=SECRET)
    session = make_session(event, title_vi=f"Phiên {SECRET}", capacity=5)
    return {"company": company.id, "exhibitor": exhibitor.id, "session": session.id}


@pytest.fixture
def world(committed: Any) -> tuple[Cast, dict[str, int]]:
    """One public event with everybody around it, and one draft."""
    return committed(make_cast), committed(_draft)


def _gets(app: Flask) -> list[str]:
    rules = app.url_map.iter_rules()
    gets = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    return sorted(gets & {name for name, route in ROUTES.items() if route.allow == EVERYONE})


def _urls(app: Flask, cast: Cast) -> list[str]:
    with app.test_request_context():
        return [
            app.url_for(name, **{**ROUTES[name].params(cast), **ROUTES[name].query})
            for name in _gets(app)
        ]


def test_a_draft_stands_on_no_public_page(client: Any, app: Flask, world: Any) -> None:
    cast, _ids = world
    urls = [*_urls(app, cast), "/events?when=past", "/sitemap.xml", "/events.ics", "/"]
    searches = ("/search", "/events/cast-fair/products", "/events/cast-fair/plan")
    urls += [f"{path}?q=banmai" for path in searches]

    pages = {
        url: client.get(url, follow_redirects=True).data.decode(errors="replace") for url in urls
    }
    seen = [url for url, text in pages.items() if SECRET in text or SLUG in text]

    assert seen == []


def test_every_address_of_a_draft_is_closed_to_strangers(
    client: Any, app: Flask, world: Any
) -> None:
    cast, ids = world
    cast.slug, cast.ids = SLUG, cast.ids | ids
    open_ones = []
    with app.test_request_context():
        # The scanner's ping says the same of every event: nothing of a draft is in it.
        for name in sorted(set(ROUTES) - {"checkin_api.ping"}):
            rules = list(app.url_map.iter_rules(name))
            if not any(
                "slug" in rule.arguments and "GET" in (rule.methods or ()) for rule in rules
            ):
                continue
            url = app.url_for(name, **{**ROUTES[name].params(cast), **ROUTES[name].query})
            if SLUG in url and client.get(url).status_code not in {302, 303, 401, 404}:
                open_ones.append(url)

    assert open_ones == []


def test_a_firm_known_from_a_draft_alone_has_no_public_page(client: Any, world: Any) -> None:
    _cast, ids = world

    assert client.get(f"/companies/{ids['company']}").status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_event_has_one_block_for_search_engines(
    client: Any, committed: Any, language: str
) -> None:
    committed(make_event, slug="hoi-cho", summary_vi="</script><b>Chè & mật ong</b>")
    client.get(f"/language/{language}")

    page = client.get("/events/hoi-cho")
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    (data,) = (json.loads(block) for block in blocks)

    assert data["@type"] == "BusinessEvent"
    assert data["inLanguage"] == language
    assert data["startDate"].endswith("+07:00")
    assert data["url"].startswith("http")
    assert data["offers"]["url"].endswith("/events/hoi-cho/register")
    assert data["location"]["address"]["addressCountry"] == "VN"
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    others = re.findall(r"<script(?![^>]*(?:src=|ld\+json))", page.text)
    assert others == []


def test_the_feed_has_every_public_event_under_the_same_name_each_time(
    client: Any, committed: Any
) -> None:
    for state in EventState:
        committed(make_event, slug=f"hoi-cho-{state.value}", state=state)

    def names() -> set[str]:
        calendar = Calendar.from_ical(client.get("/events.ics").data)
        return {str(entry["uid"]) for entry in calendar.walk("VEVENT")}

    assert names() == names()
    assert names() == {
        f"event-hoi-cho-{state.value}@cho-phien" for state in EventState if state.value != "draft"
    }


def test_the_map_lists_public_pages_and_robots_find_it(client: Any, committed: Any) -> None:
    def make() -> int:
        make_event(slug="hoi-cho")
        return int(make_product(make_company()).id)

    product_id = committed(make)

    root = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 -- our own answer
    paths = {re.sub(r"https?://[^/]+", "", loc.text or "") for loc in root.iter() if loc.text}
    robots = client.get("/robots.txt").text

    assert {"/events/hoi-cho", "/events/hoi-cho/plan", f"/products/{product_id}"} <= paths
    assert "Disallow: /t/" in robots
    assert robots.rstrip().endswith("/sitemap.xml")
    answers = {path: client.get(path).status_code for path in paths if path.startswith("/")}
    assert set(answers.values()) == {200}


# ── weight ──────────────────────────────────────────────────────────────────────────────────────

MOST = 180_000
PAGES = (
    "/",
    "/events",
    "/search",
    "/events/hoi-cho",
    "/events/hoi-cho/exhibitors",
    "/events/hoi-cho/products",
    "/events/hoi-cho/plan",
    "/events/hoi-cho/register",
)
NOT_HERE = ("tom-select", "bootstrap.bundle", "htmx")


def _weight(client: Any, url: str) -> int:
    """What really travels: the answer as a browser that takes brotli gets it."""
    with client.get(url, headers={"Accept-Encoding": "br, gzip"}) as answer:
        return len(answer.data)


def _assets(text: str) -> set[str]:
    found = re.findall(r'(?:<link[^>]*href|<script[^>]*src|<img[^>]*src)="(/static/[^"#]+)', text)
    sprites = re.findall(r'<use href="(/static/[^"#]+)', text)
    return {url.replace("&amp;", "&") for url in [*found, *sprites]}


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light(client: Any, committed: Any, path: str) -> None:
    def make() -> None:
        event = make_event(slug="hoi-cho")
        for _ in range(24):
            company = make_company()
            product = make_product(company)
            product.tags = [make_tag()]
            make_allotment(make_booth(event), make_exhibitor(event, company))

    committed(make)
    page = client.get(path)
    assets = _assets(page.text)
    print_only = {url for url in assets if "print.css" in url}
    weights = {url: _weight(client, url) for url in {path} | assets - print_only}

    assert [url for url in assets if any(name in url for name in NOT_HERE)] == []
    assert len(assets) > 5
    assert sum(weights.values()) <= MOST, weights


def test_the_weight_is_that_of_compressed_answers(client: Any, committed: Any) -> None:
    """The control: the measure sees compression, and would see what is not compressed."""
    committed(make_event)
    plain = client.get("/").data
    packed = client.get("/", headers={"Accept-Encoding": "br"}).data

    assert brotli.decompress(packed)[:15] == plain[:15]
    assert len(packed) < len(plain) / 2
