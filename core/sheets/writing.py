"""Tables on the way out: a spreadsheet shows every cell and runs none."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

BYTE_ORDER_MARK = "\ufeff"  # tells Excel that the file is UTF-8
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST, NARROWEST = 60, 10
Cell = str | int | None


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows and never runs."""
    starts = text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if starts else text


def _out(cell: Cell) -> str | int | None:
    return safe_cell(cell) if isinstance(cell, str) else cell


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file that Excel opens with all its letters."""
    yield BYTE_ORDER_MARK + _line(headings)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[Cell]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(["" if cell is None else _out(cell) for cell in cells])
    return stream.getvalue()


def write_xlsx(
    target: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str
) -> None:
    """Write a workbook of one sheet row by row; texts stay texts, so no digit is lost."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    for column, heading in enumerate(headings, 1):
        width = min(WIDEST, max(NARROWEST, len(heading) + 4))
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    book.save(target)


def _cell(sheet: object, value: Cell, *, bold: bool = False) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=None)
    cell.value = safe_cell(value)[:32_767]
    cell.data_type = "s"
    if value.isdecimal():
        cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_title(title: str) -> str:
    return "".join(c for c in title if c not in r"[]:*?/\ ".replace(" ", ""))[:31] or "1"
