"""Plans of meetings on paper: one for each firm, one for each table, and one for the wall."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.pdf import A4_HEIGHT, A4_WIDTH, INDIGO, INK_2, LINE, WHITE, Paper, printable

MARGIN, HEAD = 14.0, 52.0
INNER = A4_WIDTH - 2 * MARGIN
ROOM = A4_HEIGHT - HEAD - 22  # for the rows of a page
TALLEST, LOWEST = 16.0, 9.5  # of a row: the more meetings, the lower, so that a day fits a page
DAY = 9.0  # what the name of a day takes
SIZES = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}  # landscape
CELL_WIDTH, CELL_HEIGHT, TIMES = 62.0, 30.0, 32.0
BAR = 24.0
WALL_TYPE = (24.0, 17.0)  # points: read from two metres away

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Row:
    """A meeting in a list."""

    day: str
    time: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """A page for a firm or a table."""

    title: str
    about: str  # where it stands, or whose it is
    rows: Sequence[Row]
    sign: str = ""  # in very large type: the number of a table


@dataclass(frozen=True)
class Cell:
    """Who meets at one table at one time."""

    one: str
    other: str


@dataclass(frozen=True)
class WallDay:
    """The grid of a day: times down, tables across."""

    name: str
    times: Sequence[str]
    tables: Sequence[tuple[str, str]]  # label and hall
    cells: dict[tuple[int, int], Cell]  # by position of time and table


@dataclass(frozen=True)
class Words:
    """The fixed words, in the reader's language."""

    title: str
    event: str
    when_and_where: str
    nothing: str
    as_of: str


def sheets_pdf(
    sheets: Iterable[Sheet], words: Words, *, fonts: Path, tell: Tell = lambda _n: None
) -> bytes:
    """A page for each sheet, more where the rows do not fit; ``tell`` hears how many are drawn."""
    paper = Paper(fonts)
    paper.set_title(words.title)
    for number, sheet in enumerate(sheets, start=1):
        _sheet(paper, sheet, words)
        tell(number)
    return bytes(paper.output())


def _head(paper: Paper, sheet: Sheet, words: Words) -> None:
    paper.add_page()
    paper.box(0, 0, A4_WIDTH, BAR, INDIGO)
    paper.line_at(MARGIN, 5, INNER, words.event, size=11, colour=WHITE)
    paper.line_at(MARGIN, 12.5, INNER, words.title, size=15, style="B", colour=WHITE)
    left = MARGIN
    if sheet.sign:
        paper.lines_at(
            MARGIN, 26, 46, sheet.sign, sizes=(54, 20), most=1, style="B", colour=INDIGO, leading=1
        )
        left += 50
    inner = A4_WIDTH - MARGIN - left
    paper.line_at(left, 29, inner, sheet.title, size=17, least=11, style="B")
    about = " · ".join(filter(None, (sheet.about, words.when_and_where)))
    paper.line_at(left, 39, inner, about, size=10, least=7, colour=INK_2)
    paper.line_at(MARGIN, A4_HEIGHT - 12, INNER, words.as_of, size=8, colour=INK_2)


def _sheet(paper: Paper, sheet: Sheet, words: Words) -> None:
    _head(paper, sheet, words)
    if not sheet.rows:
        paper.line_at(MARGIN, HEAD, INNER, words.nothing, size=12)
        return
    days = len({row.day for row in sheet.rows})
    tall = max(LOWEST, min(TALLEST, (ROOM - days * DAY) / len(sheet.rows)))
    y, day = HEAD, ""
    for row in sheet.rows:
        if y + tall + (DAY if row.day != day else 0) > HEAD + ROOM + 1:
            _head(paper, sheet, words)
            y, day = HEAD, ""
        if row.day != day:
            day = row.day
            paper.line_at(MARGIN, y, INNER, day, size=12, style="B", colour=INDIGO)
            y += DAY
        _row(paper, row, y, tall)
        y += tall


