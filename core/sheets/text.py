"""From a cell to text: what is kept, what is mended, and what a person has to look at."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from core.i18n import N_
from core.text import clean

LONGEST_CELL = 10_000
SHOWN = 40
EXACT = 10**15  # spreadsheets keep fifteen digits of a number
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA_GUARD = re.compile(r"^'(?=\s*[=+\-@])")
_ROUNDED = re.compile(r"^[+-]?\d[.,]?\d*E\+\d+$", re.IGNORECASE)
# Letters of the fonts of before Unicode (TCVN3, VNI) that no language puts inside a word.
_OLD_FONT = re.compile(r"[A-Za-z][µ¸¶·¹¨¾¼½ª¬×§]|[®§][A-Za-z]|[A-Za-z]®[a-z]")
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


@dataclass(frozen=True)
class Problem:
    """Something wrong with a cell or a line: a marked text, its values, and the column from 0."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)
    column: int | None = None


NUL = N_("Column %(column)s has characters that no text has (NUL). Type the cell again.")
TOO_LONG = N_("Column %(column)s has %(count)d characters; at most %(most)d can be read.")
ROUNDED = N_(
    "Column %(column)s: the spreadsheet has shortened a long number to “%(text)s”. "
    "Format the column as text and type the number again."
)
OLD_FONT = N_(
    "Column %(column)s: “%(text)s” is written in an old font (TCVN3 or VNI). "
    "Convert the file to Unicode first."
)
CELL_ERROR = N_(
    "Column %(column)s shows the error %(text)s. Correct the formula or type the value."
)
NO_VALUE = N_(
    "Column %(column)s has a formula without a stored result. Open the file in a spreadsheet "
    "program and save it, or type the value."
)
MERGED = N_("This row has merged cells (%(cells)s). Split them and fill in each row.")


def column_letter(column: int) -> str:
    """The letter of a column counted from 0: A, B … Z, AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def plain(value: object, pattern: str = "General") -> str:
    """A cell's value as a person would type it; ``pattern`` is the cell's number format.

    Whole numbers lose no digit and gain no ``.0``; a format of zeros gives leading ones back.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, pattern)
    return str(value)


def _number(value: float, pattern: str) -> str:
    whole = isinstance(value, int) or (value.is_integer() and abs(value) < EXACT)
    if not whole:
        return repr(value)
    digits = str(int(value))
    return digits.zfill(len(pattern)) if re.fullmatch("0+", pattern) else digits


def tidy(text: str) -> str:
    """A cell as it is kept: composed letters, no control characters, no guard of an export."""
    text = _ESCAPED.sub(_unescaped, text)
    return clean(_FORMULA_GUARD.sub("", text.strip()))


def _unescaped(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter.isprintable() else " "


def problem_of(text: str, column: int) -> Problem | None:
    """What is wrong with a cell's text, if anything."""
    letter = column_letter(column)
    if "\x00" in text:
        return Problem(NUL, {"column": letter}, column)
    if len(text) > LONGEST_CELL:
        values = {"column": letter, "count": len(text), "most": LONGEST_CELL}
        return Problem(TOO_LONG, values, column)
    shown = {"column": letter, "text": text.strip()[:SHOWN]}
    if text.strip() in _ERRORS:
        return Problem(CELL_ERROR, shown, column)
    if _ROUNDED.match(text.strip()):
        return Problem(ROUNDED, shown, column)
    if len(_OLD_FONT.findall(text)) > 1:
        return Problem(OLD_FONT, shown, column)
    return None
