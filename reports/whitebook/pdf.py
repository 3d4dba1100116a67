"""A white book as a PDF: cover, contents, chapters by sector, an index, page numbers."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.pdf import A4_HEIGHT, A4_WIDTH, INDIGO, INK, INK_2, LINE, TEA, Paper, printable
from core.text import fold
from events.catalogue.sectors import Sector
from reports.whitebook.queries import Entry, by_sector
from reports.whitebook.words import Words

MARGIN, WIDTH, HEIGHT = 18.0, A4_WIDTH, A4_HEIGHT
ROOM = 48.0  # that a company begins with, so that its name is not the last line of a page
TEXT = WIDTH - 2 * MARGIN
BAND = 7.0


class _Book(Paper):
    """A4 pages with a running head and page numbers."""

    def __init__(self, fonts: Path, title: str) -> None:
        super().__init__(fonts)
        self.set_auto_page_break(auto=True, margin=20)
        self.set_margins(MARGIN, 20)
        self.running, self.set_running = title, False
        self.set_title(title)
        self.set_lang("vi-VN")

    def header(self) -> None:
        """The book's title on every page but the cover."""
        if not self.set_running:
            return
        self.set_font("bvp", "", 8)
        self.set_text_color(*INK_2)
        self.set_xy(MARGIN, 9)
        self.cell(TEXT, 5, self.running, align="L")
        self.set_xy(MARGIN, 20)

    def footer(self) -> None:
        """The page's number, on every page but the cover."""
        if self.page_no() == 1:
            return
        self.set_y(-14)
        self.set_font("bvp", "", 8)
        self.set_text_color(*INK_2)
        self.cell(TEXT, 5, str(self.page_no()), align="R")

    def line_of(
        self, text: str, size: float, *, bold: bool = False, colour: Any = INK, gap: float = 1.0
    ) -> None:
        """A paragraph over the whole width."""
        if not text:
            return
        self.set_font("bvp", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.set_x(MARGIN)
        self.multi_cell(TEXT, size * 0.5, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.ln(gap)


def write_pdf(
    entries: Sequence[Entry],
    words: Words,
    *,
    titles: tuple[str, str],
    day: date,
    fonts: Path,
    tell: Callable[[int], None],
) -> bytes:
    """Print a book; ``tell`` hears how many companies are printed."""
    book = _Book(fonts, printable(titles[0]))
    chapters = by_sector(entries)
    pages: dict[int, int] = {}
    _cover(book, words, titles, entries, day)
    book.set_running = True
    book.add_page()
    _heading(book, words.fixed("contents"))
    english = {words.sector(sector)[0]: words.sector(sector)[1] for sector, _rows in chapters}
    english |= {words.fixed("index")[0]: words.fixed("index")[1]}
    book.insert_toc_placeholder(lambda pdf, outline: _contents(pdf, outline, english), pages=1)
    done = 0
    for number, (sector, rows) in enumerate(chapters):
        if number:  # the contents have turned the page for the first
            book.add_page()
        _chapter_head(book, words, sector, len(rows))
        for one in rows:
            pages[one.company_id] = _entry(book, words, one)
            done += 1
            if done % 20 == 0:
                tell(done)
    if entries:
        _index(book, words, entries, pages)
    tell(done)
    return bytes(book.output())


def _cover(
    book: _Book, words: Words, titles: tuple[str, str], entries: Sequence[Entry], day: date
) -> None:
    book.add_page()
    book.set_auto_page_break(auto=False)
    book.box(0, 0, WIDTH, 150, INDIGO)
    book.band(150, 9)
    book.set_xy(MARGIN, 70)
    book.line_of(printable(titles[0]), 28, bold=True, colour=(255, 255, 255), gap=4)
    book.line_of(printable(titles[1]), 16, colour=(213, 218, 242), gap=0)
    book.set_xy(MARGIN, 175)
    products = sum(len(one.products) for one in entries)
    told = words.fixed("as_of", day=f"{day:%d/%m/%Y}", companies=len(entries), products=products)
    for text, colour in zip(told, (INK, INK_2), strict=True):
        book.line_of(text, 12, colour=colour)
    book.set_xy(MARGIN, 262)
    for text in words.fixed("consent"):
        book.line_of(text, 9, colour=INK_2, gap=0)
    book.set_auto_page_break(auto=True, margin=20)


def _heading(book: _Book, both: tuple[str, str]) -> None:
    book.line_of(both[0], 20, bold=True, colour=INDIGO, gap=0)
    book.line_of(both[1], 12, colour=INK_2, gap=4)


def _contents(book: Any, outline: Sequence[Any], english: dict[str, str]) -> None:
    """The chapters with their pages, each a link."""
    for part in outline:
        link = book.add_link(page=part.page_number)
        book.set_x(MARGIN)
        book.set_font("bvp", "B", 11)
        book.set_text_color(*INK)
        book.cell(TEXT - 20, 6, part.name, link=link)
        book.cell(20, 6, str(part.page_number), align="R", link=link)
        book.ln(5.5)
        book.set_x(MARGIN)
        book.set_font("bvp", "", 9)
        book.set_text_color(*INK_2)
        book.cell(TEXT - 20, 5, english.get(part.name, ""))
        book.ln(7)


def _chapter_head(book: _Book, words: Words, sector: Sector | None, count: int) -> None:
    book.band(0, BAND)
    book.set_y(20)
    vi, en = words.sector(sector)
    _heading(book, (f"{vi} ({count})", en))
    book.start_section(vi)


def _entry(book: _Book, words: Words, one: Entry) -> int:
    """Print a company; returns the page on which it begins."""
    if book.get_y() > HEIGHT - ROOM:
        book.add_page()
    page = int(book.page_no())
    book.set_draw_color(*LINE)
    book.line(MARGIN, book.get_y(), WIDTH - MARGIN, book.get_y())
    book.ln(3)
    book.line_of(printable(one.name), 13, bold=True, gap=0)
    form = words.both(one.legal_form)
    book.line_of(printable(one.name_en), 10, colour=INK_2, gap=0)
    place = " / ".join(dict.fromkeys(filter(None, (one.province_vi, one.province_en))))
    book.line_of(printable(f"{form[0]} / {form[1]} · {place}"), 9, colour=TEA, gap=1)
    for about, colour in ((one.about_vi, INK), (one.about_en, INK_2)):
        book.line_of(printable(about)[:600], 9, colour=colour, gap=1)
    _facts(book, words, one)
    book.ln(2)
    return page


def _facts(book: _Book, words: Words, one: Entry) -> None:
    products = "; ".join(
        _joined((product.name_vi, product.name_en))
        + (
            f" (OCOP {_joined(words.stars(product.stars, product.standing))})"
            if product.stars
            else ""
        )
        for product in one.products
    )
    contact = " · ".join(filter(None, (one.contact_name, one.contact_phone, one.contact_email)))
    for name, text in (
        ("products", products),
        ("certificates", "; ".join(_joined(names) for names in one.certificates)),
        ("address", one.address),
        ("tax", one.tax_code),
        ("web", one.website),
        ("contact", contact),
    ):
        if text:
            book.line_of(printable(f"{_joined(words.fixed(name))}: {text}"), 9, gap=0.5)


def _joined(both: tuple[str, str]) -> str:
    return " / ".join(dict.fromkeys(filter(None, both)))


def _index(book: _Book, words: Words, entries: Sequence[Entry], pages: dict[int, int]) -> None:
    book.add_page()
    book.band(0, BAND)
    book.set_y(20)
    both = words.fixed("index")
    _heading(book, both)
    book.start_section(both[0])
    for one in sorted(entries, key=lambda one: fold(one.name)):
        book.set_font("bvp", "", 9)
        book.set_text_color(*INK)
        book.set_x(MARGIN)
        name = printable(one.name)
        while book.get_string_width(name) > TEXT - 18:
            name = name[:-2]
        book.cell(TEXT - 16, 5.5, name)
        book.cell(16, 5.5, str(pages[one.company_id]), align="R", new_x="LMARGIN", new_y="NEXT")
