"""Take the README picture: ``PYTHONPATH=. python docs/make_screenshots.py URL`` of a running demo.

Needs the test tools (``python3 run.py test`` installs them) and Chromium.
"""

import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from core.setup.browser import find

FOLDER = Path(__file__).parent / "img"
FAIR = "/events/hoi-cho-tay-bac"
WIDE, NARROW = (1280, 860), (390, 860)


def _open(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        base_url=url,
        locale="vi-VN",
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
    )
    return context.new_page()


def _sign_in(page: Page, role: str) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name=re.compile(role)).first.click()
    page.wait_for_load_state()


def take(url: str) -> Path:
    """Photograph the fair on a laptop and the suggestions on a phone, side by side."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        laptop = _open(browser, url, WIDE)
        laptop.goto(FAIR)
        laptop.screenshot(path=FOLDER / "wide.png")
        phone = _open(browser, url, NARROW)
        _sign_in(phone, "Người mua")
        phone.goto(f"{FAIR}/suggestions")
        phone.screenshot(path=FOLDER / "narrow.png")
        browser.close()
    return _side_by_side()


def _side_by_side() -> Path:
    parts = [Image.open(FOLDER / name).convert("RGB") for name in ("wide.png", "narrow.png")]
    gap = 24
    width = sum(part.width for part in parts) + gap * (len(parts) + 1)
    sheet = Image.new("RGB", (width, parts[0].height + 2 * gap), "#FAF7F1")
    left = gap
    for part in parts:
        sheet.paste(part, (left, gap))
        left += part.width + gap
    target = FOLDER / "fair.png"
    sheet.resize((sheet.width * 2 // 3, sheet.height * 2 // 3)).quantize(128).save(
        target, optimize=True
    )
    for name in ("wide.png", "narrow.png"):
        (FOLDER / name).unlink()
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{take(sys.argv[1])}\n")
