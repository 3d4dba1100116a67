"""A booth: badges are scanned on a phone, also without a network, and the list is taken home."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from accounts.consent.models import Purpose
from accounts.consent.services import grant
from core import clock
from core.db import db
from events.exhibitors.models import Exhibitor
from events.leads.models import Lead
from events.registration.codes import new_badge_code
from events.registration.models import Registration
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


def _firm() -> Exhibitor:
    event = make.make_event(name_vi="Phiên chợ đêm Mộc Châu", starts_at=clock.now())
    firm = make.make_exhibitor(event, make.make_company(name="HTX Chè Tà Xùa"))
    make.make_product(firm.company, name_vi="Chè Shan tuyết")
    return firm


def _staff(exhibitor_id: int) -> Any:
    return make.make_member(db.session.get_one(Exhibitor, exhibitor_id).company)


def _visitor(exhibitor_id: int, name: str) -> Registration:
    event = db.session.get_one(Exhibitor, exhibitor_id).event
    visitor = make.make_registration(event, full_name=name, badge_code=new_badge_code())
    grant(Purpose.SHARE_CONTACT, registration=visitor, language="vi", at=clock.now())
    return visitor


def _scan(page: Any, code: str) -> None:
    page.get_by_label("Mã thẻ hoặc máy quét cầm tay").fill(code)
    page.get_by_role("button", name="Lưu liên hệ").click()


def test_an_exhibitor_keeps_contacts_on_a_phone_and_takes_them_home(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    firm = site.do(_firm)
    codes = {
        name: site.do(lambda name=name: _visitor(firm, name).badge_code)
        for name in ("Lò Thị Hoa", "Sùng A Páo")
    }
    page = visit()
    people.become(page, site, site.do(_staff, firm))
    page.goto("/leads")
    page.get_by_role("link", name="Quét thẻ").first.click()
    page.wait_for_selector("html[data-ready]")
    check(page)

    # Online, with what the visitor asked about.
    page.get_by_text("Ghi kèm thẻ tiếp theo").click()
    page.get_by_label("Chè Shan tuyết").check()
    page.get_by_label("Ghi chú").fill("Gửi mẫu 200 g")
    _scan(page, codes["Lò Thị Hoa"])
    answer = page.get_by_role("status").filter(has_text="Đã lưu")
    expect(answer).to_contain_text("Lò Thị Hoa")
    check(page)

    # A wrong digit is refused; the network goes and comes again.
    _scan(page, "1234567890123")
    expect(page.locator("#verdict")).to_have_class(re.compile("tf-verdict--out"))
    page.context.set_offline(True)
    _scan(page, codes["Sùng A Páo"])
    expect(page.locator("#verdict")).to_contain_text("Đã lưu trên điện thoại này")
    page.context.set_offline(False)
    expect(page.locator("#recent")).to_contain_text("Sùng A Páo", timeout=15_000)

    # The list with its file.
    page.goto(f"/leads/{firm}")
    expect(page.get_by_role("table")).to_contain_text("Chè Shan tuyết")
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    table = download.value.path().read_text(encoding="utf-8")
    assert "Gửi mẫu 200 g" in table
    assert "Sùng A Páo" in table


# All that lies on the phone: what somebody who copies its databases can read.
DUMP = """async () => {
  const texts = [];
  const db = await new Promise((done) => {
    const asked = indexedDB.open("leads"); asked.onsuccess = () => done(asked.result); });
  const all = db.transaction("queue").objectStore("queue").getAll();
  await new Promise((done) => { all.onsuccess = done; });
  db.close();
  const say = (value) => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return texts.push(new TextDecoder().decode(value));
    if (value && typeof value === "object") return Object.values(value).forEach(say);
    texts.push(String(value));
  };
  say(all.result);
  return [all.result.length, texts.join("\\n")];
}"""


def _note(page: Any, label: str, text: str) -> None:
    if not page.locator("#about").evaluate("about => about.open"):
        page.get_by_text("Ghi kèm thẻ tiếp theo").click()
    page.get_by_label(label).fill(text)


def _waiting(page: Any, count: int) -> None:
    waits = page.locator("#net")
    expect(waits).to_have_attribute("data-waiting", str(count), timeout=20_000)


def _kept_leads(exhibitor_id: int) -> dict[str, Any]:
    rows = db.session.scalars(sa.select(Lead).where(Lead.exhibitor_id == exhibitor_id))
    return {
        one.registration.full_name: (one.note, one.tags, one.next_step, one.rating, one.scans)
        for one in rows
    }


def test_a_booth_without_a_network_keeps_contacts_over_a_closed_page(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    firm = site.do(_firm)
    codes = {
        name: site.do(lambda name=name: _visitor(firm, name).badge_code)
        for name in ("Hờ Thị Dua", "Tráng A Chu")
    }
    page = visit()
    people.become(page, site, site.do(_staff, firm))
    page.goto(f"/leads/{firm}/scan")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.locator("html[data-ready][data-kept]")).to_have_count(1)

    # Online first, with a rating and a note.
    page.get_by_text("Ghi kèm thẻ tiếp theo").click()
    page.get_by_label("Cần xử lý ngay").check()
    _note(page, "Ghi chú", "Hỏi giá 50 kg")
    _scan(page, codes["Hờ Thị Dua"])
    expect(page.locator("#verdict")).to_contain_text("Hờ Thị Dua")

    # The network goes. Both are scanned, one of them twice; the page is closed and opened.
    page.context.set_offline(True)
    _note(page, "Việc tiếp theo", "Gửi báo giá")
    _scan(page, codes["Hờ Thị Dua"])
    _waiting(page, 1)
    _scan(page, codes["Tráng A Chu"])
    _waiting(page, 2)
    page.goto("/leads")  # as the icon on the home screen does
    expect(page.locator("html[data-ready]")).to_have_count(1)
    assert page.url.endswith(f"/leads/{firm}/scan")
    _waiting(page, 2)
    expect(page.locator("#recent [data-nonce]")).to_have_count(2)
    check(page)
    _scan(page, codes["Tráng A Chu"])
    _note(page, "Từ khóa của bạn", "nhà phân phối")
    page.get_by_role("button", name="Ghi thêm cho").click()
    _waiting(page, 4)

    # Lost now, the phone shows neither whom they met nor what was said.
    count, stolen = page.evaluate(DUMP)
    assert count == 4
    assert [one for one in (*codes.values(), "báo giá", "phân phối") if one in stolen] == []

    # Also from the door's start, where the same application begins.
    page.goto("/door/vi")
    expect(page.get_by_role("link", name="HTX Chè Tà Xùa")).to_be_visible()
    page.get_by_role("link", name="HTX Chè Tà Xùa").click()
    _waiting(page, 4)

    # The network is back: each once, and nothing that was noted before is gone.
    page.context.set_offline(False)
    _waiting(page, 0)
    assert site.do(_kept_leads, firm) == {
        "Hờ Thị Dua": ("Hỏi giá 50 kg", [], "Gửi báo giá", 3, 2),
        "Tráng A Chu": ("", ["nhà phân phối"], "", None, 3),
    }
