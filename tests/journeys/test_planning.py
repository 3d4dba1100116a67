"""The organiser builds the timetable, publishes it, and repairs it when somebody comes late."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core import clock, jobs
from tests.factories import make_team_member
from tests.journeys import people
from tests.journeys.conftest import DESKTOP, PHONE, Site, check_page, fits
from tests.matchmaking.timetable.planning.plans import make_plan, place

pytestmark = pytest.mark.browser


def make_fair() -> dict[str, Any]:
    plan = make_plan(buyers=2, exhibitors=3, slots=5, tables=2)
    return {
        "url": f"/manage/events/{plan['event'].slug}/timetable",
        "organiser": make_team_member(plan["event"]).id,
    }


def work(site: Site) -> None:
    """What the runner does beside the server."""
    with site.app.app_context():
        jobs.run_waiting(at=clock.now())


def look(page: Any) -> None:
    """On the phone, and on the laptop."""
    check_page(page)
    phone = page.viewport_size
    page.set_viewport_size(DESKTOP)
    fits(page)
    page.set_viewport_size(phone)


def test_building_publishing_and_repairing(site: Site, visit: Callable[..., Any]) -> None:
    fair = site.do(make_fair)
    page = visit()
    people.become(page, site, fair["organiser"])
    page.goto(fair["url"])
    page.get_by_role("link", name="Lập lịch gặp").click()
    look(page)
    page.get_by_role("button", name="Xếp bản nháp").click()
    look(page)
    work(site)
    page.reload()
    expect(page.get_by_text("6 trên 6")).to_be_visible()
    look(page)
    page.locator("summary", has_text="Công bố").click()
    page.get_by_role("button", name="Có, công bố").click()
    expect(page.get_by_text("6 cuộc hẹn thay đổi")).to_be_visible()
    look(page)
    page.goto(f"{fair['url']}/locks")
    page.get_by_role("button", name="Khóa").first.click()
    look(page)
    page.goto(f"{fair['url']}/repair")
    page.get_by_label("Ai không đến được?").select_option(label="HTX 2")
    look(page)
    page.get_by_role("button", name="Đề xuất thay đổi").click()
    page.wait_for_load_state()
    work(site)
    page.reload()
    look(page)
    expect(page.get_by_text("Đã chứng minh").first).to_be_visible()
    people.become(page, site, fair["organiser"], language="en")
    page.reload()
    look(page)


def make_three() -> dict[str, Any]:
    """A buyer who agreed to meet two exhibitors, and the organiser."""
    plan = make_plan(buyers=1, exhibitors=2, slots=5, tables=2)
    buyer, first, second = plan["people"]
    return {
        "slug": plan["event"].slug,
        "url": f"/manage/events/{plan['event'].slug}/timetable",
        "organiser": make_team_member(plan["event"]).id,
        "buyer": buyer.id,
        "sellers": [first.id, second.id],
    }


def day_of(page: Any, slug: str) -> dict[str, tuple[str, str]]:
    """With whom, when and where, as a phone shows it."""
    page.goto(f"/events/{slug}/agenda")
    found = {}
    for line in page.locator(".tf-agenda__item:not(.tf-agenda__item--off)").all():
        time = " ".join(line.locator(".tf-agenda__time").inner_text().split())
        place = line.locator(".tf-agenda__place").first.inner_text()
        found[line.locator(".tf-agenda__title").inner_text()] = (time, place)
    return found


def check_phones(phones: list[Any], slug: str) -> dict[str, tuple[str, str]]:
    """The buyer's plan, which each exhibitor has as well."""
    buyer, *sellers = phones
    plan = day_of(buyer, slug)
    for number, seller in enumerate(sellers):
        theirs = day_of(seller, slug)
        assert theirs == ({"Siêu thị 0": plan[f"HTX {number}"]} if f"HTX {number}" in plan else {})
    check_page(buyer)
    return plan


