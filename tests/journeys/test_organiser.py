"""An organiser: from the first link to a fair that is open, and its first decisions."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from accounts.sign_in.services import invite_admin
from core import clock
from core.db import db
from events.exhibitors.models import BoothCategory
from events.exhibitors.services import apply_to_event
from events.programme.models import Event
from matchmaking.needs.services import apply_as_buyer
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def _local(days: int, hour: int) -> str:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    day = clock.now().astimezone(zone) + timedelta(days=days)
    return f"{day.replace(hour=hour, minute=0):%Y-%m-%dT%H:%M}"


def _invitation() -> str:
    """The link that ``accounts create-admin`` prints, as a path."""
    token = invite_admin("Lò Thị Tổ", "to.lo@example.com", language="vi", at=clock.now())
    return f"/first-admin/{token}"


def _two_ask(slug: str) -> None:
    """A cooperative asks for a booth, a supermarket asks to buy."""
    event = db.session.scalars(sa.select(Event).where(Event.slug == slug)).one()
    firm, shop = make.make_company(name="HTX Mận Mộc Châu"), make.make_company(name="Siêu thị Ban")
    category = _category(event)
    apply_to_event(event, firm, category=category, note="", actor=None, at=clock.now())
    apply_as_buyer(event, shop, actor=None, at=clock.now(), note="Chúng tôi mua hoa quả.")
    make.make_user(full_name="Quàng Thị Cửa", email="cua.quang@example.com")


def _category(event: Event) -> Any:
    """The event's only category of booths."""

    return db.session.scalars(
        sa.select(BoothCategory).where(BoothCategory.event_id == event.id)
    ).one()


def test_an_organiser_opens_a_fair_and_decides(  # noqa: PLR0915 -- a whole day
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    page = visit()
    page.goto(site.do(_invitation))
    page.get_by_label("Mật khẩu").fill(people.PASSWORD)
    page.get_by_role("button", name="Mở tài khoản").click()

    # A fair in both languages; it begins as a draft.
    page.goto("/manage")
    check(page)
    page.get_by_role("link", name="Sự kiện mới").first.click()
    page.get_by_label("Tên tiếng Việt").fill("Hội chợ Hoa ban Điện Biên")
    page.get_by_label("Tên tiếng Anh").fill("Điện Biên Ban Flower Fair")
    page.get_by_label("Giới thiệu bằng tiếng Việt").fill("Đặc sản, thổ cẩm và nông sản Tây Bắc.")
    page.get_by_label("Giới thiệu bằng tiếng Anh").fill("Specialities, brocade and farm produce.")
    page.get_by_label("Bắt đầu").fill(_local(5, 8))
    page.get_by_label("Kết thúc").fill(_local(7, 17))
    page.get_by_role("textbox", name=re.compile("^Địa điểm")).fill("Quảng trường 7/5")
    page.get_by_label("Tỉnh, thành phố").select_option(label="Điện Biên")
    page.get_by_label("Đơn vị tổ chức").fill("Sở Công Thương tỉnh Điện Biên")
    check(page)
    page.get_by_role("button", name="Lưu bản nháp").click()
    check(page)
    slug = urlsplit(page.url).path.split("/")[3]

    # The hall: a name, a category, two rows of booths.
    page.goto(f"/manage/events/{slug}/hall")
    page.get_by_label("Tên khu hoặc sân").fill("Khu A")
    page.get_by_role("button", name="Thêm khu").click()
    page.get_by_label("Tên tiếng Việt").fill("Gian tiêu chuẩn")
    page.get_by_label("Giá").fill("3,5 triệu")
    page.get_by_role("button", name="Thêm loại gian hàng").click()
    page.get_by_label("Dãy gian hàng").fill("A-B")
    page.get_by_label("Số gian mỗi dãy").fill("4")
    page.get_by_role("button", name="Vẽ gian hàng").click()
    expect(page.get_by_role("img", name="A01")).to_be_visible()
    expect(page.get_by_text("Xem sơ đồ dưới dạng bảng")).to_be_visible()
    check(page)

    # A session with seats, slots and tables for the meetings.
    page.goto(f"/manage/events/{slug}/sessions/new")
    page.get_by_label("Tên phiên bằng tiếng Việt").fill("Kết nối cung cầu nông sản")
    page.get_by_label("Bắt đầu").fill(_local(5, 9))
    page.get_by_label("Kết thúc").fill(_local(5, 10))
    page.get_by_label("Số chỗ được giữ trước").fill("50")
    check(page)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_label("Tên phiên bằng tiếng Việt")).to_have_value(
        "Kết nối cung cầu nông sản"
    )
    page.goto(f"/manage/events/{slug}/slots")
    page.get_by_label("Từ", exact=True).fill("13:30")
    page.get_by_label("Đến", exact=True).fill("15:30")
    page.get_by_role("button", name="Thêm khung giờ").click()
    expect(page.get_by_text("13:30").first).to_be_visible()
    check(page)
    page.goto(f"/manage/events/{slug}/tables")
    page.get_by_label("Số bàn cần thêm").fill("6")
    page.get_by_role("button", name="Thêm", exact=True).click()
    check(page)

    # Announced, then open for everybody.
    page.goto(f"/manage/events/{slug}/state")
    page.get_by_role("button", name="Công bố sự kiện").click()
    page.get_by_role("button", name="Mở đăng ký").click()
    check(page)

    # Two wait for an answer: the dashboard leads to both.
    site.do(_two_ask, slug)
    page.goto(f"/manage/events/{slug}")
    check(page)
    page.get_by_role("navigation", name="Các phần của sự kiện").get_by_text(
        "Đơn vị trưng bày"
    ).click()
    card = page.get_by_role("article").or_(page.locator(".tf-card")).filter(has_text="Mận Mộc Châu")
    card.get_by_role("combobox").select_option(label="A02 · Gian tiêu chuẩn")
    card.get_by_role("button", name="Duyệt").click()
    check(page)
    page.goto(f"/manage/events/{slug}/buyers")
    check(page)
    page.get_by_role("row").filter(has_text="Siêu thị Ban").get_by_role(
        "button", name="Duyệt"
    ).click()
    page.goto(f"/manage/events/{slug}/team")
    page.get_by_label("Email hoặc số điện thoại").fill("cua.quang@example.com")
    page.get_by_role("radio", name="Người soát vé").check()
    page.get_by_role("button", name="Thêm vào nhóm").click()
    expect(page.get_by_text("Quàng Thị Cửa").first).to_be_visible()

    # The public sees the fair, its exhibitor at the booth, and the plan.
    page.goto(f"/events/{slug}/exhibitors")
    expect(page.get_by_text("HTX Mận Mộc Châu")).to_be_visible()
    page.goto(f"/events/{slug}/plan")
    check(page)
    page.goto(f"/manage/events/{slug}")
    check(page)
