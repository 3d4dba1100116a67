"""The live page keeps itself up to date, rests, loses the network and finds it again."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core import clock
from events.checkin.doors import ensure_main_list, pair_device
from events.checkin.services import check_in
from events.programme.models import Event, EventState
from tests import factories as make
from tests.events.checkin.helpers import make_ticket
from tests.journeys import people
from tests.journeys.conftest import PHONE, Site

pytestmark = pytest.mark.browser
FIGURES = "**/live/figures*"


@pytest.fixture
def phone(site: Site, chromium: Any) -> Iterator[Any]:
    """A page that may complain in its console: it loses the network on purpose."""
    context = chromium.new_context(
        base_url=site.url, viewport=PHONE, locale="vi-VN", reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def _fair() -> dict[str, Any]:
    at = clock.now()
    event = make.make_event(starts_at=at - timedelta(hours=1), state=EventState.RUNNING)
    hall = make.make_hall(event)
    make.make_booth(event, hall=hall)
    zone = make.make_zone(event, name_vi="Nhà A", hall_id=hall.id, capacity=2)
    gate = make.make_gate(event, name="Cổng Bắc", zone_id=zone.id)
    pair_device(event, gate, name="Máy 1", at=at, actor=None)
    ensure_main_list(event)
    return {"event": event.id, "slug": event.slug, "user": make.make_team_member(event).id}


def _enter(event_id: int, number: int) -> None:
    from core.db import db  # noqa: PLC0415 -- inside the application
    from events.checkin.queries import gates_of  # noqa: PLC0415

    event = db.session.get_one(Event, event_id)
    code = make_ticket(event)[1]
    gate = gates_of(event_id)[0]
    nonce = f"live-{event_id}-{number:04}"
    check_in(event, ensure_main_list(event), code, nonce=nonce, at=clock.now(), gate=gate)


def _poll(page: Any) -> None:
    page.evaluate("htmx.trigger(document.getElementById('live'), 'refresh')")


def test_the_page_shows_what_comes_and_keeps_it_without_a_network(
    site: Site, phone: Any, check: Callable[[Any], None]
) -> None:
    fair, page = site.do(_fair), phone
    people.become(page, site, fair["user"])
    page.goto(f"/manage/events/{fair['slug']}/live")
    inside = page.locator(".tf-kpi", has_text="Đang ở trong").locator("dd").first
    expect(inside).to_have_text("0")

    # Two come in: the figures follow, and the hall that is full is said aloud.
    for number in (1, 2):
        site.do(_enter, fair["event"], number)
    _poll(page)
    expect(inside).to_have_text("2")
    expect(page.locator("#live-say")).to_have_text("Nhà A: Đã đầy, 2 trên 2.")
    page.get_by_text("Xem số liệu").click()
    check(page)

    # What was opened stays open; while nobody looks nothing is asked.
    _poll(page)
    expect(page.locator("#live-flow-table")).to_have_attribute("open", "")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    _poll(page)
    page.wait_for_timeout(300)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")

    # The network goes: the last figures stay, with the time since when.
    page.route(FIGURES, lambda route: route.abort())
    _poll(page)
    lost = page.get_by_role("alert").filter(has_text="Mất kết nối từ")
    expect(lost).to_be_visible()
    expect(inside).to_have_text("2")
    check(page)
    page.unroute(FIGURES)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(lost).to_be_hidden()

    # Whoever was signed out meanwhile is told, and sees no page to sign in inside the page.
    page.context.clear_cookies()
    _poll(page)
    expect(page.get_by_text("Bạn đã bị đăng xuất", exact=False)).to_be_visible()
    expect(inside).to_have_text("2")
