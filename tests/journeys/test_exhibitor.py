"""A cooperative from the highlands: from sign-up to a meeting in its calendar."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from core import clock
from core.db import db
from events.catalogue.models import Tag
from events.exhibitors.models import Application, Booth, Exhibitor
from events.exhibitors.services import approve_application
from events.programme.models import Event
from matchmaking.meetings.services import request_meeting
from matchmaking.needs.models import Buyer, Need, Side
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
FIRM = "HTX Chè cổ thụ Suối Giàng"


def _fair() -> Event:
    """A fair with one booth, a table, two slots, and a buyer of Shan tea."""
    event = make.make_event(name_vi="Hội chợ Chè Tây Bắc")
    hall = make.make_hall(event, name="Khu A")
    category = make.make_category(event, name_vi="Gian tiêu chuẩn")
    make.make_booth(event, hall=hall, category=category, label="A07")
    make.make_table(event, label="1")
    for hours in (2, 3):
        make.make_slot(event, starts_at=event.starts_at + timedelta(hours=hours))
    buyer = make.make_buyer(event, make.make_company(name="Siêu thị Hoa Ban"))
    make.make_member(buyer.company, full_name="Phạm Thu Mua", email="mua.pham@example.com")
    need = make.make_need(buyer, title_vi="Chè Shan tuyết cho chuỗi quà tặng", months=1 << 2)
    need.tags = list(db.session.scalars(sa.select(Tag).where(Tag.code == "TEA.SHAN")))
    return event


def _approve(event_id: int) -> None:
    """The organiser approves the application and gives the booth."""
    application = db.session.scalars(
        sa.select(Application).where(Application.event_id == event_id)
    ).one()
    booth = db.session.scalars(sa.select(Booth).where(Booth.event_id == event_id)).one()
    approve_application(application, booth=booth, actor=None, at=clock.now())


def _buyer_asks(event_id: int) -> int:
    buyer = db.session.scalars(sa.select(Buyer).where(Buyer.event_id == event_id)).one()
    exhibitor = db.session.scalars(sa.select(Exhibitor).where(Exhibitor.event_id == event_id)).one()
    meeting = request_meeting(
        buyer,
        exhibitor,
        side=Side.BUYER,
        actor=None,
        at=clock.now(),
        need=db.session.scalars(sa.select(Need).where(Need.buyer_id == buyer.id)).one(),
        note="Chúng tôi cần 200 kg mỗi tháng.",
    )
    return meeting.id


def test_a_cooperative_shows_its_tea_and_meets_a_buyer(  # noqa: PLR0915 -- a whole day
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    event = site.do(_fair)
    slug = site.do(lambda: db.session.get_one(Event, event).slug)
    page = visit()
    people.sign_up(page, site, name="Tráng A Chu", email="chu.trang@example.com")
    people.add_company(
        page, name=FIRM, legal_form="Hợp tác xã", tax_code="5500634518", province="Sơn La"
    )
    check(page)

    # A product, its kind typed without tones, with stars, months and a photo from the phone.
    page.get_by_role("link", name="Sản phẩm", exact=True).last.click()
    page.get_by_role("link", name="Thêm sản phẩm").first.click()
    page.get_by_label("Tên tiếng Việt").fill("Chè Shan tuyết Suối Giàng")
    people.choose(page, "Sản phẩm thuộc loại nào?", "che shan", "Chè Shan tuyết")
    page.get_by_label("Ảnh").set_input_files(people.photo_of_tea())
    page.get_by_label("Mỗi tháng cung cấp được bao nhiêu?").fill("300")
    page.get_by_label("Tháng 3", exact=True).check()
    page.get_by_label("Hạng sao OCOP").select_option("4")
    page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    page.get_by_label("Ngày ra quyết định").fill(f"{clock.now().date():%Y-%m-%d}")
    check(page)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chè Shan tuyết Suối Giàng")
    expect(page.get_by_role("img", name="Chè Shan tuyết Suối Giàng")).to_be_visible()
    check(page)

    # Applies for a booth; the organiser gives one.
    page.goto(f"/events/{slug}")
    page.get_by_role("link", name="Đăng ký gian hàng").first.click()
    page.get_by_role("radio", name="Gian tiêu chuẩn").check()
    check(page)
    page.get_by_role("button", name="Gửi đăng ký").click()
    expect(page.get_by_text("Đơn đăng ký đã tới ban tổ chức.")).to_be_visible()
    check(page)
    site.do(_approve, event)
    page.reload()
    expect(page.get_by_text("A07").first).to_be_visible()
    check(page)

    # The ticket is there without typing anything again.
    page.goto("/my/tickets")
    page.get_by_role("link", name="Mở vé").click()
    expect(page.get_by_role("img", name="Mã QR của vé")).to_be_visible()
    check(page)

    # A need that fits, with its reasons.
    page.goto(f"/events/{slug}/suggestions/needs")
    fit = page.get_by_role("article").filter(has_text="Chè Shan tuyết cho chuỗi quà tặng")
    expect(fit).to_contain_text("Siêu thị Hoa Ban")
    expect(fit.get_by_role("listitem").first).to_be_visible()
    check(page)

    # The buyer asks; the answer chooses a slot, and both know when and where.
    site.do(_buyer_asks, event)
    page.goto("/meetings")
    expect(page.get_by_text("Chúng tôi cần 200 kg mỗi tháng.")).to_be_visible()
    expect(page.get_by_text("mua.pham@example.com")).to_have_count(0)
    check(page)
    page.get_by_role("link", name="Nhận lời và chọn giờ").click()
    page.get_by_role("radio").first.check()
    check(page)
    page.get_by_role("button", name="Nhận lời và chốt giờ này").click()
    expect(page.get_by_role("link", name="mua.pham@example.com")).to_be_visible()
    check(page)
    page.goto(f"/events/{slug}/agenda")
    expect(page.get_by_text("Siêu thị Hoa Ban").first).to_be_visible()
    check(page)
    page.goto("/meetings")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tệp lịch").click()
    assert download.value.suggested_filename.endswith(".ics")
