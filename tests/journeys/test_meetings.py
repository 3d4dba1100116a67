"""Two phones, one plan: requests, another time, a no, and what both see at the end."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.db import db
from events.programme.models import MeetingMode, Slot
from tests.journeys import people
from tests.journeys.conftest import DESKTOP, Site, check_page, fits
from tests.matchmaking.pages import make_fair

pytestmark = pytest.mark.browser


def look(page: Any) -> None:
    """On the phone with axe, and on the laptop in the other language."""
    check_page(page)
    phone = page.viewport_size
    page.set_viewport_size(DESKTOP)
    fits(page)
    page.set_viewport_size(phone)


def person(visit: Callable[..., Any], site: Site, user_id: int) -> Any:
    """Somebody with a phone who is signed in."""
    page = visit()
    people.become(page, site, user_id)
    return page


def answer_request(page: Any, fair: dict[str, Any], name: str) -> None:
    """Open the request of a buyer from one's inbox."""
    page.goto(f"/events/{fair['slug']}/meetings")
    page.get_by_role("link", name=name).click()


def times_on(page: Any, fair: dict[str, Any]) -> list[str]:
    """The times of a person's day at the event, as their phone shows them."""
    page.goto(f"/events/{fair['slug']}/agenda")
    check_page(page)
    return [" ".join(text.split()) for text in page.locator(".tf-agenda__time").all_inner_texts()]


def test_three_requests_another_time_and_a_no(site: Site, visit: Callable[..., Any]) -> None:
    fair = site.do(make_fair, exhibitors=3)
    buyer = person(visit, site, fair["buyer_user"])
    sellers = [person(visit, site, user_id) for user_id in fair["exhibitor_users"]]

    # The buyer asks three makers, each with one touch.
    for number in range(3):
        buyer.goto(f"/events/{fair['slug']}/suggestions")
        card = buyer.get_by_role("article").filter(has_text=f"HTX Chè Bản {number + 1}")
        card.get_by_role("button", name="Đề nghị gặp").click()
        expect(buyer.get_by_text("Đã gửi đề nghị tới")).to_be_visible()
    buyer.goto(f"/events/{fair['slug']}/meetings?show=waiting")
    expect(buyer.get_by_role("article")).to_have_count(3)
    look(buyer)

    # The first says yes, the second proposes two other times, the third cannot this time.
    answer_request(sellers[0], fair, "Siêu thị Quà Việt")
    look(sellers[0])
    sellers[0].get_by_role("link", name="Nhận lời và chọn giờ").click()
    sellers[0].get_by_role("button", name="Nhận lời và chốt giờ này").click()
    expect(sellers[0].get_by_text("Đã chốt").first).to_be_visible()
    answer_request(sellers[1], fair, "Siêu thị Quà Việt")
    sellers[1].get_by_role("link", name="Đề xuất giờ khác").click()
    look(sellers[1])
    for box in sellers[1].get_by_role("checkbox").all()[:2]:
        box.check()
    sellers[1].get_by_label("Lời nhắn cho họ").fill("Sáng sớm chúng tôi dựng gian.")
    sellers[1].get_by_role("button", name="Đề xuất các giờ này").click()
    look(sellers[1])
    answer_request(sellers[2], fair, "Siêu thị Quà Việt")
    sellers[2].locator("summary", has_text="Hẹn dịp khác").click()
    sellers[2].get_by_label("Vụ này chúng tôi không nhận thêm được").check()
    look(sellers[2])
    sellers[2].get_by_role("button", name="Từ chối").click()

    # The buyer takes the later of the two times, and sees who else is free.
    answer_request(buyer, fair, "HTX Chè Bản 2")
    expect(buyer.get_by_text("Sáng sớm chúng tôi dựng gian.").first).to_be_visible()
    look(buyer)
    chosen = buyer.locator("form:has(input[name=slot_id])").last
    slot_id = int(chosen.locator("input[name=slot_id]").get_attribute("value"))
    chosen.get_by_role("button").click()
    expect(buyer.get_by_text("Cuộc hẹn đã vào lịch")).to_be_visible()
    look(buyer)
    answer_request(buyer, fair, "HTX Chè Bản 3")
    expect(buyer.get_by_text("Vụ này họ không nhận thêm được nữa.")).to_be_visible()
    look(buyer)

    # All phones show the same plan.
    with site.app.app_context():
        assert db.session.get_one(Slot, slot_id).event_id == fair["event"]
    plans = [times_on(seller, fair) for seller in sellers]
    assert times_on(buyer, fair) == sorted(plans[0] + plans[1])
    assert (len(plans[0]), len(plans[1]), plans[2]) == (1, 1, [])
    expect(buyer.get_by_text("HTX Chè Bản 2").first).to_be_visible()


def test_wishes_of_both_sides_are_agreed(site: Site, visit: Callable[..., Any]) -> None:
    fair = site.do(make_fair, mode=MeetingMode.PLANS)
    buyer = person(visit, site, fair["buyer_user"])
    seller = person(visit, site, fair["exhibitor_users"][0])

    buyer.goto(f"/events/{fair['slug']}/suggestions")
    look(buyer)
    card = buyer.get_by_role("article").filter(has_text="HTX Chè Bản 1")
    card.get_by_role("button", name="Nhất định phải gặp").click()
    expect(buyer.get_by_text("Họ không được báo")).to_be_visible()
    buyer.goto(f"/events/{fair['slug']}/wishes")
    look(buyer)
    seller.goto(f"/events/{fair['slug']}/suggestions/needs")
    seller.get_by_role("button", name="Muốn gặp").click()
    expect(seller.get_by_text("cũng muốn gặp bạn")).to_be_visible()
    look(seller)

    buyer.goto(f"/events/{fair['slug']}/meetings?show=agreed")
    expect(buyer.get_by_role("article")).to_have_count(1)
    people.become(buyer, site, fair["buyer_user"], language="en")
    buyer.goto(f"/events/{fair['slug']}/wishes")
    look(buyer)
