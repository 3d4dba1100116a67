"""The A6 badge as a PDF: a big name, the role in its colour, and the badge code to be scanned.

A function of plain values, so that a desk can print what it likes.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF

from events.registration.codes import in_groups
from events.registration.qr import QUIET_ZONE, qr_modules

WIDTH, HEIGHT, MARGIN = 105.0, 148.0, 8.0
INDIGO, INK, INK_2, WHITE = (0x17, 0x1D, 0x45), (0x1C, 0x20, 0x33), (0x56, 0x5B, 0x70), (255,) * 3
TURMERIC, VERMILION, TEA = (0xE0, 0xA5, 0x26), (0xB3, 0x26, 0x1E), (0x1F, 0x6A, 0x3F)
Colour = tuple[int, ...]
POINT = 0.3528  # millimetres


@dataclass(frozen=True)
class Badge:
    """What stands on a badge."""

    full_name: str
    organisation: str
    role: str
    role_small: str
    colour: Colour
    event: str
    when_and_where: str
    badge_code: str


class _Page(FPDF):
    """One A6 page with our letters."""

    def __init__(self, fonts: Path) -> None:
        super().__init__(format=(WIDTH, HEIGHT))
        self.set_auto_page_break(auto=False)
        self.set_margins(MARGIN, MARGIN)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font("bvp", style, fonts / f"BeVietnamPro-{name}.ttf")

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle."""
        self.set_fill_color(*colour)
        self.rect(x, y, width, height, style="F")

    def band(self, y: float, height: float) -> None:
        """Our diamonds, woven in three colours on indigo."""
        self.box(0, y, WIDTH, height, INDIGO)
        half, middle = height * 0.36, y + height / 2
        for number in range(int(WIDTH / height) + 2):
            x = number * height
            self.set_fill_color(*(TURMERIC, VERMILION, WHITE, TEA)[number % 4])
            self.polygon(
                ((x - half, middle), (x, middle - half), (x + half, middle), (x, middle + half)),
                style="F",
            )

    def centred(
        self,
        text: str,
        y: float,
        *,
        sizes: tuple[float, float],
        lines: int,
        style: str = "",
        colour: Colour = INK,
        leading: float = 1.25,
    ) -> float:
        """Write a text in the largest size at which it fits the lines; where it ends."""
        size, least = sizes
        width = WIDTH - 2 * MARGIN
        rows = self._wrapped(text, size, style, width)
        while size > least and (len(rows) > lines or not self._fits(rows, width)):
            size -= 0.5
            rows = self._wrapped(text, size, style, width)
        if len(rows) > lines:
            rows = [*rows[: lines - 1], rows[lines - 1].rstrip(" ,.") + "…"]
        self.set_text_color(*colour)
        height = size * POINT * leading
        for row in rows:
            self.set_xy(MARGIN, y)
            self.cell(width, height, row, align="C")
            y += height
        return y

    def _fits(self, rows: list[str], width: float) -> bool:
        return all(self.get_string_width(row) <= width for row in rows)

    def _wrapped(self, text: str, size: float, style: str, width: float) -> list[str]:
        self.set_font("bvp", style, size)
        rows: list[str] = []
        for word in text.split():
            joined = f"{rows[-1]} {word}" if rows else word
            if rows and self.get_string_width(joined) <= width:
                rows[-1] = joined
            else:
                rows.append(word)
        return rows

    def qr(self, text: str, y: float, side: float) -> None:
        """A QR code in the middle, its dark modules drawn as runs."""
        modules = qr_modules(text)
        unit = side / (len(modules) - 2 * QUIET_ZONE)
        left = (WIDTH - unit * len(modules)) / 2
        top = y - unit * QUIET_ZONE
        self.set_fill_color(*INK)
        for number, row in enumerate(modules):
            start = None
            for column, dark in enumerate([*row, False]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    length = (column - start) * unit
                    self.rect(left + start * unit, top + number * unit, length, unit, style="F")
                    start = None


def _printable(text: str) -> str:
    """Composed letters only from the plane that the font knows; an emoji would print as a box."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c
        for c in composed
        if ord(c) < 0x2E80 and unicodedata.category(c) not in {"So", "Cs", "Co"}  # noqa: PLR2004 -- where CJK begins
    ).strip()


def badge_pdf(badge: Badge, *, fonts: Path) -> bytes:
    """The badge as a PDF of one A6 page."""
    page = _Page(fonts)
    page.set_title(_printable(badge.full_name))
    page.set_creator("Chợ Phiên")
    page.add_page()
    page.box(0, 0, WIDTH, 24, INDIGO)
    event = _printable(badge.event)
    page.centred(event, 4.5, sizes=(14, 9), lines=2, style="B", colour=WHITE)
    page.band(24, 5)
    name = _printable(badge.full_name) or badge.full_name
    y = page.centred(name, 37, sizes=(30, 13), lines=3, style="B", leading=1.2)
    page.centred(_printable(badge.organisation), y + 2, sizes=(14, 9), lines=2, colour=INK_2)
    page.qr(badge.badge_code, 84, 26)
    page.centred(in_groups(badge.badge_code), 111.5, sizes=(9, 9), lines=1, colour=INK_2)
    page.centred(_printable(badge.when_and_where), 116, sizes=(8, 6.5), lines=1, colour=INK_2)
    page.box(0, 122, WIDTH, 26, badge.colour)
    page.centred(badge.role, 125.5, sizes=(24, 16), lines=1, style="B", colour=WHITE)
    page.centred(badge.role_small, 137, sizes=(12, 10), lines=1, colour=WHITE)
    return bytes(page.output())
