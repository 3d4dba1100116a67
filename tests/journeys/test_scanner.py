"""The scanning application through a day: paired, tested, cut off, reloaded, connected again.

The server is a process of its own, so that it can really be taken away.
"""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import qrcode
import sqlalchemy as sa
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from core import clock
from core.db import db
from core.setup.browser import find
from core.text import fold
from events.checkin.doors import offer_pairing, revoke_device
from events.checkin.models import Device, DeviceRole, Gate, Scan, ScanResult, Tally
from events.programme.models import Event, EventState
from events.registration.codes import in_groups
from events.registration.keys import door_code, ensure_key
from events.registration.models import Registration, RegistrationState
from tests import factories as make
from tests.journeys.conftest import ALLOWED_NOISE, ARGUMENTS, PHONE, check_page, picture
from tests.journeys.servers import Server, free_ports

# A server is started twice, with its migrations: that alone is long on a busy machine.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
CAMERA = "--use-fake-device-for-media-stream"
BY_FIELD, BY_CAMERA = 200, 3
# What a browser says of a server that is not there, and of a device that was ended.
NOISE = (
    *ALLOWED_NOISE,
    "status of 401",
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("door"), free_ports())
    made.make_ready()
    made.open_back_door()
    made.start()
    yield made
    made.end()


def _event(slug: str) -> Event:
    at = clock.now()
    values = {"starts_at": at - timedelta(hours=1), "state": EventState.RUNNING}
    event = make.make_event(slug=slug, name_vi="Hội chợ Tây Bắc", **values)
    ensure_key(event, at=at)
    make.make_gate(event, name="Cổng Bắc")
    return event


def _by_slug(slug: str) -> Event:
    return db.session.scalars(sa.select(Event).where(Event.slug == slug)).one()


def _pairing(slug: str, role: DeviceRole = DeviceRole.SCANNER) -> str:
    event = _by_slug(slug)
    gate = db.session.scalars(sa.select(Gate).where(Gate.event_id == event.id)).first()
    assert gate
    return offer_pairing(event, gate, name="Máy 1", role=role, at=clock.now(), actor=None)


def _tickets(slug: str, names: list[str], **values: Any) -> list[str]:
    event = _by_slug(slug)
    made = [
        make.make_registration(event, full_name=name, search_text=fold(name), **values)
        for name in names
    ]
    db.session.flush()
    key = ensure_key(event, at=clock.now())
    return [door_code(one, key) for one in made]


def _entries(slug: str) -> dict[str, int]:
    """How often each person was let in, by name."""
    event = _by_slug(slug)
    rows = db.session.execute(
        sa.select(Registration.full_name, sa.func.count())
        .join(Scan, Scan.registration_id == Registration.id)
        .where(Scan.event_id == event.id, Scan.result == ScanResult.ADMITTED)
        .group_by(Registration.full_name)
    )
    return {row[0]: row[1] for row in rows}


def _tallied(slug: str) -> list[int]:
    mine = sa.select(Tally.change).where(Tally.event_id == _by_slug(slug).id)
    return sorted(db.session.scalars(mine))


# ── a phone with a camera that sees three tickets, one after the other ────────────────────────


def _film(texts: list[str], path: Path) -> None:
    frames = []
    for text in texts:
        code = qrcode.make(text, border=4).convert("L").resize((440, 440), Image.Resampling.NEAREST)
        frame = Image.new("L", (640, 480), 255)
        frame.paste(code, (100, 20))
        out = io.BytesIO()
        frame.convert("RGB").save(out, "JPEG", quality=90)
        frames.append(out.getvalue() * 24)
    path.write_bytes(b"".join(frames))


@pytest.fixture
def phone(chromium: Any, server: Server, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    browsers: list[Any] = []
    noise: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in NOISE):
            noise.append(message.text)

    def take(seen: list[str]) -> Any:
        _film(seen, tmp_path / "film.mjpeg")
        browser = chromium.browser_type.launch(
            executable_path=find(),
            headless=True,
            args=[
                *ARGUMENTS,
                CAMERA,
                f"--use-file-for-fake-video-capture={tmp_path / 'film.mjpeg'}",
            ],
        )
        browsers.append(browser)
        context = browser.new_context(base_url=server.url, viewport=PHONE, locale="vi-VN")
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("console", hear)
        return page

    yield take
    for browser in browsers:
        browser.close()
    assert noise == []


