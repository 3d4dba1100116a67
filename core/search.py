"""Searching that forgives missing diacritics, and puts those typed right first.

Rows keep a folded ``search_text``. A query's every word must stand in it; from four letters
on it may be the beginning of a longer one ("mushroom" finds mushrooms), but "tra" is no "trai".
"""

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from core.text import clean, fold

MAX_WORDS = 8
SHORT = 3
_ASKING = re.compile(r"^(where\s+(is|are)\s+(the\s+)?|tìm\s+)|\s+(ở\s+đâu|o\s+dau)$", re.IGNORECASE)


def query_text(typed: str | None) -> str:
    """What is looked for: cleaned, without "where is …?" around it, at most 100 characters."""
    plain = " ".join(clean(typed or "")[:100].strip(" ?!.").split())
    return _ASKING.sub("", plain).strip()


def words_of(query: str) -> list[str]:
    """The folded words of a query."""
    return fold(query).split()[:MAX_WORDS]


def _padded(column: Any) -> Any:
    return sa.literal(" ").concat(column).concat(sa.literal(" "))


def _sought(word: str) -> str:
    """A word as it is looked for in padded text: short ones whole, long ones as a beginning."""
    return f" {word} " if len(word) <= SHORT else f" {word}"


def has_words(column: Any, query: str) -> sa.ColumnElement[bool]:
    """Every word of the query stands in the folded ``column``; of signs alone nothing does."""
    text, words = _padded(column), words_of(query)
    if query.strip() and not words:
        return sa.false()
    return sa.and_(sa.true(), *(text.contains(_sought(word), autoescape=True) for word in words))


def closeness(folded: Any, query: str, toned: Iterable[Any] = ()) -> sa.Case[int]:
    """An order for hits: with the same tones first, then whole words, then beginnings.

    ``toned`` are columns as people wrote them; they count only when the query has tones.
    """
    words = words_of(query)
    whole = sa.and_(
        sa.true(), *(_padded(folded).contains(f" {word} ", autoescape=True) for word in words)
    )
    written = query.lower()
    ranks: list[Any] = [(whole, 1)]
    if fold(query) != written:
        forms = {written, written.capitalize(), written.title(), query}
        same = [column.contains(form, autoescape=True) for column in toned for form in forms]
        ranks.insert(0, (sa.or_(sa.false(), *same), 0))
    return sa.case(*ranks, else_=2)


def is_within(query: str, text: str) -> bool:
    """The same question as :func:`has_words`, asked of a text in memory."""
    padded, words = f" {fold(text)} ", words_of(query)
    if query.strip() and not words:
        return False
    return all(_sought(word) in padded for word in words)
