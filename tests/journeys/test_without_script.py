"""Without a script: a stranger finds tea and registers, a cooperative applies for a booth."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import (
    make_category,
    make_company,
    make_event,
    make_exhibitor,
    make_member,
    make_product,
)
from tests.journeys import people
from tests.journeys.conftest import Site, picture

pytestmark = pytest.mark.browser


def _fair() -> dict[str, Any]:
    event = make_event(slug="khong-script", name_vi="Hội chợ vùng cao")
    company = make_company(name="HTX Chè Tà Xùa")
    make_exhibitor(event, company)
    make_product(company, name_vi="Chè Shan tuyết cổ thụ")
    make_category(event, name_vi="Gian tiêu chuẩn")
    return {"member": make_member(make_company(name="HTX Mật ong Mường Bú")).id}


def test_search_register_and_apply_without_a_script(site: Site, visit: Callable[..., Any]) -> None:
    ids = site.do(_fair)
    page = visit(java_script_enabled=False)

    page.goto("/search")
    page.get_by_role("searchbox").first.fill("che shan")
    page.get_by_role("button", name="Tìm").first.click()
    expect(page.get_by_role("link", name="Chè Shan tuyết cổ thụ").first).to_be_visible()
    picture(page)

    page.goto("/events/khong-script/register")
    page.get_by_role("button", name="Nhận vé").click()
    expect(page.get_by_role("alert")).to_contain_text("Họ và tên")
    page.get_by_role("textbox", name="Họ và tên").fill("Lò Thị Hoa")
    page.get_by_role("textbox", name="Số điện thoại").fill("0912 345 679")
    page.get_by_label("Tôi đồng ý để ban tổ chức dùng họ tên").check()
    page.get_by_role("button", name="Nhận vé").click()
    expect(page.get_by_role("img", name="Mã QR của vé")).to_be_visible()
    picture(page)

    people.become(page, site, ids["member"])
    page.goto("/events/khong-script/apply")
    page.get_by_role("button", name="Gửi đăng ký").click()
    expect(page.get_by_text("Đơn đăng ký đã tới ban tổ chức")).to_be_visible()
    picture(page)
