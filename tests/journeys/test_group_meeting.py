"""A buyer invites three small firms to one table: two come, one cannot, all phones agree."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.test_meetings import look, person, times_on
from tests.matchmaking.groups.test_pages import make_group_fair

pytestmark = pytest.mark.browser


def invited(page: Any, fair: dict[str, Any]) -> None:
    """Open the invitation from one's inbox."""
    page.goto(f"/events/{fair['slug']}/meetings")
    page.get_by_role("link", name="Xem và trả lời").click()


def test_three_are_invited_two_come_one_cannot(site: Site, visit: Callable[..., Any]) -> None:
    fair = site.do(make_group_fair)
    buyer = person(visit, site, fair["buyer_user"])
    sellers = [person(visit, site, user_id) for user_id in fair["exhibitor_users"]]

    # The buyer finds the way in the inbox, ticks three firms and sends one invitation.
    buyer.goto(f"/events/{fair['slug']}/meetings")
    buyer.get_by_role("link", name="Mời một nhóm").click()
    for number in range(3):
        buyer.get_by_role("checkbox", name=f"HTX Chè Bản {number + 1}").check()
    buyer.get_by_label("Lời nhắn").fill("Cùng nhau đủ 200 tấn mỗi tháng.")
    look(buyer)
    buyer.get_by_role("button", name="Mời các đơn vị này").click()
    expect(buyer.get_by_text("Mỗi đơn vị tự trả lời")).to_be_visible()
    look(buyer)

    # Two say yes, the third says no and why.
    invited(sellers[0], fair)
    look(sellers[0])
    sellers[0].get_by_role("button", name="Vâng, chúng tôi đến").click()
    expect(sellers[0].get_by_text("Bạn đã nhận lời").first).to_be_visible()
    invited(sellers[2], fair)
    sellers[2].get_by_text("Hẹn dịp khác").click()
    sellers[2].get_by_role("button", name="Từ chối").click()
    expect(sellers[2].get_by_text("Từ chối cũng không sao")).to_be_visible()
    look(sellers[2])
    invited(sellers[1], fair)
    sellers[1].get_by_role("button", name="Vâng, chúng tôi đến").click()
    expect(sellers[1].get_by_text("Cuộc hẹn đã thành")).to_be_visible()

    # The buyer sets the time, and everybody who comes sees the same one.
    buyer.reload()
    buyer.get_by_role("link", name="Chọn giờ").click()
    buyer.locator("input[name=slot_id]").nth(1).check(force=True)
    buyer.locator("form button[type=submit]").last.click()
    expect(buyer.get_by_role("link", name="Tệp lịch")).to_be_visible()
    look(buyer)
    plans = [times_on(page, fair) for page in (buyer, sellers[0], sellers[1])]
    assert len(plans[0]) == 1
    assert plans[0] == plans[1] == plans[2]
    assert times_on(sellers[2], fair) == []
    buyer.goto(f"/events/{fair['slug']}/agenda")
    expect(
        buyer.get_by_role("link", name="HTX Chè Bản 1, HTX Chè Bản 2", exact=True)
    ).to_be_visible()
    sellers[0].goto(f"/events/{fair['slug']}/agenda")
    expect(sellers[0].get_by_text("Cùng với HTX Chè Bản 2")).to_be_visible()
