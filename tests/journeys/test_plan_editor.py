"""An organiser moves booths by mouse and by keyboard, and shares the plan with another one."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.db import db
from events.exhibitors.models import Booth, Hall
from events.exhibitors.rows import BoothRow
from events.exhibitors.services import draw_row
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def _hall() -> tuple[int, int]:
    event = make.make_event(slug="ve-so-do")
    hall, category = make.make_hall(event, name="Khu Vẽ"), make.make_category(event)
    draw_row(hall, category, BoothRow(("A",), 4), actor=None, at=make.now())
    return make.make_team_member(event).id, hall.id


def _booth(label: str) -> tuple[int, int]:
    booth = db.session.query(Booth).join(Hall).filter(Hall.name == "Khu Vẽ", Booth.label == label)
    row = booth.one()
    return row.x, row.y


def test_a_plan_is_moved_undone_and_saved_by_two(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    organiser, hall = site.do(_hall)
    address = f"/manage/events/ve-so-do/halls/{hall}"
    laptop, phone = visit(desktop=True), visit()
    for page in (laptop, phone):
        people.become(page, site, organiser)
        page.goto(address)
    said, state = laptop.locator("#plan-live"), laptop.locator("#plan-state")

    # By mouse: the first booth four metres down, on the grid.
    box = laptop.get_by_role("button", name="Gian A01").bounding_box()
    laptop.mouse.move(box["x"] + 20, box["y"] + 20)
    laptop.mouse.down()
    laptop.mouse.move(box["x"] + 20, box["y"] + 20 + 65, steps=4)
    laptop.mouse.up()
    expect(said).to_have_text("A01: cách lề trái 2 m, cách lề trên 6 m")

    # By keyboard: the next one, right twice; undone once, done again.
    laptop.keyboard.press("PageDown")
    laptop.keyboard.press("ArrowRight")
    laptop.keyboard.press("ArrowRight")
    expect(said).to_have_text("A02: cách lề trái 6 m, cách lề trên 2 m")
    laptop.keyboard.press("Control+z")
    expect(said).to_have_text("Đã hoàn tác")
    laptop.keyboard.press("Control+y")
    laptop.get_by_role("button", name="Thêm vị trí").click()
    check(laptop)
    laptop.get_by_role("button", name="Lưu").click()
    expect(state).to_contain_text("Đã lưu hết")
    assert (site.do(_booth, "A01"), site.do(_booth, "A02")) == ((20, 60), (60, 20))

    # The phone moved the last booth meanwhile: told, put onto the newest plan, saved.
    phone.locator("#plan-pick").select_option(label="A04")
    phone.get_by_role("button", name="Xuống", exact=True).click()
    phone.get_by_role("button", name="Lưu").click()
    expect(phone.get_by_role("alert")).to_contain_text("Người khác vừa sửa sơ đồ này")
    check(phone)
    phone.get_by_role("button", name="Đặt thay đổi của tôi").click()
    phone.get_by_role("button", name="Lưu").click()
    expect(phone.locator("#plan-state")).to_contain_text("Đã lưu hết")
    assert (site.do(_booth, "A01"), site.do(_booth, "A04")) == ((20, 60), (110, 25))
