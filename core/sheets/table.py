"""One way to read a table, whatever file it is in: headings first, then line after line."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from core.sheets import csv_file, errors, guard, xlsx_file
from core.sheets.text import MERGED, Problem, column_letter, problem_of, tidy

__all__ = ["Line", "Problem", "Table", "open_table"]
MOST_ROWS = 20_000
LONGEST_HEADING = 200
Raw = tuple[int, list[str], list[Problem]]


@dataclass(frozen=True)
class Line:
    """A row below the headings: as many cells as there are headings."""

    number: int  # as the spreadsheet numbers it
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass
class Table:
    """A table being read; ``headings`` are empty where a column has none."""

    headings: tuple[str, ...]
    heading_row: int
    lines: Iterator[Line]
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)


@contextmanager
def open_table(path: Path, *, is_heading: Callable[[str], bool]) -> Iterator[Table]:
    """Open a file of whatever name by what is in it.

    ``is_heading`` knows headings; the row of the first thirty with most of them is the
    heading, the first filled row where there is none. What stands above is left alone.

    Raises
    ------
    BadFile
        Also while lines are taken; then nothing of the file is to be used.
    """

    def score(cells: Iterable[str]) -> int:
        short = (cell for cell in cells if len(cell) < LONGEST_HEADING and cell.strip())
        return sum(1 for cell in short if is_heading(tidy(cell)))

    if guard.sniff(path) == "csv":
        rows: Iterator[Raw] = (
            (number, cells, []) for number, cells in csv_file.records(path, score)
        )
        yield _table(xlsx_file.Sheet(rows), score)
        return
    with xlsx_file.opened(path, score) as sheet:
        yield _table(sheet, score)


def _table(sheet: xlsx_file.Sheet, score: Callable[[Iterable[str]], int]) -> Table:
    head: list[Raw] = []
    for raw in sheet.rows:
        head.append(raw)
        if len(head) >= xlsx_file.HEAD_ROWS:
            break
    filled = [raw for raw in head if _is_filled(raw)]
    if not filled:
        raise errors.Empty
    number, cells, _problems = max(filled, key=lambda raw: (score(raw[1]), -raw[0]))
    below = [raw for raw in head if raw[0] > number]
    headings = _headings(cells, number, chain(filled), sheet)
    lines = _lines(chain(below, sheet.rows), len(headings), sheet.merged)
    return Table(headings, number, lines, sheet.name, sheet.others)


def _is_filled(raw: Raw) -> bool:
    return any(cell.strip() for cell in raw[1]) or bool(raw[2])


def _headings(
    cells: list[str], row: int, rows: Iterable[Raw], sheet: xlsx_file.Sheet
) -> tuple[str, ...]:
    """Headings as wide as the table; two of one name or merged ones are refused."""
    width = max(_width(raw[1]) for raw in rows if raw[0] >= row)
    if width > xlsx_file.MOST_COLUMNS:
        raise errors.TooManyColumns(row=row, most=xlsx_file.MOST_COLUMNS)
    for merged in sheet.merged:
        if merged.first_row <= row <= merged.last_row and merged.first_column < width:
            raise errors.MergedHeadings(row=row, cells=merged.cells)
    headings = tuple(" ".join(tidy(cell).split())[:LONGEST_HEADING] for cell in cells[:width])
    headings += ("",) * (width - len(headings))
    _refuse_double(headings, row)
    return headings


def _width(cells: list[str]) -> int:
    return max((column + 1 for column, cell in enumerate(cells) if cell.strip()), default=0)


def _refuse_double(headings: tuple[str, ...], row: int) -> None:
    places: dict[str, list[int]] = {}
    for column, heading in enumerate(headings):
        places.setdefault(heading.casefold(), []).append(column)
    for columns in places.values():
        heading = headings[columns[0]]
        if heading and len(columns) > 1:
            letters = ", ".join(column_letter(column) for column in columns)
            raise errors.DoubleHeading(row=row, heading=heading[:40], columns=letters)


def _lines(rows: Iterable[Raw], width: int, merged: tuple[guard.Merged, ...]) -> Iterator[Line]:
    count = 0
    for number, cells, problems in rows:
        if not _is_filled((number, cells, problems)):
            continue
        count += 1
        if count > MOST_ROWS:
            raise errors.TooManyRows(row=number, most=MOST_ROWS)
        yield _line(number, cells[:width], problems, width, merged)


def _line(
    number: int,
    cells: list[str],
    problems: list[Problem],
    width: int,
    merged: tuple[guard.Merged, ...],
) -> Line:
    found = list(problems)
    found += [p for column, cell in enumerate(cells) if (p := problem_of(cell, column))]
    found += [
        Problem(MERGED, {"cells": one.cells}, one.first_column)
        for one in merged
        if one.first_row <= number <= one.last_row and one.first_column < width
    ]
    bad = {problem.column for problem in found}
    kept = [tidy(cell) if column not in bad else "" for column, cell in enumerate(cells)]
    kept += [""] * (width - len(kept))
    return Line(number, tuple(kept), tuple(found))
