"""The paper tally: a line each, the digits of the badge, letters of products, a mark, a word.

``4821 0937 5512 6 AC !! / sends samples`` is the badge 4821093755126, products A and C, quite
urgent, and a note. Letters are those printed beside the products on the page and on paper: both
print ``words.legend``, which takes them from here.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from core.text import clean
from events.leads.said import MOST_NOTE, Said
from events.leads.states import RATINGS

LETTERS = string.ascii_uppercase
MARKS = {rating: "!" * rating for rating in RATINGS}
MOST_LINES = 200
_LINE = re.compile(
    r"\s*(?P<digits>[\d\s.-]+?)\s*(?P<letters>[A-Za-z ,]*)\s*(?P<mark>!{0,3})\s*(/\s*(?P<note>.*))?"
)


@dataclass(frozen=True)
class Line:
    """A line that can be read; ``text`` as it was typed."""

    number: int
    text: str
    code: str
    said: Said


@dataclass(frozen=True)
class Trouble:
    """A line that cannot be read or kept; ``letter`` names a product that there is not."""

    number: int
    text: str
    reason: str
    letter: str = ""


def read_tally(text: str, product_ids: Sequence[int]) -> tuple[list[Line], list[Trouble]]:
    """The lines of a tally; empty ones are passed over."""
    lines: list[Line] = []
    troubles: list[Trouble] = []
    for number, typed in enumerate(text.splitlines(), 1):
        if not typed.strip():
            continue
        found = _read(number, clean(typed), product_ids)
        (lines if isinstance(found, Line) else troubles).append(found)  # type: ignore[arg-type]
    return lines, troubles


def _read(number: int, typed: str, product_ids: Sequence[int]) -> Line | Trouble:
    found = _LINE.fullmatch(typed)
    if found is None:
        return Trouble(number, typed, "line")
    letters = [c for c in found["letters"].upper() if c in LETTERS]
    wrong = [c for c in letters if LETTERS.index(c) >= len(product_ids)]
    if wrong:
        return Trouble(number, typed, "letter", wrong[0])
    products = tuple(dict.fromkeys(product_ids[LETTERS.index(c)] for c in letters))
    said = Said(
        note=(found["note"] or "").strip()[:MOST_NOTE],
        product_ids=products,
        rating=len(found["mark"]) or None,
    )
    return Line(number, typed, found["digits"], said)
