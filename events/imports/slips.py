"""Sheets of A4 with eight claim slips each, to be cut along the lines and handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.pdf import INK, INK_2, Colour, Paper, printable

COLUMNS, ROWS = 2, 4
WIDTH, HEIGHT, EDGE = 105.0, 74.25, 8.0
QR_SIDE = 26.0
CUT = (0xB8, 0xB2, 0xA4)


@dataclass(frozen=True)
class Texts:
    """The words of a slip, in the language of who prints it."""

    title: str
    steps: Sequence[str]
    until: str
    contact: str


@dataclass(frozen=True)
class PrintedSlip:
    """One slip with its texts."""

    company: str
    code: str
    address: str  # behind the QR code
    texts: Texts


class _Sheet(Paper):
    """A4 pages with dashed lines to cut along."""

    def cuts(self) -> None:
        """Lines between the slips."""
        self.set_draw_color(*CUT)
        self.set_dash_pattern(dash=1.5, gap=1.5)
        self.line(WIDTH, 0, WIDTH, 297)
        for row in range(1, ROWS):
            self.line(0, row * HEIGHT, 210, row * HEIGHT)
        self.set_dash_pattern()


def slips_pdf(slips: Sequence[PrintedSlip], *, fonts: Path) -> bytes:
    """All slips, eight to a page."""
    sheet = _Sheet(fonts)
    sheet.set_title("Chợ Phiên")
    for place, slip in enumerate(slips):
        on_page = place % (COLUMNS * ROWS)
        if on_page == 0:
            sheet.add_page()
            sheet.cuts()
        _draw(sheet, slip, on_page % COLUMNS * WIDTH, on_page // COLUMNS * HEIGHT)
    return bytes(sheet.output())


def _draw(sheet: _Sheet, slip: PrintedSlip, left: float, top: float) -> None:
    x, y, most = left + EDGE, top + 6, WIDTH - 2 * EDGE

    def line(down: float, text: str, size: float, colour: Colour, style: str = "") -> None:
        sheet.line_at(
            x, y + down, most, text, size=size, least=6, style=style, colour=colour, leading=0.45
        )

    line(0, slip.texts.title, 8, INK_2)
    line(5, slip.company, 13, INK, "B")
    line(12, slip.texts.contact, 9, INK_2)
    line(18, slip.code, 20, INK, "B")
    narrow = most - QR_SIDE - 4
    for number, step in enumerate(slip.texts.steps):
        sheet.set_font("bvp", "", 7.5)
        sheet.set_xy(x, y + 29 + number * 8)
        sheet.multi_cell(narrow, 3.6, f"{number + 1}. {printable(step)}", align="L")
    sheet.qr(slip.address, left + WIDTH - EDGE - QR_SIDE, y + 29, QR_SIDE)
    sheet.set_text_color(*INK_2)
    sheet.set_font("bvp", "", 7)
    sheet.set_xy(x, y + 57)
    sheet.multi_cell(most, 3.4, printable(slip.texts.until), align="L")
