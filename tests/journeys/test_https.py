"""A hall's own network: a phone comes to trust the laptop, and works when the network is gone.

The server is the one that ``run.py --https`` starts, and the browser trusts its authority as a
person does who installs it: no warning is switched off.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from core import clock, tls
from core.setup.browser import find
from events.checkin.doors import offer_pairing
from events.checkin.models import DeviceRole
from events.programme.models import EventState
from events.registration.keys import door_code, ensure_key
from tests import factories as make
from tests.journeys import people
from tests.journeys.conftest import ALLOWED_NOISE, ARGUMENTS, PHONE, check_page
from tests.journeys.servers import ROOT, Server, free_ports

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
SLUG = "hoi-cho-trong-nha"
# The phone says so on its console when the address is not trusted, and when the wire is dead.
NOISE = (
    *ALLOWED_NOISE,
    "ERR_CERT_AUTHORITY_INVALID",
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_SOCKET_NOT_CONNECTED",
)
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("hall"), free_ports(2), https=True)
    made.make_ready()
    made.open_back_door(SECURE_COOKIES=True)
    made.start()
    yield made
    made.end()


@pytest.fixture
def phone(chromium: Any, server: Server, tmp_path: Path) -> Iterator[Callable[[bool], Any]]:
    browsers: list[Any] = []
    noise: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in NOISE):
            noise.append(message.text)

    def take(trusts: bool) -> Any:
        home = tmp_path / f"home-{len(browsers)}"
        home.mkdir()
        if trusts:
            _trust(home, server.folder / "tls" / tls.AUTHORITY)
        browser = chromium.browser_type.launch(
            executable_path=find(),
            headless=True,
            args=[*ARGUMENTS, *CAMERA],
            env={"HOME": str(home), "LANG": "C.UTF-8"},
        )
        browsers.append(browser)
        context = browser.new_context(
            base_url=server.url,
            viewport=PHONE,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("console", hear)
        return page

    yield take
    for browser in browsers:
        browser.close()
    assert noise == []


def _trust(home: Path, certificate: Path) -> None:
    words = [sys.executable, "-m", "tests.journeys.trusting", str(home), str(certificate)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"Chromium's list of authorities cannot be written: {done.stderr[-200:]}")


def _fair() -> dict[str, Any]:
    at = clock.now()
    values = {"starts_at": at - timedelta(hours=1), "state": EventState.RUNNING}
    event = make.make_event(slug=SLUG, name_vi="Hội chợ trong nhà", **values)
    key = ensure_key(event, at=at)
    gate = make.make_gate(event, name="Cổng Nam")
    person = make.make_user()
    guest = make.make_registration(event, full_name="Mùa Thị Dợ", user_id=person.id)
    return {
        "pairing": offer_pairing(
            event, gate, name="Máy 1", role=DeviceRole.SCANNER, at=at, actor=None
        ),
        "code": door_code(guest, key),
        "ticket": f"/t/{guest.access_token}",
        "person": person.id,
    }


def test_the_plain_entrance_hands_out_trust_and_nothing_else(
    server: Server, phone: Callable[[bool], Any]
) -> None:
    page = phone(False)
    page.goto(f"http://127.0.0.1:{server.port + 1}/door")

    # Whatever was asked for: the page in the phone's language, with a code for the next phone.
    assert page.url.endswith("/trust/vi")
    expect(page.get_by_role("img", name="Mã QR của trang này")).to_be_visible()
    check_page(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải chứng chỉ").click()
    authority = server.folder / "tls" / tls.AUTHORITY
    assert Path(download.value.path()).read_bytes() == authority.read_bytes()
    expect(page.locator("main")).to_contain_text(tls.fingerprint(authority))
    page.get_by_role("link", name="English").click()
    check_page(page)

    # Not told to trust it, the phone stops at the encrypted address.
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto("/door")


def test_scanner_ticket_and_agenda_open_when_the_hall_is_cut_off(
    server: Server, phone: Callable[[bool], Any]
) -> None:
    fair = server.site.do(_fair)
    page = phone(True)
    people.become(page, server.site, fair["person"])

    # Three pages with the network; the scanner is paired.
    page.goto(f"/door#pair={fair['pairing']}")
    expect(page.locator("html[data-synced][data-kept]")).to_have_count(1)
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL") == f"{server.url}/sw.js"
    for path in (fair["ticket"], f"/events/{SLUG}/agenda"):
        page.goto(path)
    assert page.evaluate("isSecureContext")

    # The laptop is switched off: not the browser says so, the wire is dead.
    server.kill()
    page.goto(fair["ticket"])
    expect(page.get_by_label("Mã QR của vé")).to_be_visible()
    page.goto(f"/events/{SLUG}/agenda")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Không có mạng. Nội dung như lúc").first).to_be_visible()
    page.goto("/door")
    expect(page.locator("html[data-ready]")).to_have_count(1)
    page.locator("#code").fill(fair["code"])
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "in")
    expect(page.locator("#verdict")).to_contain_text("Mùa Thị Dợ")
