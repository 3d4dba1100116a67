"""The ticket opens without a network; what belongs to an account goes with signing out."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from core import clock, offline
from core.db import db
from events.registration.models import Registration, RegistrationState
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
HELD = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


def _tokens(names: list[str]) -> list[str]:
    event = make.make_event(name_vi="Hội chợ chè", starts_at=clock.now() + timedelta(hours=1))
    return [make.make_registration(event, full_name=name).access_token for name in names]


def _own_ticket(user_id: int, name: str) -> str:
    event = make.make_event()
    registration = make.make_registration(event, full_name=name, user_id=user_id)
    return f"/t/{registration.access_token}"


def _kept(page: Any) -> int:
    count: int = page.evaluate("caches.open('pages').then(c => c.keys()).then(all => all.length)")
    return count


def _wait_for_worker(page: Any) -> None:
    """The first visit starts the worker; from the second on it stands between."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(100)
    page.reload()
    assert page.evaluate(HELD)


def test_a_ticket_opens_without_a_network(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    (token,) = site.do(_tokens, ["Vừ A Sính"])
    page = visit()
    page.goto(f"/t/{token}")
    expect(page.locator("[data-kept-note]")).to_be_hidden()
    _wait_for_worker(page)

    page.context.set_offline(True)
    page.reload()

    expect(page.get_by_text("Vừ A Sính").first).to_be_visible()
    expect(page.get_by_label("Mã QR của vé")).to_be_visible()
    note = re.compile(r"Không có mạng. Nội dung như lúc \d\d:\d\d")
    expect(page.get_by_text(note)).to_be_visible()
    check(page)

    # Another page says that it needs the network, and leads back to the ticket.
    page.goto("/events")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có mạng")
    check(page)
    page.get_by_role("link", name=re.compile("Vé")).click()
    expect(page.get_by_text("Vừ A Sính").first).to_be_visible()

    # A cancelled ticket goes as soon as the network says so.
    page.context.set_offline(False)
    site.do(_cancel, token)
    page.reload()
    assert _kept(page) == 0


def _cancel(token: str) -> None:
    row = db.session.scalars(sa.select(Registration).filter_by(access_token=token)).one()
    row.state = RegistrationState.CANCELLED


def test_signing_out_takes_the_kept_pages_along(site: Site, visit: Callable[..., Any]) -> None:
    person, other = site.do(make.make_user), site.do(make.make_user)
    path = site.do(_own_ticket, person, "Hạng Thị Mai")
    page = visit()
    people.become(page, site, person)
    page.goto(path)
    _wait_for_worker(page)
    assert _kept(page) == 1

    page.goto(site.do(_own_ticket, other, "Giàng A Tủa"))  # somebody else's is not kept
    assert _kept(page) == 1

    page.goto("/account")
    with page.expect_navigation():
        page.locator("form[action='/sign-out'] button").first.evaluate("b => b.click()")
    assert _kept(page) == 0


def _stores(page: Any) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return sorted(name for name in names if name != "pages")


def test_a_new_version_waits_until_the_scanner_lets_it_in(
    visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline, "version", lambda: "first")
    page = visit()
    page.goto("/door/vi")
    expect(page.locator("html[data-kept]")).to_have_count(1)
    assert _stores(page) == ["application-door-first", "look-first"]

    # The site changes under an open scanner: nothing happens to it, its files stay.
    monkeypatch.setattr(offline, "version", lambda: "second")
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    expect(page.get_by_text("Đã có phiên bản mới.")).to_be_visible()
    both = ["application-door-first", "application-door-second", "look-first", "look-second"]
    assert _stores(page) == both

    # A press lets it in; what was old is gone.
    with page.expect_navigation():
        page.get_by_role("button", name="Dùng ngay").click()
    expect(page.locator("html[data-kept]")).to_have_count(1)
    assert _stores(page) == ["application-door-second", "look-second"]
