"""A visitor finds the fair, registers in under a minute, and holds a ticket."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core.text import fold
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from tests import factories as make
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def _fair() -> Event:
    """A fair with a session of twenty seats and one exhibitor of tea."""
    event = make.make_event(
        name_vi="Hội chợ Xuân Tà Xùa",
        name_en="Tà Xùa Spring Fair",
        starts_at=make.now() + timedelta(days=1),  # on the calendar's first page
    )
    make.make_session(event, capacity=20, title_vi="Pha chè Shan đúng cách")
    company = make.make_company(name="HTX Chè Bản Bẹ")
    exhibitor: Exhibitor = make.make_exhibitor(event, company)
    name = "Chè Shan tuyết Bản Bẹ"
    make.make_product(exhibitor.company, name_vi=name, search_text=fold(name))
    return event


def test_a_visitor_registers_and_gets_a_ticket_with_a_seat(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    site.do(_fair)
    page = visit()

    # Finds the fair on the home page and opens its registration.
    page.goto("/")
    check(page)
    page.get_by_role("navigation", name="Lối tắt").get_by_text("Sự kiện").click()
    page.get_by_role("link", name="Hội chợ Xuân Tà Xùa").first.click()
    check(page)
    page.get_by_role("link", name="Đăng ký tham dự").first.click()
    check(page)

    # Three fields at most are asked for, and no consent is ticked beforehand.
    for box in page.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()
    assert page.get_by_role("textbox").count() <= 4

    # Forgets the consent: everything typed is still there.
    page.get_by_label("Họ và tên").fill("Giàng Thị Mỷ")
    page.get_by_role("textbox", name="Email").fill("my.giang@example.com")
    page.get_by_role("button", name="Nhận vé").click()
    expect(page.get_by_role("alert")).to_contain_text("Cần có sự đồng ý này mới tiếp tục được.")
    expect(page.get_by_label("Họ và tên")).to_have_value("Giàng Thị Mỷ")
    check(page)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Nhận vé").click()

    # The ticket: a code to scan, a code to type, a seat at the session.
    expect(page.get_by_role("img", name="Mã QR của vé")).to_be_visible()
    expect(page.get_by_text("Giàng Thị Mỷ")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Giữ chỗ").click()
    expect(page.get_by_text("Đã giữ chỗ cho bạn.")).to_be_visible()
    expect(page.get_by_role("button", name="Trả chỗ")).to_be_visible()
    check(page)

    # The mail leads to the same ticket.
    ticket = page.url
    page.goto(site.link_in_last_mail("my.giang@example.com"))
    assert page.url == ticket


def test_a_lost_ticket_comes_again_by_mail(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    event = make.make_event
    site.do(lambda: make.make_registration(event(), email="lost@example.com"))
    page = visit()

    page.goto("/my/tickets")
    check(page)
    page.get_by_label("Email").fill("lost@example.com")
    page.get_by_role("button", name="Gửi vé").click()
    expect(page.get_by_text("Nếu email này có vé")).to_be_visible()
    page.goto(site.link_in_last_mail("lost@example.com"))

    expect(page.get_by_role("img", name="Mã QR của vé")).to_be_visible()


def test_products_are_found_without_typing_tones(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    site.do(_fair)
    page = visit()

    page.goto("/search")
    page.get_by_role("searchbox").fill("che shan ban be")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    check(page)
    page.get_by_role("link", name="Chè Shan tuyết Bản Bẹ").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Chè Shan tuyết Bản Bẹ")
    check(page)
