"""A real server and a real browser: each journey is a person with a phone or a laptop.

The server runs in threads on a loopback port with its own SQLite file. Any error on the
browser's console (a breach of the content policy is one) fails the journey.
"""

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from core import clock, outbox
from core.db import db, transaction
from core.outbox import OutboxMessage
from core.setup.browser import find
from events.catalogue.taxonomy import load_taxonomy
from run import create_app  # noqa: TID251 -- a journey needs the whole application
from tests import factories

sync_api = pytest.importorskip("playwright.sync_api")

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
ARGUMENTS += ["--disable-background-networking", "--no-first-run", "--disable-sync"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A form that asks for a correction, or a plan that somebody else was faster with, is no error.
# A network that a journey takes away is told of on the console, too.
ALLOWED_NOISE = ("favicon", "status of 422", "status of 409", "ERR_INTERNET_DISCONNECTED")
SHOTS = os.environ.get("CHOPHIEN_SHOTS", "")  # a folder for pictures of the pages on the way


@dataclass
class Site:
    """The running platform, with a back door to its database for what a browser cannot do."""

    app: Flask
    url: str

    def do(self, act: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Run a factory or service in a transaction; returns the row's id, or the value."""
        before = factories.now()
        factories.register(clock.now())  # browsers live in the present
        try:
            with self.app.app_context(), transaction():
                made = act(*args, **values)
                db.session.flush()
                return getattr(made, "id", made)
        finally:
            factories.register(before)

    def mail_to(self, address: str) -> list[str]:
        """The mails to an address, oldest first, written as their reader gets them."""
        with self.app.app_context(), self.app.test_request_context():
            mine = sa.select(OutboxMessage).where(OutboxMessage.to_address == address)
            rows = db.session.scalars(mine.order_by(OutboxMessage.id)).all()
            return ["\n".join(outbox.render(row)) for row in rows]

    def link_in_last_mail(self, address: str) -> str:
        """The first link of the newest mail to an address, as a path on this site."""
        text = self.mail_to(address)[-1]
        found = re.search(r"https?://[^/\s]+(/\S+)", text)
        assert found, text
        return found[1]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The platform on a port of its own, with the taxonomy and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="cho-phien-journeys-"))
    app = create_app(
        {
            "TESTING": True,
            "PROPAGATE_EXCEPTIONS": False,
            "INSTANCE": str(folder),
            "PASSWORD_COST": "test",
            "RATELIMIT_ENABLED": False,
        }
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    with app.app_context():
        db.create_all()
        with transaction():
            load_taxonomy()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all journeys; without Chromium they are skipped, or fail if required."""
    command = find()
    if command is None:
        if "browser" in os.environ.get("CHOPHIEN_REQUIRE", ""):
            pytest.fail("no Chromium, and CHOPHIEN_REQUIRE asks for it")
        pytest.skip("no Chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Open a browser for one person: ``visit()`` is a Vietnamese phone.

    ``visit(language="en", desktop=True)`` is an English laptop.
    """
    contexts: list[Any] = []
    noise: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in ALLOWED_NOISE):
            noise.append(f"{message.text} at {message.location.get('url', '')}")

    def open_browser(*, language: str = "vi", desktop: bool = False, **options: Any) -> Any:
        context = chromium.new_context(
            base_url=site.url,
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport=DESKTOP if desktop else PHONE,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("console", hear)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert noise == []


def picture(page: Any, name: str = "") -> None:
    """Keep a picture of the page where ``CHOPHIEN_SHOTS`` says, numbered in their order."""
    if not SHOTS:
        return
    folder = Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    test = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[2].partition(" ")[0]
    test = re.sub(r"[^\w.]+", "-", test.removeprefix("test_")).strip("-")
    name = re.sub(r"\W+", "-", name or page.url.partition("//")[2].partition("/")[2])[:60]
    number = len(list(folder.glob(f"{test}-*")))
    page.screenshot(path=folder / f"{test}-{number:02d}-{name}.png", full_page=True)


def fits(page: Any) -> None:
    """The page is not wider than its window, and says which language it speaks."""
    picture(page)
    page.wait_for_load_state()
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.locator("html").get_attribute("lang") in {"vi", "en"}, page.url


def check_page(page: Any) -> None:
    """The page fits its window, names its language, and axe finds nothing."""
    fits(page)
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))",
        AXE_TAGS,
    )
    assert found == [], page.url


@pytest.fixture
def check() -> Callable[[Any], None]:
    """Look at a page as a user and as a screen reader would."""
    return check_page