def move_by_keyboard(page: Any, name: str) -> None:
    """Pick a meeting up, go down to the first time at which nothing is in the way, drop it."""
    page.locator(".tf-board__meeting", has_text=name).focus()
    page.keyboard.press("Space")
    said = page.locator("#board-say")
    expect(said).to_contain_text("Đã nhấc")
    page.wait_for_load_state("networkidle")  # what is in the way has come
    for _step in range(5):
        page.keyboard.press("ArrowDown")
        if said.inner_text().endswith("trống."):
            break
    page.keyboard.press("Space")
    expect(said).to_contain_text("Nay ở")
    expect(page.locator(".tf-board__meeting", has_text=name)).to_be_focused()


def test_both_phones_show_the_same_plan_after_each_change(
    site: Site, visit: Callable[..., Any]
) -> None:
    fair = site.do(make_three)
    phones = []
    for user_id in (fair["buyer"], *fair["sellers"]):
        phone = visit()
        people.become(phone, site, user_id)
        phones.append(phone)
    desk = visit(desktop=True)
    people.become(desk, site, fair["organiser"])

    desk.goto(f"{fair['url']}/plan")
    desk.get_by_role("button", name="Xếp bản nháp").click()
    desk.wait_for_load_state()
    work(site)
    desk.reload()
    desk.locator("summary", has_text="Công bố").click()
    desk.get_by_role("button", name="Có, công bố").click()
    expect(desk.get_by_text("2 cuộc hẹn thay đổi")).to_be_visible()
    published = check_phones(phones, fair["slug"])
    assert set(published) == {"HTX 0", "HTX 1"}

    desk.goto(f"{fair['url']}/board")
    check_page(desk)
    move_by_keyboard(desk, "HTX 1")
    check_page(desk)
    moved = check_phones(phones, fair["slug"])
    assert moved["HTX 0"] == published["HTX 0"]
    assert moved["HTX 1"] != published["HTX 1"]
    desk.set_viewport_size(PHONE)
    desk.reload()
    check_page(desk)
    desk.locator(".tf-board__meeting", has_text="HTX 0").click()
    check_page(desk)
    desk.set_viewport_size(DESKTOP)
    fits(desk)
    desk.get_by_role("link", name="Làm thay Siêu thị 0").click()
    expect(desk.get_by_text("Bạn đang làm thay Siêu thị 0")).to_be_visible()

    desk.goto(f"{fair['url']}/repair")
    desk.get_by_label("Ai không đến được?").select_option(label="HTX 0")
    desk.get_by_role("button", name="Đề xuất thay đổi").click()
    desk.wait_for_load_state()
    work(site)
    desk.reload()
    desk.locator("summary", has_text="Công bố").click()
    desk.get_by_role("button", name="Có, công bố").click()
    expect(desk.get_by_text("1 cuộc hẹn thay đổi")).to_be_visible()
    assert check_phones(phones, fair["slug"]) == {"HTX 1": moved["HTX 1"]}


def test_two_taps_call_a_meeting_off_and_the_other_phone_shows_why(
    site: Site, visit: Callable[..., Any]
) -> None:
    def make() -> dict[str, Any]:
        plan = make_plan(buyers=1, exhibitors=1, slots=2, tables=1)
        place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=clock.now())
        return {
            "agenda": f"/events/{plan['event'].slug}/agenda",
            "people": [one.id for one in plan["people"]],
        }

    fair = site.do(make)
    buyer, seller = visit(java_script_enabled=False), visit(language="en")
    people.become(buyer, site, fair["people"][0])
    people.become(seller, site, fair["people"][1], language="en")

    buyer.goto(fair["agenda"])
    buyer.get_by_role("link", name="Hủy cuộc hẹn").click()
    fits(buyer)
    buyer.get_by_role("button", name="Vâng, hủy cuộc hẹn").click()
    seller.goto(fair["agenda"])

    expect(seller.get_by_text("We cannot come")).to_be_visible()
    check_page(seller)


def test_plans_are_printed(site: Site, visit: Callable[..., Any]) -> None:
    fair = site.do(make_fair)
    page = visit()
    people.become(page, site, fair["organiser"])
    page.goto(f"{fair['url']}/print")
    look(page)
    page.get_by_role("button", name="Tạo bản in").first.click()
    page.wait_for_load_state()
    work(site)
    page.reload()
    expect(page.get_by_role("link", name="Tải tệp PDF")).to_be_visible()
    look(page)
