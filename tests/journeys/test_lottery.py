"""One booth, two cooperatives: one wins it and lets the offer lapse, the other gets it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from core import clock
from core.db import db
from events.exhibitors.models import Application
from events.exhibitors.services import set_account
from events.waiting.jobs import expire_overdue
from events.waiting.models import WaitingEntry
from events.waiting.states import WaitingState
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
SLUG = "boc-tham"


def _fair() -> tuple[int, list[int]]:
    event = make.make_event(slug=SLUG, starts_at=make.now() + timedelta(days=20))
    hall = make.make_hall(event, name="Khu Thăm")
    category = make.make_category(event, name_vi="Gian mặt tiền", price_minor=2_000_000)
    make.make_booth(event, hall=hall, category=category, label="T01")
    set_account(
        event,
        bank="970405",
        number="3900205123456",
        holder="TT XUC TIEN",
        days=5,
        actor=None,
        at=make.now(),
    )
    firms = [make.make_company(name=name) for name in ("HTX Chè Suối Giàng", "HTX Mật ong Mèo Vạc")]
    return make.make_team_member(event).id, [make.make_member(firm).id for firm in firms]


def _winner() -> int:
    """Who is offered the booth: the person who applied."""
    offered = sa.select(WaitingEntry.holder_id).where(WaitingEntry.state == WaitingState.OFFERED)
    mine = sa.select(Application.submitted_by_id).where(Application.id.in_(offered))
    return int(db.session.scalars(mine).one() or 0)


def _let_it_lapse() -> int:
    """Two days go by without an answer."""
    return expire_overdue(at=clock.now() + timedelta(days=2, minutes=1))


def _apply(page: Any) -> None:
    page.goto(f"/events/{SLUG}/apply")
    page.get_by_text("Bạn muốn đứng ở đâu?").click()
    page.get_by_label("Nguyện vọng 1").select_option(label="Khu Thăm, dãy T")
    page.get_by_text("Gian dành cho các nhóm").click()
    page.get_by_label("Do phụ nữ làm chủ").check()
    page.get_by_label("Chúng tôi đồng ý để ban tổ chức").check()
    page.get_by_role("button", name="Gửi đăng ký").click()
    expect(page.get_by_text("Số công khai")).to_be_visible()


def test_a_booth_is_won_let_go_and_taken_by_the_next(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    organiser, firms = site.do(_fair)
    staff, phones = visit(desktop=True), {person: visit() for person in firms}
    people.become(staff, site, organiser)

    # The rules and the hash of the seed are public before anybody applies.
    staff.goto(f"/manage/events/{SLUG}/allotment")
    staff.get_by_label("Nhóm ưu tiên").nth(0).fill("1")
    staff.get_by_role("button", name="Công bố lần bốc thăm này").click()
    check(staff)
    for person, phone in phones.items():
        people.become(phone, site, person)
        _apply(phone)
    check(phone)

    # The list is closed and the draw held; a witness has said two numbers.
    staff.reload()
    staff.locator("summary", has_text="Chốt danh sách").click()
    staff.get_by_role("button", name="Đồng ý chốt").click()
    check(staff)
    staff.get_by_label("Người chứng kiến đọc to").fill("27 09")
    staff.get_by_role("button", name="Bốc thăm ngay").click()
    expect(staff.get_by_text("bốc thăm", exact=False).first).to_be_visible()
    expect(staff.get_by_role("cell", name="T01")).to_be_visible()
    check(staff)

    # One of them has won, and sees until when the booth is held.
    winner = site.do(_winner)
    lucky, other = phones[winner], next(p for who, p in phones.items() if who != winner)
    for phone in (lucky, other):
        phone.reload()
    expect(lucky.get_by_role("heading", name="Gian T01 là của bạn")).to_be_visible()
    expect(other.get_by_role("heading", name="Bạn đang ở vị trí chờ 1")).to_be_visible()
    check(lucky)
    check(other)

    # Nobody answers: the offer ends by itself and goes to the next, who takes it with one tap.
    assert site.do(_let_it_lapse) == 1
    lucky.reload()
    expect(lucky.get_by_role("button", name="Xếp hàng chờ")).to_be_visible()
    other.reload()
    other.get_by_role("button", name="Có, chúng tôi nhận gian T01").click()
    expect(other.get_by_text("Gian hàng là của bạn. Chào mừng!")).to_be_visible()
    expect(other.get_by_role("img", name="Mã VietQR")).to_be_visible()
    expect(other.get_by_text(re.compile(r"GIAN T01 \w{6}"))).to_be_visible()
    check(other)

    # Everybody sees the booth on the plan, and the staff what is to be paid.
    other.goto(f"/events/{SLUG}/plan?q=T01")
    expect(other.get_by_text("1 gian hàng có “T01”")).to_be_visible()
    staff.goto(f"/manage/events/{SLUG}/fees")
    staff.locator("summary", has_text="Ghi đã nộp").click()
    staff.get_by_label("Mã giao dịch ngân hàng").fill("FT26325001")
    staff.get_by_role("button", name="Ghi đã nộp").click()
    expect(staff.get_by_text("FT26325001")).to_be_visible()
    check(staff)
