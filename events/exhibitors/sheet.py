"""The sheet of a booth as a PDF of A4: who stands here, and a QR code for each product.

A function of plain values; each code leads to the product's public page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.pdf import INDIGO, INK_2, LINE, WHITE, Paper, printable
from core.qr import QUIET_ZONE, qr_modules

WIDTH, MARGIN = 210.0, 14.0
COLUMNS, ROWS = 2, 5
HEAD, CELL, SIDE = 66.0, 41.0, 32.0


@dataclass(frozen=True)
class ShownProduct:
    """A product on the sheet."""

    name: str
    note: str
    address: str  # behind its code


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet of one exhibitor."""

    event: str
    when: str
    booths: str
    company: str
    place: str
    products: Sequence[ShownProduct]
    hint: str


class _Paper(Paper):
    """A4 pages."""

    def code(self, text: str, x: float, y: float, side: float) -> None:
        """A QR code with half of its quiet zone inside the square."""
        inner = len(qr_modules(text)) - 2 * QUIET_ZONE
        unit = side / (inner + QUIET_ZONE)
        edge = unit * QUIET_ZONE / 2
        self.qr(text, x + edge, y + edge, unit * inner)


def sheets_pdf(sheets: Sequence[Sheet], *, fonts: Path) -> bytes:
    """The sheets of several booths, each beginning on a page of its own."""
    paper = _Paper(fonts)
    paper.set_title(printable(sheets[0].event) if sheets else "Chợ Phiên")
    for sheet in sheets:
        pages = [
            sheet.products[n : n + COLUMNS * ROWS]
            for n in range(0, max(1, len(sheet.products)), COLUMNS * ROWS)
        ]
        for products in pages:
            paper.add_page()
            _head(paper, sheet)
            for place, product in enumerate(products):
                _cell(paper, product, place)
            paper.lines_at(
                MARGIN, 282, WIDTH - 2 * MARGIN, sheet.hint, sizes=(10, 8), most=1, colour=INK_2
            )
    return bytes(paper.output())


def _head(paper: _Paper, sheet: Sheet) -> None:
    inner = WIDTH - 2 * MARGIN
    paper.box(0, 0, WIDTH, 22, INDIGO)
    y = paper.lines_at(
        MARGIN, 4, inner, printable(sheet.event), sizes=(15, 10), most=1, style="B", colour=WHITE
    )
    paper.lines_at(MARGIN, y, inner, printable(sheet.when), sizes=(10, 8), most=1, colour=WHITE)
    paper.lines_at(MARGIN, 27, 56, sheet.booths, sizes=(40, 14), most=2, style="B")
    name = printable(sheet.company)
    y = paper.lines_at(MARGIN + 60, 28, inner - 60, name, sizes=(20, 11), most=3, style="B")
    paper.lines_at(
        MARGIN + 60, y + 1, inner - 60, printable(sheet.place), sizes=(11, 9), most=1, colour=INK_2
    )
    paper.set_draw_color(*LINE)
    paper.line(MARGIN, HEAD - 4, WIDTH - MARGIN, HEAD - 4)


def _cell(paper: _Paper, product: ShownProduct, place: int) -> None:
    width = (WIDTH - 2 * MARGIN) / COLUMNS
    x = MARGIN + (place % COLUMNS) * width
    y = HEAD + (place // COLUMNS) * CELL
    paper.code(product.address, x + 1, y + 1, SIDE)
    inner = width - SIDE - 8
    end = paper.lines_at(
        x + SIDE + 5, y + 2, inner, printable(product.name), sizes=(13, 8), most=4, style="B"
    )
    paper.lines_at(
        x + SIDE + 5, end + 1, inner, printable(product.note), sizes=(9, 7), most=2, colour=INK_2
    )