def _row(paper: Paper, row: Row, y: float, tall: float) -> None:
    size = 13 if tall > 13 else 10.5  # noqa: PLR2004 -- millimetres in which two lines of 13 fit
    paper.line_at(MARGIN, y, 32, row.time, size=size, style="B")
    paper.line_at(MARGIN + 34, y, INNER - 34, row.title, size=size, least=9)
    down = size * 0.5
    paper.line_at(MARGIN + 34, y + down, INNER - 34, row.note, size=8.5, least=7, colour=INK_2)
    paper.rule(y + tall - 1.2, MARGIN)


def wall_pdf(
    days: Sequence[WallDay],
    words: Words,
    *,
    fonts: Path,
    size: str = "A3",
    tell: Tell = lambda _n: None,
) -> bytes:
    """The grid of each day on as many pages as large type needs, to be hung side by side."""
    paper = Paper(fonts, format=size, orientation="landscape")
    paper.set_title(words.title)
    width, height = SIZES[size]
    across = max(1, int((width - 2 * MARGIN - TIMES) // CELL_WIDTH))
    down = max(1, int((height - BAR - 30) // CELL_HEIGHT))
    done = 0
    for day in days:
        for top in range(0, len(day.times), down):
            for left in range(0, len(day.tables), across):
                _wall_page(paper, day, words, (top, down), (left, across))
                done += 1
                tell(done)
    if not done:
        paper.add_page()
        paper.line_at(MARGIN, MARGIN, width - 2 * MARGIN, words.nothing, size=18)
    return bytes(paper.output())


def wall_pages(days: Sequence[WallDay], size: str) -> int:
    """How many pages a wall takes."""
    width, height = SIZES[size]
    across = max(1, int((width - 2 * MARGIN - TIMES) // CELL_WIDTH))
    down = max(1, int((height - BAR - 30) // CELL_HEIGHT))
    return sum(-(-len(day.times) // down) * -(-len(day.tables) // across) for day in days)


def _wall_page(
    paper: Paper, day: WallDay, words: Words, rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    paper.add_page()
    width = paper.w
    paper.box(0, 0, width, BAR, INDIGO)
    paper.line_at(MARGIN, 5, width - 2 * MARGIN, words.event, size=12, colour=WHITE)
    paper.line_at(MARGIN, 12, width - 2 * MARGIN, day.name, size=18, style="B", colour=WHITE)
    (top, down), (left, across) = rows, columns
    times, tables = day.times[top : top + down], day.tables[left : left + across]
    wide = (width - 2 * MARGIN - TIMES) / across
    y = BAR + 4
    for column, (label, hall) in enumerate(tables):
        x = MARGIN + TIMES + column * wide
        paper.line_at(x + 2, y, wide - 4, label, size=24, least=14, style="B", colour=INDIGO)
        paper.line_at(x + 2, y + 11, wide - 4, hall, size=10, least=7, colour=INK_2)
    y += 18
    tall = (paper.h - y - 12) / down
    paper.set_draw_color(*LINE)
    for line, time in enumerate(times):
        here = y + line * tall
        paper.line_at(MARGIN, here + 2, TIMES - 2, time, size=26, least=16, style="B")
        for column in range(len(tables)):
            x = MARGIN + TIMES + column * wide
            paper.rect(x, here, wide, tall)
            cell = day.cells.get((top + line, left + column))
            if cell is not None:
                _wall_cell(paper, cell, x + 2, here + 1.5, wide - 4, tall)
    paper.line_at(MARGIN, paper.h - 10, width - 2 * MARGIN, words.as_of, size=8, colour=INK_2)


def _wall_cell(paper: Paper, cell: Cell, x: float, y: float, wide: float, tall: float) -> None:
    """Both names, each in half of the cell: on one line as large as fits, or on two."""
    half = (tall - 3) / 2
    largest, least = WALL_TYPE
    for number, name in enumerate((printable(cell.one), printable(cell.other))):
        style = "B" if number == 0 else ""
        lines = min(2, len(paper.wrapped(name, wide, least, style)))
        sizes = (largest, least) if lines == 1 else (least, least)
        here = y + number * half
        paper.lines_at(x, here, wide, name, sizes=sizes, most=lines, style=style, leading=1.05)
