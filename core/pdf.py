"""The base of everything printed: our letters, lines that fit, QR codes, the band of diamonds.

What it prints is made of plain values, so that a page, a job and a test print the same.
"""

import unicodedata
from pathlib import Path
from typing import Any

from flask import current_app
from fpdf import FPDF

from core.qr import QUIET_ZONE, qr_modules

Colour = tuple[int, ...]
INDIGO, INK, INK_2 = (0x17, 0x1D, 0x45), (0x1C, 0x20, 0x33), (0x56, 0x5B, 0x70)
TURMERIC, VERMILION, TEA = (0xE0, 0xA5, 0x26), (0xB3, 0x26, 0x1E), (0x1F, 0x6A, 0x3F)
LINE, WHITE = (0xE2, 0xDD, 0xD2), (0xFF, 0xFF, 0xFF)
A4_WIDTH, A4_HEIGHT = 210.0, 297.0  # millimetres
POINT = 0.3528  # millimetres

LAO_ON = 0x0E80  # Lao and what follows it are not in the font …
LATIN_AGAIN = 0x1E00  # … up to the Vietnamese letters with two marks
CJK = 0x2E80


def printable(text: str) -> str:
    """One line of composed letters that the font has; others would print as boxes."""
    return " ".join("".join(c for c in unicodedata.normalize("NFC", text) if _has(c)).split())


def _has(c: str) -> bool:
    number = ord(c)
    if LAO_ON <= number < LATIN_AGAIN or number >= CJK:
        return False
    return unicodedata.category(c) not in {"So", "Cs", "Co", "Cc"} or c.isspace()


def fonts_folder() -> Path:
    """Where set-up puts the letters."""
    return Path(current_app.static_folder or "static") / "vendor" / "pdf-fonts"


class Paper(FPDF):
    """Pages with our letters; nothing breaks by itself. A4 upright unless ``options`` say so."""

    def __init__(self, fonts: Path, **options: Any) -> None:
        super().__init__(**({"format": "A4"} | options))
        self.set_auto_page_break(auto=False)
        self.set_creator("Chợ Phiên")
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font("bvp", style, fonts / f"BeVietnamPro-{name}.ttf")

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle."""
        self.set_fill_color(*colour)
        self.rect(x, y, width, height, style="F")

    def band(self, y: float, height: float, width: float | None = None) -> None:
        """Our diamonds, woven in four colours on indigo, over the whole or a given width."""
        width = width or self.w
        self.box(0, y, width, height, INDIGO)
        half, middle = height * 0.36, y + height / 2
        for number in range(int(width / height) + 2):
            x = number * height
            self.set_fill_color(*(TURMERIC, VERMILION, WHITE, TEA)[number % 4])
            self.polygon(
                ((x - half, middle), (x, middle - half), (x + half, middle), (x, middle + half)),
                style="F",
            )

    def line_at(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float,
        least: float | None = None,
        style: str = "",
        colour: Colour = INK,
        leading: float = 0.5,
        align: str = "L",
    ) -> None:
        """One line: smaller down to ``least`` points where it does not fit, then made shorter."""
        text = printable(text)
        self.set_font("bvp", style, size)
        while size > (least or size) and self.get_string_width(text) > width:
            size -= 0.5
            self.set_font("bvp", style, size)
        while text and self.get_string_width(text) > width:
            text = text[:-2].rstrip() + "…" if len(text) > 2 else ""  # noqa: PLR2004 -- room for the dots
        self.set_text_color(*colour)
        self.set_xy(x, y)
        self.cell(width, size * leading, text, align=align)

    def lines_at(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        sizes: tuple[float, float],
        most: int,
        style: str = "",
        colour: Colour = INK,
        leading: float = 1.3,
        align: str = "L",
    ) -> float:
        """A text in the largest of the sizes at which it fits so many lines; where it ends."""
        size, least = sizes
        rows = self.wrapped(text, width, size, style)
        while size > least and (len(rows) > most or not self._fit(rows, width)):
            size -= 0.5
            rows = self.wrapped(text, width, size, style)
        if len(rows) > most:
            rows = [*rows[: most - 1], rows[most - 1].rstrip(" ,.") + "…"]
        self.set_text_color(*colour)
        height = size * POINT * leading
        for row in rows:
            self.set_xy(x, y)
            self.cell(width, height, row, align=align)
            y += height
        return y

    def wrapped(self, text: str, width: float, size: float, style: str = "") -> list[str]:
        """A text as rows that are no wider, broken between words; sets the font."""
        self.set_font("bvp", style, size)
        rows: list[str] = []
        for word in text.split():
            joined = f"{rows[-1]} {word}" if rows else word
            if rows and self.get_string_width(joined) <= width:
                rows[-1] = joined
            else:
                rows.append(word)
        return rows

    def _fit(self, rows: list[str], width: float) -> bool:
        return all(self.get_string_width(row) <= width for row in rows)

    def qr(self, text: str, x: float, y: float, side: float) -> None:
        """A QR code, its dark modules drawn as runs; the quiet zone lies outside of the square."""
        modules = qr_modules(text)
        unit = side / (len(modules) - 2 * QUIET_ZONE)
        self.set_fill_color(*INK)
        for number, row in enumerate(modules[QUIET_ZONE:-QUIET_ZONE]):
            start = None
            for column, dark in enumerate([*row[QUIET_ZONE:-QUIET_ZONE], False]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    length = (column - start) * unit
                    self.rect(x + start * unit, y + number * unit, length, unit, style="F")
                    start = None

    def rule(self, y: float, margin: float) -> None:
        """A thin line across the page."""
        self.set_draw_color(*LINE)
        self.line(margin, y, self.w - margin, y)
