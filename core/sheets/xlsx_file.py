"""XLSX by openpyxl, streamed: values, never formulas; what a sheet hides is told."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EmptyCell

from core.sheets import errors, guard
from core.sheets.text import NO_VALUE, Problem, column_letter, plain

# Extensions that openpyxl leaves out (validation lists, missing styles) hold no values.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
MOST_COLUMNS = 200
HEAD_ROWS = 30


@dataclass
class Sheet:
    """A sheet being read: its rows, what is merged in it, and the sheets that are not read."""

    rows: Iterator[tuple[int, list[str], list[Problem]]]
    merged: tuple[guard.Merged, ...] = ()
    name: str = ""
    others: list[str] = field(default_factory=list)


@contextmanager
def opened(path: Path, score: Callable[[Iterable[str]], int]) -> Iterator[Sheet]:
    """The sheet of a workbook that has the most known headings; hidden ones are left alone.

    Raises
    ------
    BadFile
    """
    guard.look(path)
    with ExitStack() as stack:
        book = _book(path, stack, values=True)
        chosen, others = _choose(book, score)
        found = _found(path, chosen)
        formulas = None
        if found.has_formulas:
            formulas = _book(path, stack, values=False)[chosen.title]
        rows = _rows(chosen, formulas)
        yield Sheet(rows, found.merged, chosen.title, others)


def _book(path: Path, stack: ExitStack, *, values: bool) -> Any:
    stream = stack.enter_context(path.open("rb"))  # a path would have to end in .xlsx
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl meets damage in dozens of ways
        raise errors.BadFile from error
    stack.callback(book.close)
    return book


def _found(path: Path, sheet: Any) -> guard.Found:
    try:
        return guard.look_at_sheet(path, sheet._worksheet_path)  # noqa: SLF001 -- told nowhere else
    except KeyError as error:
        raise errors.BadFile from error


def _choose(book: Any, score: Callable[[Iterable[str]], int]) -> tuple[Any, list[str]]:
    """The visible sheet with most known headings, and the names of the other filled ones."""
    filled: list[tuple[int, Any]] = []
    hidden: list[str] = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        known = _best_row(sheet, score)
        if known is None:
            continue
        if sheet.sheet_state == "visible":
            filled.append((known, sheet))
        else:
            hidden.append(sheet.title)
    if not filled:
        raise errors.OnlyHidden(names=", ".join(hidden)) if hidden else errors.Empty
    best = max(filled, key=lambda pair: pair[0])[1]
    return best, [sheet.title for _known, sheet in filled if sheet is not best] + hidden


def _best_row(sheet: Any, score: Callable[[Iterable[str]], int]) -> int | None:
    """The most headings that a row at the top knows; None for a sheet without any text."""
    best = None
    for _number, cells, _problems in _rows(sheet, None, last=HEAD_ROWS):
        if any(cell.strip() for cell in cells):
            best = max(best or 0, score(cells))
    return best


def _rows(
    sheet: Any, formulas: Any, *, last: int | None = None
) -> Iterator[tuple[int, list[str], list[Problem]]]:
    """Rows as text with their numbers; with ``formulas``, results that were not stored are told."""
    number = 0
    try:
        with_values = sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS + 1)
        if formulas is not None:
            formulas.reset_dimensions()
        others = formulas.iter_rows(max_col=MOST_COLUMNS + 1) if formulas is not None else ()
        for number, (row, other) in enumerate(zip_longest(with_values, others), 1):
            yield number, [_text(cell) for cell in row or ()], _without_result(row, other)
    except errors.BadFile:
        raise
    except Exception as error:  # damage further down
        raise errors.BadFile from error


def _text(cell: Any) -> str:
    if isinstance(cell, EmptyCell):
        return ""
    value = cell.value
    if isinstance(value, int | float):
        return plain(value, cell.number_format or "General")
    return plain(value)


def _without_result(row: Any, formulas: Any) -> list[Problem]:
    if formulas is None:
        return []
    return [
        Problem(NO_VALUE, {"column": column_letter(column)}, column)
        for column, (cell, other) in enumerate(zip(row or (), formulas, strict=False))
        if not isinstance(other, EmptyCell) and other.data_type == "f" and cell.value is None
    ]