def _pair(page: Any, code: str) -> None:
    page.goto(f"/door#pair={code}")
    expect(page.locator("html[data-synced][data-kept]")).to_have_count(1, timeout=30_000)


def _scan(page: Any, code: str) -> Any:
    """Type as a hand scanner does: all digits, then Enter; wait for its verdict."""
    panel = page.locator("#verdict")
    before = int(panel.get_attribute("data-count") or 0)
    page.keyboard.press(code[0])  # the first digit finds the field, wherever the focus was
    page.keyboard.insert_text(code[1:])
    page.keyboard.press("Enter")
    expect(panel).to_have_attribute("data-count", str(before + 1))
    return panel


def _scan_fast(page: Any, codes: list[str]) -> Any:
    """One code after the other without waiting for the answers; then for the last of them."""
    panel = page.locator("#verdict")
    before = int(panel.get_attribute("data-count") or 0)
    for code in codes:
        page.keyboard.insert_text(code)
        page.keyboard.press("Enter")
    expect(panel).to_have_attribute("data-count", str(before + len(codes)), timeout=30_000)
    return panel


def _queued(page: Any, count: int) -> None:
    expect(page.locator("#state")).to_have_attribute("data-queued", str(count), timeout=30_000)


# Everything a thief of the phone can copy: the databases and the caches, as text in two readings.
DUMP = """async () => {
  const texts = [];
  const say = (value) => {
    if (value instanceof CryptoKey) return texts.push(`key extractable=${value.extractable}`);
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (ArrayBuffer.isView(value)) {
      return texts.push(new TextDecoder().decode(value), new TextDecoder("utf-16le").decode(value));
    }
    if (value && typeof value === "object") return Object.entries(value).flat().forEach(say);
    texts.push(String(value));
  };
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { all.onsuccess = done; });
      say(all.result);
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (request.url.includes("/static/")) continue; // the same for everybody
      texts.push(request.url, await (await cache.match(request)).text());
    }
  }
  texts.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie);
  return texts.join("\\n");
}"""


def _is_ready_for_offline(page: Any) -> None:
    page.get_by_role("button", name="Tự kiểm tra").click()
    for name in ("secure", "worker", "list", "keys", "clock", "reader", "queue", "stock", "order"):
        expect(page.locator(f"[data-test={name}]")).to_have_attribute("data-state", "ok")
    # Each that is not good says what to do.
    for line in page.locator("[data-state=mind]:is([data-test])").all():
        assert len(line.locator("p").last.inner_text()) > 20
    check_page(page)
    page.get_by_role("button", name="Về máy quét").click()


def _can_be_dark(page: Any) -> None:
    """Bright for the sun unless somebody chose otherwise; both can be read."""
    page.get_by_text("Máy này", exact=True).click()
    page.get_by_role("radio", name="Tối, cho buổi tối").check()
    page.reload()
    expect(page.locator("html[data-ready]")).to_have_attribute("data-bs-theme", "dark")
    check_page(page)
    page.get_by_text("Máy này", exact=True).click()
    page.get_by_role("radio", name="Sáng, dùng ngoài nắng").check()


def _walk_in(page: Any, name: str) -> None:
    """Somebody without a ticket gets a code of the stock."""
    page.get_by_text("Chưa có vé? Đăng ký và cho vào").click()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_role("checkbox", name=re.compile("đồng ý")).check()
    page.locator("#walk-phone").fill("123")
    page.get_by_role("button", name="Đăng ký và cho vào").click()
    expect(page.locator("#walk-phone-error")).to_contain_text("chưa phải số điện thoại")
    expect(page.get_by_label("Họ và tên")).to_have_value(name)
    page.locator("#walk-phone").fill("0912 345 678")
    page.get_by_role("button", name="Đăng ký và cho vào").click()
    expect(page.locator("#verdict")).to_contain_text(name)
    ticket = page.get_by_role("img", name="Mã QR của vé")
    picture(page)
    seen = Image.open(io.BytesIO(ticket.screenshot()))
    assert [len(found.text) for found in zxingcpp.read_barcodes(seen)] == [198]


