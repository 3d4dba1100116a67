"""CSV as people save it: any separator, any Unicode; older encodings are told, not guessed."""

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path

from core.sheets import errors

LONGEST_FIELD = 64 * 1024 * 1024  # more than any upload; what is too long is told by its row
SEPARATORS = ",;\t|"
HEAD_LINES = 30
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_NOT_TEXT = re.compile(r"[\ufffe\uffff]")
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_FIELD))


def records(path: Path, score: Callable[[Iterable[str]], int]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with their numbers, the first being 1; blank ones too.

    ``score`` says how many headings it knows in a row: the separator that makes most of them
    known is taken, else the one that is used most.
    """
    text, skipped = _without_sep_line(_decode(path.read_bytes()))
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text, score), strict=True)
    number = above = 1 if skipped else 0
    try:
        for number, cells in enumerate(reader, above + 1):
            _check_letters(cells, number)
            yield number, cells
    except csv.Error as error:
        raise errors.OpenQuote(row=number + 1) from error


def _decode(data: bytes) -> str:
    """A file's text; bytes that are not UTF-8 stay marked, so that their row is known."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    encoding = encoding or _unmarked_utf16(data)
    if encoding is None:
        return data.decode("utf-8-sig", "surrogateescape")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise errors.BrokenUtf16(row=row) from error
    if _NOT_TEXT.search(text):
        raise errors.NotATable
    return text.removeprefix("\ufeff")


def _unmarked_utf16(data: bytes) -> str | None:
    # Without a mark: the header's ASCII letters have every second byte empty.
    for encoding, halves in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[0:200:2])):
        if len(halves) > 1 and halves.count(0) > len(halves) * 0.8:
            return encoding
    return None


def _without_sep_line(text: str) -> tuple[str, bool]:
    """Excel's own first line ``sep=;`` is no row of the table."""
    match = _SEP_LINE.match(text)
    return (text[match.end() :], True) if match else (text, False)


def _separator(text: str, score: Callable[[Iterable[str]], int]) -> str:
    lines = text.split("\n", HEAD_LINES)[:HEAD_LINES]

    def worth(separator: str) -> tuple[int, int]:
        known = max((score(_loose(line, separator)) for line in lines), default=0)
        return known, sum(line.count(separator) for line in lines)

    return max(SEPARATORS, key=worth)


def _loose(line: str, separator: str) -> list[str]:
    return [cell.strip(' "\r') for cell in line.split(separator)]


def _check_letters(cells: list[str], row: int) -> None:
    """Refuse a file whose bytes are no UTF-8, with the encoding that they probably are."""
    for cell in cells:
        if _NOT_UTF8.search(cell):
            data = cell.encode("utf-8", "surrogateescape")
            raise errors.NotUnicode(row=row, guess=_guess(data))


def _guess(data: bytes) -> str:
    """Vietnamese writes its tones as letters of their own in Windows-1258 only."""
    tones = set(b"\xcc\xd2\xde\xec\xf2")
    letters = set(b"\xf0\xd0\xfd\xdd\xf5\xd5\xe3\xc3")
    if tones & set(data) or letters & set(data):
        return "Windows-1258"
    return "Windows-1252"
