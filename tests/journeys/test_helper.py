"""A commune officer acts for a household on a phone and registers its people; a late one waits."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from events.registration.models import RegistrationRole
from events.registration.services import save_admission
from tests.factories import make_assistance, make_company, make_event, make_helper, make_user, now
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def _fair() -> dict[str, int]:
    event = make_event(slug="co-giup-do", name_vi="Phiên chợ vùng cao")
    save_admission(
        event, open_to=[RegistrationRole.VISITOR], looked_at=[], capacity=2, actor=None, at=now()
    )
    officer = make_user(full_name="Cầm Thị Giúp", email="giup@tra.example")
    make_assistance(make_helper(officer), make_company(name="Hộ chè Mùa A Chủ"))
    return {"officer": officer.id}


def test_a_helper_registers_a_group_and_the_next_one_waits(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    ids = site.do(_fair)
    page = visit()
    people.become(page, site, ids["officer"])

    page.goto("/help")
    page.get_by_role("button", name="Làm thay").click()
    expect(page.get_by_text("Bạn đang làm thay Hộ chè Mùa A Chủ.")).to_be_visible()
    check(page)

    page.goto("/events/co-giup-do/register/group")
    page.get_by_role("textbox", name="Họ và tên của bạn").fill("Cầm Thị Giúp")
    page.get_by_role("textbox", name="Số điện thoại").first.fill("0912 345 670")
    for number, name in enumerate(("Mùa A Chủ", "Mùa Thị Dợ")):
        page.locator(f"[name='people-{number}-full_name']").fill(name)
    page.get_by_label("Những người ghi tên ở đây").check()
    page.get_by_role("button", name="Đăng ký cả nhóm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhóm của bạn")
    check(page)

    page.get_by_role("button", name="Thôi làm thay").click()
    page.goto("/events/co-giup-do/register")
    page.get_by_role("textbox", name="Họ và tên").fill("Vàng A Muộn")
    page.get_by_role("textbox", name="Số điện thoại").fill("0912 345 671")
    page.get_by_label("Tôi đồng ý để ban tổ chức dùng họ tên").check()
    page.get_by_role("button", name="Vào danh sách chờ").click()
    expect(page.get_by_text("Bạn đứng thứ 1 trong danh sách chờ")).to_be_visible()
    check(page)
