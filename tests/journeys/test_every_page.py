"""Every page fits a phone and a laptop, speaks the reader's language, and axe finds nothing.

The addresses come from the role × route table, so a new page is walked as soon as it has its row.
"""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.journeys import people
from tests.journeys.conftest import DESKTOP, PHONE, Site, fits
from tests.policy import ROLES, Cast, make_cast
from tests.test_routes import ROUTES

FULL = os.environ.get("CHOPHIEN_PROOF") == "full"
pytestmark = pytest.mark.browser

# Not pages: files, answers for machines, and pages of development and the demo alone.
NO_PAGES = frozenset(
    {
        "badges.line",
        "badges.part",
        "badges.print_mine",
        "badges.progress",
        "catalogue.paper",
        "catalogue.photo",
        "catalogue.tags",
        "checkin.counts",
        "checkin.live_figures",  # a part of the live page
        "checkin.scanner",  # its address says its language; test_scanner.py looks at it
        "checkin.scanner_icon",
        "checkin.scanner_manifest",
        "checkin.scanner_reader",
        "checkin_api.ping",
        "checkin_api.snapshot",
        "checkin_api.walk_in_stock",
        "core.healthz",
        "core.offline_page",  # its address says its language; test_offline.py looks at it
        "core.outbox",
        "core.outbox_message",
        "core.readyz",
        "core.service_worker",
        "core.set_language",
        "core.trust",  # its address says its language; test_https.py looks at it
        "desk.lines",
        "desk.times",
        "exhibitors.lottery_file",
        "exhibitors.lottery_list",
        "exhibitors.lottery_script",
        "exhibitors.paper",
        "exhibitors.sheet",
        "exhibitors.sheets",
        "imports.export",
        "imports.export_all",
        "imports.progress",
        "imports.refused",
        "leads.export",
        "mailing.progress",
        "metrics",
        "paper.one",
        "paper.part",
        "paper.plan_progress",
        "paper.progress",
        "portal.robots",
        "portal.sitemap",
        "profile.download",
        "programme.calendar_file",
        "programme.event_file",
        "programme.filing_paper",
        "registration.badge",
        "registration.calendar",
        "registration.export",
        "registration.group_badges",
        "registration.group_tickets",
        "registration.print_badge",
        "registration.printed_ticket",
        "style.products",
        "timetable.curve",
        "timetable.feed",
        "timetable.meeting_file",
        "timetable.progress",
        "whitebook.download",
        "whitebook.progress",
        "year.plan_csv",
        "year.plan_xlsx",
    }
)
ENGLISH = re.compile(
    r"\b(Submit|Search|Sign|Save|Cancel|Edit|Delete|Meetings?|Booths?|Needs?|Buyers?|Exhibitors?|"
    r"Tickets?|Tables?|Slots?|Companies|Company|Products?|Events?|Fairs?|Halls?|Register|"
    r"Registration|Add|Back|Next|Please|Your|the|and|with|No|Yes|of|to|You)\b"
)


@pytest.fixture(scope="session")
def cast(site: Site) -> Cast:
    """One person per role around one open event that has everything."""
    made: Cast = site.do(make_cast)
    return made


@pytest.fixture(scope="session")
def walker(chromium: Any, site: Site) -> Iterator[Any]:
    """One browser window for the whole walk."""
    context = chromium.new_context(base_url=site.url, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def _role_of(endpoint: str) -> str:
    """The reader for whom the page has most to show."""
    preferred = ("organiser", "exhibitor_admin", "buyer", "person", "stranger", "admin")
    allow = ROUTES[endpoint].allow
    if len(allow) == len(ROLES):
        return "stranger"
    return next((role for role in preferred if role in allow), min(allow, default="stranger"))


def _pages(app: Flask) -> list[str]:
    rules = app.url_map.iter_rules()
    gets = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    return sorted(gets & set(ROUTES) - NO_PAGES)


@pytest.mark.proof("pages")
@pytest.mark.parametrize("endpoint", sorted(set(ROUTES) - NO_PAGES))
def test_a_page_is_whole_in_both_languages_and_sizes(
    site: Site, cast: Cast, walker: Any, check: Callable[[Any], None], endpoint: str
) -> None:
    if endpoint not in _pages(site.app):
        return  # takes no GET
    role, route = _role_of(endpoint), ROUTES[endpoint]
    with site.app.test_request_context():
        values: dict[str, Any] = {**route.params(cast), **route.query}
        url = site.app.url_for(endpoint, **values)
    for language in ("vi", "en"):
        people.become(walker, site, cast.users.get(role), language=language)
        walker.set_viewport_size(PHONE)
        answer = walker.goto(url)
        assert answer.status in {200, *route.ok}, (role, url, answer.status)
        assert walker.locator("html").get_attribute("lang") == language
        (check if FULL or language == "vi" else fits)(walker)
        walker.set_viewport_size(DESKTOP)
        (check if FULL else fits)(walker)
        if language == "vi":
            assert _stray_words(walker) == [], url


def _stray_words(page: Any) -> list[str]:
    """English words in what a reader of Vietnamese sees, but for parts marked as English."""
    text = page.evaluate(
        """() => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll('[lang="en"], script, style, option').forEach(n => n.remove());
          return copy.textContent;
        }"""
    )
    return sorted(set(ENGLISH.findall(text)))
