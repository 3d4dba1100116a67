"""The meeting desk: badges mark a meeting, a no-show gives its table to two who wait."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core import clock
from core.db import db
from events.programme.models import TeamRole
from events.registration.codes import new_badge_code
from matchmaking.desk.services import ensure_rules, set_rules
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.services import claim
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def _day() -> dict[str, Any]:
    """A slot that runs since ten minutes: one pair comes, one does not, and one waits."""
    now = clock.now()
    event = make.make_event(name_vi="Phiên kết nối Mộc Châu", starts_at=now - timedelta(hours=1))
    start = now - timedelta(minutes=10)
    slot = make.make_slot(event, starts_at=start, ends_at=start + timedelta(minutes=60))
    tables = [make.make_table(event, label=f"Bàn {number}") for number in (1, 2)]
    codes = []
    for number, table in enumerate(tables, 1):
        buyer = make.make_buyer(event, make.make_company(name=f"Siêu thị {number}"))
        exhibitor = make.make_exhibitor(event, make.make_company(name=f"HTX Chè {number}"))
        meeting = make.make_meeting(buyer, exhibitor, state=MeetingState.PLACED)
        claim(meeting, slot, table, at=start - timedelta(hours=1))
        for company_id in (buyer.company_id, exhibitor.company_id):
            code = new_badge_code()
            make.make_registration(event, company_id=company_id, badge_code=code)
            codes.append(code)
    buyer = make.make_buyer(event, make.make_company(name="Siêu thị Chờ"))
    exhibitor = make.make_exhibitor(event, make.make_company(name="HTX Chờ"))
    make.make_meeting(buyer, exhibitor, state=MeetingState.ACCEPTED)
    set_rules(event, grace_minutes=5, one_badge=False, actor=None, at=now)
    staff = make.make_team_member(event, TeamRole.DOOR)
    db.session.flush()
    return {
        "slug": event.slug,
        "codes": codes,
        "staff": staff.id,
        "token": ensure_rules(event).display_token,
    }


def test_the_desk_marks_held_and_gives_a_missed_table_to_others(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    day = site.do(_day)
    page = visit(desktop=True)
    people.become(page, site, day["staff"])
    page.goto(f"/events/{day['slug']}/desk")
    check(page)

    for code in day["codes"][:2]:
        page.get_by_label("Mã thẻ hoặc máy quét cầm tay").fill(code)
        page.get_by_role("button", name="Đã đến").click()
    first = page.get_by_role("row", name=re.compile("Siêu thị 1"))
    expect(first).to_contain_text("Đã diễn ra")

    second = page.get_by_role("row", name=re.compile("Siêu thị 2"))
    second.get_by_role("button", name="Không đến").click()
    expect(page.get_by_role("row", name=re.compile("Siêu thị 2"))).to_contain_text(
        "Không bên nào đến"
    )
    page.get_by_role("row", name=re.compile("Siêu thị Chờ")).get_by_role("button").click()
    expect(page.get_by_text("Hai bên gặp nhau lúc")).to_contain_text("Bàn 2")
    check(page)

    # The screens follow; the countdown goes on without the network.
    screen = visit(desktop=True)
    screen.goto(f"/display/{day['token']}")
    expect(screen.locator("main")).to_contain_text("HTX Chờ")
    check(screen)
    screen.goto(f"/display/{day['token']}/gong")
    expect(screen.get_by_role("timer")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    screen.get_by_role("button", name="Bật chuông").click()
    check(screen)
    screen.context.set_offline(True)
    before = screen.get_by_role("timer").inner_text()
    expect(screen.get_by_role("timer")).not_to_have_text(before, timeout=5_000)
