"""The look keeps its promises: contrast, drawings with words, errors with a next step."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from flask_babel import force_locale

from core.web import Page, error_page
from run import create_app  # noqa: TID251 -- a second application, as in production

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "link") for ground in ("paper", "card")),
    *((f"on-{kind}", kind, TEXT) for kind in ("primary", "cta", "danger", "bar")),
    *((kind, f"{kind}-soft", TEXT) for kind in ("ok", "warn", "info", "danger", "tag", "neutral")),
    ("ink", "reason", TEXT),
    ("ink-2", "reason", TEXT),
    ("ink-2", "sunken", TEXT),
    ("ok", "card", TEXT),
    ("danger", "card", TEXT),
    ("on-bar-2", "bar", TEXT),
    ("line-strong", "card", SHAPE),
    ("line-strong", "paper", SHAPE),
    ("primary", "card", SHAPE),
]


def _tokens(theme: str) -> dict[str, str]:
    light, _, dark = TOKENS.partition("\n@media screen")
    pattern = r"--tf-([\w-]+):\s*(#[0-9a-f]{3,6});"
    found = dict(re.findall(pattern, light))
    return found | dict(re.findall(pattern, dark)) if theme == "dark" else found


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_text_stands_out_from_its_ground(theme: str, front: str, ground: str, least: float) -> None:
    tokens = _tokens(theme)

    assert _contrast(tokens[front], tokens[ground]) >= least


@pytest.mark.parametrize("sector", range(8))
def test_white_text_can_be_read_on_every_sector(sector: int) -> None:
    assert _contrast("#ffffff", _tokens("light")[f"sector-{sector}"]) >= TEXT


def test_every_icon_that_is_drawn_is_in_the_sprite() -> None:
    listed = set((ROOT / "static/icons.txt").read_text(encoding="utf-8").split("\n"))
    drawn = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(
            r"""(?:\bicon\(|icon_name=|"icon": )"([a-z0-9-]+)\"""", template.read_text("utf-8")
        )
    }

    assert drawn - listed == set()


class _Inline(HTMLParser):
    """Collects what a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        self.found += [f"{tag} {n}" for n in names if n == "style" or n.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_look_needs_no_inline_style_or_script(client: Any, language: str) -> None:
    client.get(f"/language/{language}")
    page = client.get("/style").text
    parser = _Inline()
    parser.feed(page)

    assert (parser.found, f'<html lang="{language}"' in page) == ([], True)


def test_the_look_is_not_served_to_the_public(database: Any, tmp_path: Path) -> None:
    app = create_app({"INSTANCE": str(tmp_path), "SQLALCHEMY_DATABASE_URI": database[0]})

    assert app.test_client().get("/style").status_code == 404


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_an_error_page_shows_a_way_on(app: Flask, status: int) -> None:
    with app.test_request_context(), force_locale("vi"):
        page, _ = error_page(status)

    assert (f"Lỗi {status}" in page, 'href="/"' in page) == (True, True)


def test_an_error_says_what_the_application_knows(app: Flask) -> None:
    with app.test_request_context():
        page, _ = error_page(409, message="Bàn 12 vừa có cuộc hẹn khác.")

    assert "Bàn 12 vừa có cuộc hẹn khác." in page


@pytest.fixture
def macro(app: Flask) -> Any:
    """``macro(file, name)`` gives a macro to call, in Vietnamese."""

    def get(file: str, name: str) -> Callable[..., str]:
        def call(*args: Any, **values: Any) -> str:
            with app.test_request_context("/style?q=tr%C3%A0"), force_locale("vi"):
                return str(get_template_attribute(f"macros/{file}.html", name)(*args, **values))

        return call

    return get


def _hall(*booths: dict[str, Any]) -> dict[str, Any]:
    return {
        "width": 12,
        "height": 6,
        "booths": list(booths),
        "legend": [{"sector": 1, "label": "Dệt"}],
        "marks": [],
    }


A1 = {"label": "A1", "x": 1, "y": 1, "w": 3, "h": 3, "sector": 1, "status": "taken", "title": "HTX"}
A2 = {"label": "A2", "x": 5, "y": 1, "w": 6, "h": 3, "status": "free"}


def test_the_smallest_booth_has_room_for_its_label(macro: Any) -> None:
    drawn = macro("hall", "hall_plan")(_hall(A1, A2), "Nhà 1")
    widths = re.findall(r'tf-booth__box[^>]*? width="([\d.]+)"', drawn)

    assert min(map(float, widths[:2])) >= 44


def test_a_hall_is_told_in_words_too(macro: Any) -> None:
    drawn = macro("hall", "hall_plan")(_hall(A1, A2), "Nhà 1")

    assert re.findall(r"<title>(.*?)</title>", drawn) == [
        "A1 · HTX · Dệt · đã có đơn vị",
        "A2 · còn trống",
    ]
    assert drawn.count('<th scope="row">') == 2


def test_a_hall_without_booths_says_so(macro: Any) -> None:
    assert "Chưa vẽ gian hàng nào" in macro("hall", "hall_plan")(_hall(), "Nhà 1")


@pytest.mark.parametrize(
    ("score", "arc"), [(50, "75.4 150.8"), (100, "150.8 150.8"), (130, "150.8 150.8")]
)
def test_the_ring_is_as_long_as_the_score(macro: Any, score: int, arc: str) -> None:
    assert f'stroke-dasharray="{arc}"' in macro("match", "score_ring")(score)


@pytest.mark.parametrize(
    ("kind", "word"), [("fits", "Phù hợp:"), ("mind", "Lưu ý:"), ("know", "Cần biết:")]
)
def test_a_chip_says_its_kind_in_a_word(macro: Any, kind: str, word: str) -> None:
    assert f'<span class="tf-sr">{word} </span>HACCP' in macro("ui", "chip")("HACCP", kind)


def test_one_page_needs_no_ways_to_others(macro: Any) -> None:
    assert macro("table", "pagination")(Page([], 1, 1, 3)) == ""


def test_other_pages_keep_what_was_searched(macro: Any) -> None:
    ways = macro("table", "pagination")(Page([], 2, 3, 60))

    assert set(re.findall(r"q=([^&\"]+)", ways)) == {"tr%C3%A0"}


def test_text_from_people_stays_text(macro: Any) -> None:
    drawn = macro("match", "match_card")("<b>HTX</b>", 80, tag_items=["<i>"], sentence="<u>")

    assert re.findall(r"<[biu]>", drawn) == []


def test_a_chart_of_nothing_is_still_a_chart(macro: Any) -> None:
    assert "<svg" in macro("charts", "bar_chart")([], "Lượt vào", ["Giờ", "Lượt"])
