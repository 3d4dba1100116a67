"""A supermarket: from sign-up to a meeting with a tea maker."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from core import clock
from core.db import db
from core.text import fold
from events.catalogue.models import Tag
from events.programme.models import Event, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Buyer
from matchmaking.needs.services import approve_buyer
from matchmaking.timetable.models import Table
from matchmaking.timetable.services import accept_meeting
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
MAKERS = {
    "HTX Chè Bản Liền": ("Chè Shan tuyết Bản Liền", "Bản Liền Shan tuyết tea", "TEA.SHAN"),
    "HTX Chè Cao Bồ": ("Chè xanh Shan Cao Bồ", "Cao Bồ green Shan tea", "TEA.SHAN"),
    "HTX Mật ong Mường Lống": ("Mật ong bạc hà", "Mint honey", "HON.MINT"),
}


def fair_of_tea(name_vi: str, name_en: str) -> Event:
    """A fair with two makers of tea and one of honey, a table and a slot."""
    event = make.make_event(name_vi=name_vi, name_en=name_en)
    make.make_table(event, label="4")
    make.make_slot(event, starts_at=event.starts_at + timedelta(hours=2))
    for n, (company, (vi, en, code)) in enumerate(MAKERS.items()):
        exhibitor = make.make_exhibitor(event, make.make_company(name=company))
        make.make_member(
            exhibitor.company, full_name="Vàng Thị Chè", email=f"che{event.id}.{n}@example.com"
        )
        product = make.make_product(
            exhibitor.company, name_vi=vi, name_en=en, search_text=fold(f"{vi} {en}")
        )
        product.tags = list(db.session.scalars(sa.select(Tag).where(Tag.code == code)))
    return event


def approve(event_id: int) -> None:
    """The organiser approves the buyer."""
    buyer = db.session.scalars(sa.select(Buyer).where(Buyer.event_id == event_id)).one()
    approve_buyer(buyer, actor=None, at=clock.now())


def accept(event_id: int) -> None:
    """The exhibitor accepts and chooses the only slot and table."""

    def only(model: Any) -> Any:
        return db.session.scalars(sa.select(model).where(model.event_id == event_id)).one()

    accept_meeting(only(Meeting), slot=only(Slot), table=only(Table), actor=None, at=clock.now())


def test_a_supermarket_finds_tea_and_meets_its_maker(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    event = site.do(fair_of_tea, "Hội chợ Hà Giang", "Hà Giang Fair")
    slug = site.do(lambda: db.session.get_one(Event, event).slug)
    page = visit()
    people.sign_up(page, site, name="Nguyễn Thị Mua", email="mua.nguyen@example.com")
    people.add_company(
        page,
        name="Siêu thị Sông Hồng",
        legal_form="Công ty cổ phần",
        tax_code="5500634525",
        province="Hà Nội",
    )

    # Joins the fair as a buyer and says what is needed; suggestions follow at once.
    page.goto(f"/events/{slug}")
    page.get_by_role("link", name="Tham gia với tư cách người mua").first.click()
    check(page)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Bạn đang tìm gì? (tiếng Việt)").fill("Chè Shan tuyết")
    check(page)
    page.get_by_role("button", name="Lưu và xem ai phù hợp").click()
    best = page.get_by_role("article").filter(has_text="HTX Chè Bản Liền")
    expect(best).to_be_visible()
    expect(best.get_by_role("listitem").first).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="Mật ong")).to_have_count(0)
    check(page)

    # One is not for us, and stays away.
    other = page.get_by_role("article").filter(has_text="HTX Chè Cao Bồ")
    other.get_by_role("button", name="Không phù hợp").click()
    expect(other).to_have_count(0)
    page.reload()
    expect(best).to_be_visible()
    expect(other).to_have_count(0)
    check(page)

    # After the organiser's word the other one is asked, and says yes.
    site.do(approve, event)
    page.reload()
    best.get_by_role("button", name="Đề nghị gặp").click()
    check(page)
    site.do(accept, event)
    page.goto("/meetings")
    page.get_by_role("link", name="Liên hệ và chi tiết").click()
    expect(page.get_by_role("strong").get_by_text("Vàng Thị Chè")).to_be_visible()
    expect(page.get_by_text("Bàn 4").first).to_be_visible()
    check(page)
    page.goto(f"/events/{slug}/agenda")
    expect(page.get_by_text("HTX Chè Bản Liền").first).to_be_visible()
    check(page)
