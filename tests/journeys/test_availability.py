"""On the phone a firm taps when it is away; the organiser sets breaks and closes a hall."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_company, make_member, make_slot, make_team_member
from tests.journeys import people
from tests.journeys.conftest import Site
from tests.journeys.test_planning import look
from tests.matchmaking.timetable.planning.plans import make_plan

pytestmark = pytest.mark.browser


def make_fair() -> dict[str, Any]:
    """A fair with a morning and an afternoon."""
    plan = make_plan(buyers=1, exhibitors=2, slots=6, tables=3)
    event = plan["event"]
    for n in range(4):
        make_slot(event, starts_at=event.starts_at + timedelta(minutes=180 + 20 * n))
    firm = plan["buyers"][0].company
    return {
        "url": f"/events/{event.slug}",
        "firm": make_member(firm).id,
        "stranger": make_member(make_company()).id,
        "organiser": make_team_member(event).id,
    }


def test_a_firm_and_the_organiser_say_when_it_can_meet(
    site: Site, visit: Callable[..., Any]
) -> None:
    fair = site.do(make_fair)
    page = visit()
    people.become(page, site, fair["stranger"])
    page.goto(f"{fair['url']}/availability")
    look(page)
    people.become(page, site, fair["firm"])
    page.goto(f"{fair['url']}/availability")
    page.locator("label.tf-when").nth(1).click()
    page.get_by_role("checkbox").nth(3).focus()
    page.keyboard.press("Space")
    look(page)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    people.become(page, site, fair["organiser"])
    page.goto(f"/manage{fair['url']}/meeting-rules")
    page.get_by_label("Tối đa bao nhiêu cuộc liền nhau rồi nghỉ").fill("3")
    look(page)
    page.get_by_role("button", name="Lưu").click()
    page.goto(f"/manage{fair['url']}/availability")
    look(page)
    page.get_by_role("link", name="Siêu thị 0").click()
    look(page)
    expect(page.get_by_text("Bạn đang ghi thay Siêu thị 0")).to_be_visible()
    page.goto(f"/manage{fair['url']}/tables")
    page.get_by_role("button", name="Đóng").click()
    expect(page.get_by_role("button", name="Mở lại").first).to_be_visible()
    look(page)
    people.become(page, site, fair["organiser"], language="en")
    page.goto(f"/manage{fair['url']}/availability")
    look(page)