def _count_by_hand(page: Any) -> None:
    """Three in, one of them a mistake; a page that was closed knows it still."""
    for name in ("+1", "+1", "+1", "−1"):
        page.get_by_role("button", name=f"{name}: một người không có vé").click()
    expect(page.locator("#tally-sum")).to_have_text("2")
    page.reload()
    expect(page.locator("html[data-ready]")).to_have_count(1)
    expect(page.locator("#tally-sum")).to_have_text("2")


def _is_as_before(page: Any) -> None:
    """What was scanned before the page was closed."""
    _queued(page, 101)
    expect(page.locator("#inside")).to_have_text("101")


# From the last key to the changed panel, on the page's own clock.
MEASURE = """code => new Promise((done) => {
  const panel = document.getElementById("verdict"), began = performance.now();
  const before = panel.dataset.count;
  const ended = () => {
    if (panel.dataset.count === before) return; // "checking …" is no answer
    seen.disconnect();
    done(performance.now() - began);
  };
  const seen = new MutationObserver(ended);
  seen.observe(panel, {attributes: true, attributeFilter: ["data-count"]});
  document.getElementById("code").value = code;
  document.getElementById("code-form").requestSubmit();
})"""


def _is_quick(page: Any, codes: list[str], where: str) -> None:
    """Half of the answers are there within 300 ms, also where the machine is busy."""
    times = sorted(page.evaluate(MEASURE, code) for code in codes)
    median = times[len(times) // 2]
    print(f"\nverdict {where}: median {median:.0f} ms, longest {times[-1]:.0f} ms")  # noqa: T201 -- the figure
    assert median < 300


def test_a_day_without_a_network_loses_nothing(server: Server, phone: Callable[..., Any]) -> None:
    slug, site = "ngay-hoi", server.site
    site.do(_event, slug)
    names = [f"Vàng Thị Số {number}" for number in range(BY_FIELD + BY_CAMERA + 1)]
    codes = site.do(_tickets, slug, names)
    (first, *by_field), by_camera = codes[: BY_FIELD + 1], codes[-BY_CAMERA:]
    page = phone(by_camera)

    # Online: paired by the organiser's code, one ticket in, everything ready.
    _pair(page, site.do(_pairing, slug))
    panel = _scan(page, first)
    expect(panel).to_have_attribute("data-tone", "in")
    expect(panel).to_contain_text("Vàng Thị Số 0")
    expect(page.locator("#state")).to_contain_text("Có mạng")
    check_page(page)
    _is_ready_for_offline(page)

    # The cable is pulled. The phone goes on by itself, and says so.
    server.kill()
    _is_quick(page, by_field[:9], "without a network")
    server.make_ready()  # builds itself while the phone goes on
    panel = _scan_fast(page, by_field[9:100])
    expect(page.locator("#state")).to_contain_text("Không có mạng")
    expect(panel).to_have_attribute("data-tone", "in")
    expect(panel).to_contain_text("Vàng Thị Số 100")
    panel = _scan(page, by_field[7])
    expect(panel).to_have_attribute("data-tone", "mind")
    expect(panel).to_contain_text(re.compile(r"Máy này đã quét lúc \d\d:\d\d"))
    picture(page)
    _queued(page, 101)

    # Reloaded without a network: the page, the list and the queue are there.
    page.reload()
    expect(page.locator("html[data-ready]")).to_have_count(1)
    _is_as_before(page)
    page.context.grant_permissions(["camera"])
    page.get_by_role("button", name="Quét bằng máy ảnh").click()
    _queued(page, 104)
    page.get_by_role("button", name="Tắt máy ảnh").click()
    _scan_fast(page, by_field[100:])
    _queued(page, 204)

    _walk_in(page, "Lầu Bá Tủa")
    _queued(page, 205)

    # Three who only want to be counted, one of them by mistake.
    _count_by_hand(page)
    _queued(page, 209)

    # The phone is lost: what lies on it names nobody and holds no ticket.
    stolen = page.evaluate(DUMP)
    assert "CPS1" in stolen  # the list is there
    assert [name for name in [*names, "Lầu Bá Tủa"] if name in stolen] == []
    assert [code for code in codes if code in stolen] == []
    assert "extractable=true" not in stolen

    # The network is back: everything arrives, once.
    server.start()
    _queued(page, 0)
    expect(page.locator("#state")).to_contain_text("Có mạng")
    expect(page.locator("#conflicts")).to_be_hidden()
    assert site.do(_entries, slug) == dict.fromkeys([*names, "Lầu Bá Tủa"], 1)
    expect(page.locator("#tally-sum")).to_have_text("2")
    assert site.do(_tallied, slug) == [-1, 1, 1, 1]


def test_a_supervisor_decides_and_finds_people(server: Server, phone: Callable[..., Any]) -> None:
    slug, site = "ban-soat", server.site
    site.do(_event, slug)
    (waiting,) = site.do(_tickets, slug, ["Thào A Dế"], state=RegistrationState.PENDING)
    site.do(_tickets, slug, ["Điêu Thị Hồng Điệp"])
    page = phone([])
    _pair(page, site.do(_pairing, slug, DeviceRole.SUPERVISOR))

    panel = _scan(page, waiting)
    expect(panel).to_have_attribute("data-tone", "mind")
    page.get_by_label("Vì sao vẫn cho người này vào?").fill("Trưởng đoàn xác nhận")
    check_page(page)
    page.get_by_role("button", name="Vẫn cho vào").click()
    expect(panel).to_have_attribute("data-tone", "in")

    page.get_by_text("Tìm theo tên").click()
    page.get_by_label("Tên, gõ không dấu và theo thứ tự nào cũng được").fill("diep hong dieu")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("listitem").filter(has_text="Điêu Thị Hồng Điệp").get_by_role("button").click()
    expect(panel).to_contain_text("Điêu Thị Hồng Điệp")
    expect(panel).to_have_attribute("data-tone", "in")

    _can_be_dark(page)

    # A person's word goes before what is measured.
    page.get_by_role("radio", name="Quyết định ngay trên máy này").check()
    expect(page.locator("#state")).to_contain_text("Không có mạng")
    (typed,) = site.do(_typed, slug, "Thào A Dế")
    panel = _scan(page, typed)
    expect(panel).to_contain_text("Cho vào, soát lại sau")
    page.get_by_role("radio", name="Tự động").check()
    expect(page.locator("#state")).to_contain_text("Có mạng")


def test_a_device_that_was_ended_lets_nobody_in(server: Server, phone: Callable[..., Any]) -> None:
    slug, site = "mat-may", server.site
    site.do(_event, slug)
    first, second = site.do(_tickets, slug, ["Quàng Văn Pản", "Tòng Thị Phóng"])
    page = phone([])
    _pair(page, site.do(_pairing, slug))
    page.get_by_text("Máy này", exact=True).click()
    page.get_by_role("radio", name="Quyết định ngay trên máy này").check()
    _scan(page, first)
    _queued(page, 1)

    site.do(_end_devices, slug)
    page.get_by_role("radio", name="Tự động").check()
    expect(page.locator("#alarm")).to_contain_text("Ban tổ chức đã ngắt máy này")
    panel = _scan(page, second)
    expect(panel).to_have_attribute("data-tone", "out")
    check_page(page)

    # Paired again, it sends what it had kept, and only that.
    page.get_by_label("Mã ghép máy").fill(site.do(_pairing, slug))
    page.get_by_role("button", name="Ghép máy", exact=True).click()
    expect(page.locator("html[data-synced]")).to_have_count(1)
    _queued(page, 0)
    assert site.do(_entries, slug) == {"Quàng Văn Pản": 1}


def _end_devices(slug: str) -> None:
    event = _by_slug(slug)
    for device in db.session.scalars(sa.select(Device).where(Device.event_id == event.id)):
        revoke_device(device, at=clock.now(), actor=None)


def _typed(slug: str, name: str) -> list[str]:
    event = _by_slug(slug)
    wanted = sa.select(Registration).filter_by(event_id=event.id, full_name=name)
    return [in_groups(one.short_code) for one in db.session.scalars(wanted)]
