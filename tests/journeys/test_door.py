"""The door: a start code, a phone, and every ticket answered in colour and words."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import expect

from core import clock
from core.db import db
from core.setup.browser import find
from events.programme.models import Event, TeamRole
from events.registration.codes import in_groups
from events.registration.keys import door_code, ensure_key
from events.registration.models import Registration
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import ARGUMENTS, PHONE, Site

pytestmark = pytest.mark.browser
FAKE_CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def _running() -> Event:
    now = clock.now()
    return make.make_event(name_vi="Phiên chợ đêm Mộc Châu", starts_at=now)


def _ticket(event_id: int, name: str) -> str:
    """The twelve digits under the code of a new visitor's ticket."""
    event = db.session.get_one(Event, event_id)
    return in_groups(make.make_registration(event, full_name=name).short_code)


def _scan(page: Any, code: str) -> Any:
    """Type a code as a person or a hand scanner does; the answer's panel."""
    page.get_by_label("Gõ mã số hoặc dùng máy quét cầm tay").fill(code)
    page.get_by_role("button", name="Soát", exact=True).click()
    return page.get_by_role("status")


def test_door_staff_start_with_a_slip_and_check_tickets(
    site: Site, visit: Callable[..., Any], check: Callable[[Any], None]
) -> None:
    event = site.do(_running)
    slug = site.do(lambda: db.session.get_one(Event, event).slug)
    chief = site.do(lambda: make.make_team_member(db.session.get_one(Event, event)))
    code = site.do(_ticket, event, "Sùng A Páo")

    # The organiser hands over a slip with twelve digits and puts the person on the team.
    desk = visit()
    people.become(desk, site, chief)
    desk.goto("/start-codes")
    desk.get_by_label("Họ và tên").fill("Hà Thị Soát")
    desk.get_by_label("Số điện thoại").fill("0912 345 678")
    desk.get_by_role("button", name="Tạo mã").click()
    digits = desk.get_by_text(re.compile(r"^\d{4} \d{4} \d{4}$")).inner_text()
    check(desk)
    desk.goto(f"/manage/events/{slug}/team")
    desk.get_by_label("Email hoặc số điện thoại").fill("0912345678")
    desk.get_by_role("radio", name=re.compile("Người soát vé")).check()
    desk.get_by_role("button", name="Thêm vào nhóm").click()
    expect(desk.get_by_text("Hà Thị Soát").first).to_be_visible()

    # The person starts with the digits, chooses a password, and opens the scanner.
    page = visit()
    page.goto("/sign-in")
    page.get_by_role("link", name="Tôi được cấp mã bắt đầu").click()
    page.get_by_label("Mã bắt đầu").fill(digits)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Mật khẩu").fill(people.PASSWORD)
    page.get_by_role("button", name="Mở tài khoản", exact=True).click()
    page.goto("/check-in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiên chợ đêm Mộc Châu")
    check(page)

    # Good once, refused with the time the second time, and the next one is good again.
    answer = _scan(page, code)
    expect(answer).to_have_class(re.compile("tf-verdict--in"))
    expect(answer).to_contain_text("Sùng A Páo")
    check(page)
    answer = _scan(page, code)
    expect(answer).to_have_class(re.compile("tf-verdict--(out|mind)"))
    expect(answer).to_contain_text(re.compile(r"\d\d:\d\d"))
    check(page)
    answer = _scan(page, "rác rưởi 123")
    expect(answer).to_have_class(re.compile("tf-verdict--out"))
    check(page)
    answer = _scan(page, site.do(_ticket, event, "Lường Văn Hặc"))
    expect(answer).to_have_class(re.compile("tf-verdict--in"))
    expect(answer).to_contain_text("Lường Văn Hặc")

    # Somebody without a ticket is let in with a name.
    page.get_by_text("Chưa có vé? Đăng ký và cho vào").click()
    page.get_by_label("Họ và tên").fill("Mùa Thị Dợ")
    page.get_by_role("button", name="Đăng ký và cho vào").click()
    expect(page.get_by_role("status")).to_contain_text("Mùa Thị Dợ")
    expect(page.locator("[data-count=entries]")).to_have_text("3")
    check(page)


def _frames_of(text: str, path: Path) -> None:
    """A film of one code, as Chromium's fake camera wants it: JPEG pictures in a row."""
    code = qrcode.make(text, border=4).convert("RGB").resize((440, 440), Image.Resampling.NEAREST)
    frame = Image.new("RGB", (640, 480), "white")
    frame.paste(code, (100, 20))
    out = io.BytesIO()
    frame.save(out, "JPEG", quality=92)
    path.write_bytes(out.getvalue() * 30)


@pytest.fixture
def camera(site: Site, chromium: Any, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """A phone whose camera looks at a code."""
    browsers: list[Any] = []

    def phone(text: str) -> Any:
        film = tmp_path / "code.mjpeg"
        _frames_of(text, film)
        browser = chromium.browser_type.launch(
            executable_path=find(),
            headless=True,
            args=[*ARGUMENTS, *FAKE_CAMERA, f"--use-file-for-fake-video-capture={film}"],
        )
        browsers.append(browser)
        return browser.new_page(
            base_url=site.url, viewport=PHONE, locale="vi-VN", permissions=["camera"]
        )

    yield phone
    for browser in browsers:
        browser.close()


def _door_code(registration_id: int) -> str:
    registration = db.session.get_one(Registration, registration_id)
    return door_code(registration, ensure_key(registration.event, at=clock.now()))


def test_the_phone_camera_reads_a_ticket(
    site: Site, camera: Callable[[str], Any], check: Callable[[Any], None]
) -> None:
    event = site.do(_running)
    slug = site.do(lambda: db.session.get_one(Event, event).slug)
    team = {"role": TeamRole.DOOR}
    staff = site.do(lambda: make.make_team_member(db.session.get_one(Event, event), **team))
    visitor = site.do(
        lambda: make.make_registration(db.session.get_one(Event, event), full_name="Cứ Thị Sua")
    )
    page = camera(site.do(_door_code, visitor))
    people.become(page, site, staff)
    page.goto(f"/events/{slug}/check-in")  # who allowed the camera before goes straight on

    answer = page.get_by_role("status")
    expect(answer).to_contain_text("Cứ Thị Sua", timeout=10_000)
    expect(answer).to_have_class(re.compile("tf-verdict--in"))
    check(page)

    page.get_by_role("button", name="Tắt máy ảnh").click()
    expect(page.locator("#camera")).to_be_hidden()
    page.get_by_role("button", name="Quét bằng máy ảnh").click()
    expect(page.locator("#camera")).to_be_visible()
