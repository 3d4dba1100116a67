"""The paper kit as a PDF of A4 pages; a function of plain values, in Vietnamese letters.

Each firm gets a sheet of stickers, its plan of meetings by day, and a sheet on which contacts are
tallied by whoever has no phone at hand, with the signs that the page for typing it in reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.pdf import A4_HEIGHT, A4_WIDTH, INDIGO, INK_2, LINE, WHITE, Paper, printable

WIDTH, HEIGHT, MARGIN = A4_WIDTH, A4_HEIGHT, 14.0
INNER = WIDTH - 2 * MARGIN
STICKERS = (2, 5)  # across, down
TALLY_ROWS = 22
CODES_ACROSS, CODE_HEIGHT = 3, 5.5
TIME_WIDTH = 34.0  # as much as 08:00–08:30 needs, and a little more


@dataclass(frozen=True)
class Visit:
    """A meeting of the plan."""

    day: str
    time: str
    partner: str
    place: str


@dataclass(frozen=True)
class Kit:
    """What one firm's papers say."""

    company: str
    booth: str
    event: str
    when_and_where: str
    address: str  # of the firm's page, for the QR code of the stickers
    visits: Sequence[Visit] = ()
    products: Sequence[str] = ()
    codes: Sequence[tuple[str, str]] = ()  # the signs of the tally sheet and what they say


@dataclass(frozen=True)
class Words:
    """The fixed words, in the reader's language."""

    stickers: str
    plan: str
    no_visits: str
    tally: str
    tally_help: str
    booth: str
    columns: Sequence[str]


class _Paper(Paper):
    """A4 with the head of a firm's papers."""

    def write_two(self, x: float, y: float, width: float, text: str, *, size: float) -> None:
        """A bold text on two lines where one is not enough."""
        self.set_font("bvp", "B", size)
        words = printable(text).split()
        count = len(words)
        while count > 1 and self.get_string_width(" ".join(words[:count])) > width:
            count -= 1
        self.line_at(x, y, width, " ".join(words[:count]), size=size, style="B")
        self.line_at(x, y + size * 0.48, width, " ".join(words[count:]), size=size, style="B")

    def head(self, kit: Kit, title: str, words: Words) -> float:
        """The band at the top of a page; where the page goes on."""
        self.add_page()
        self.box(0, 0, WIDTH, 24, INDIGO)
        self.line_at(MARGIN, 5, INNER, kit.event, size=11, colour=WHITE)
        self.line_at(MARGIN, 13, INNER, title, size=15, style="B", colour=WHITE)
        self.line_at(MARGIN, 29, INNER, kit.company, size=15, style="B")
        booth = f"{words.booth} {kit.booth} · " if kit.booth else ""
        self.line_at(MARGIN, 38, INNER, f"{booth}{kit.when_and_where}", size=10, colour=INK_2)
        return 50.0


def kits_pdf(kits: Iterable[Kit], words: Words, *, fonts: Path) -> bytes:
    """The papers of one or many firms, one after the other."""
    paper = _Paper(fonts)
    for kit in kits:
        _stickers(paper, kit, words)
        _plan(paper, kit, words)
        _tally(paper, kit, words)
    return bytes(paper.output())


def _stickers(paper: _Paper, kit: Kit, words: Words) -> None:
    """Ten stickers with name, booth and the way to the firm's page, lines to cut along."""
    paper.add_page()
    across, down = STICKERS
    width, height = WIDTH / across, HEIGHT / down
    paper.set_draw_color(*LINE)
    for number in range(across * down):
        x, y = number % across * width, number // across * height
        paper.rect(x, y, width, height)
        room = width - 44
        product = kit.products[number % len(kit.products)] if kit.products else ""
        paper.write_two(x + 8, y + 8, room, kit.company, size=12)
        paper.line_at(x + 8, y + 21, room, product, size=10)
        if kit.booth:
            booth = f"{words.booth} {kit.booth}"
            paper.line_at(x + 8, y + 28, room, booth, size=18, style="B", colour=INDIGO)
        paper.line_at(x + 8, y + 44, width - 16, kit.event, size=8, colour=INK_2)
        paper.line_at(x + 8, y + 50, width - 16, kit.when_and_where, size=7, colour=INK_2)
        paper.qr(kit.address, x + width - 33, y + 9, 25)


def _plan(paper: _Paper, kit: Kit, words: Words) -> None:
    """The meetings by day, as many pages as they need."""
    y = paper.head(kit, words.plan, words)
    if not kit.visits:
        paper.line_at(MARGIN, y, INNER, words.no_visits, size=11)
        return
    day = ""
    for visit in kit.visits:
        if y > HEIGHT - 30:
            y, day = paper.head(kit, words.plan, words), ""
        if visit.day != day:
            day = visit.day
            paper.line_at(MARGIN, y, INNER, day, size=12, style="B", colour=INDIGO)
            y += 9
        paper.line_at(MARGIN, y, TIME_WIDTH - 2, visit.time, size=11, least=8, style="B")
        x, room = MARGIN + TIME_WIDTH, INNER - TIME_WIDTH
        paper.line_at(x, y, room, visit.partner, size=11)
        paper.line_at(x, y + 6, room, visit.place, size=9, colour=INK_2)
        y += 14
        paper.rule(y - 2, MARGIN)


def _tally(paper: _Paper, kit: Kit, words: Words) -> None:
    """A row for each contact, with boxes of codes instead of sentences."""
    y = paper.head(kit, words.tally, words)
    paper.line_at(MARGIN, y, INNER, words.tally_help, size=9, colour=INK_2)
    y += 7
    for number, (code, meaning) in enumerate(kit.codes):
        x = MARGIN + number % CODES_ACROSS * INNER / CODES_ACROSS
        line = y + number // CODES_ACROSS * CODE_HEIGHT
        paper.line_at(x, line, 8, code, size=10, style="B", colour=INDIGO)
        paper.line_at(x + 8, line, INNER / CODES_ACROSS - 9, meaning, size=9)
    y += -(-len(kit.codes) // CODES_ACROSS) * CODE_HEIGHT + 5
    widths = (10.0, 46.0, 62.0, 30.0, INNER - 148.0)
    height = (HEIGHT - MARGIN - y - 8) / TALLY_ROWS
    x = MARGIN
    for width, title in zip(widths, words.columns, strict=True):
        paper.line_at(x + 1, y, width - 2, title, size=9, style="B")
        x += width
    paper.set_draw_color(*INK_2)
    for row in range(TALLY_ROWS):
        top, x = y + 7 + row * height, MARGIN
        for column, width in enumerate(widths):
            paper.rect(x, top, width, height)
            if column == 0:
                paper.line_at(x + 2, top + 2, width - 3, str(row + 1), size=8, colour=INK_2)
            x += width
