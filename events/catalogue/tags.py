"""Type-ahead over the taxonomy: Vietnamese, without tones, English, Chinese and Lao.

The ranking is a pure function over :class:`TagEntry`; the entries are read once per process.
"""

import functools
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.db import db, joined
from core.text import clean, fold
from events.catalogue.models import Tag, TagRedirect

MOST_WORDS = 3  # that a company may ask for at a time
_ALL = sa.select(
    joined(
        Tag.id, Tag.code, Tag.parent_id, Tag.name_vi, Tag.name_en, Tag.name_zh, Tag.name_lo,
        Tag.synonyms_vi, Tag.synonyms_en, Tag.synonyms_zh, Tag.synonyms_lo, Tag.keywords,
        Tag.sort_order,
    )
)  # fmt: skip


@dataclass(frozen=True)
class TagEntry:
    """A tag with all it is called: as written in lower case, and folded."""

    id: int
    code: str
    name_vi: str
    name_en: str
    sort_order: int
    names: tuple[str, ...]
    synonyms: tuple[str, ...]

    @property
    def root(self) -> str:
        """The code of the sector it belongs to."""
        return self.code.partition(".")[0]


def entry(tag: Tag) -> TagEntry:
    """What the type-ahead keeps of a row."""
    other = (
        *(tag.name_zh, tag.name_lo, tag.synonyms_vi, tag.synonyms_en),
        *(tag.synonyms_zh, tag.synonyms_lo, tag.keywords),
    )
    return TagEntry(
        tag.id,
        tag.code,
        tag.name_vi,
        tag.name_en,
        tag.sort_order,
        (tag.name_vi.lower(), tag.name_en.lower()),
        tuple(part.strip().lower() for text in other for part in text.split(";") if part.strip()),
    )


_kept: dict[tuple[str, str], tuple[TagEntry, ...]] = {}


def forget() -> None:
    """The taxonomy has changed: read it again."""
    _kept.clear()


def version() -> str:
    """Changes whenever a tag, a name or a synonym does, in whatever process; one cheap query."""
    told = db.session.scalar(_ALL) or ""
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def entries() -> tuple[TagEntry, ...]:
    """All tags in their order; kept for the process until one of them changes."""
    key = (str(db.engine.url), version())
    if key not in _kept:
        forget()
        in_order = sa.select(Tag).order_by(Tag.sort_order, Tag.id)
        _kept[key] = tuple(entry(tag) for tag in db.session.scalars(in_order))
    return _kept[key]


def followed(codes: Iterable[str]) -> list[str]:
    """The codes as they are today: those out of use lead to their tag, others stay as they are."""
    wanted = list(codes)
    old = set(wanted) - {one.code for one in entries()}
    if not old:
        return wanted
    led = sa.select(TagRedirect.code, Tag.code).join(Tag, Tag.id == TagRedirect.tag_id)
    found = dict(db.session.execute(led.where(TagRedirect.code.in_(old))).tuples().all())
    return list(dict.fromkeys(found.get(code, code) for code in wanted))


@functools.lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return fold(text)


def _fit(wanted: str, texts: Iterable[str]) -> int | None:
    """How well any text answers: 0 is it, 1 begins with it, 2 has a word that does."""
    best: int | None = None
    for text in texts:
        if text == wanted:
            return 0
        if text.startswith(wanted):
            best = 1 if best is None else min(best, 1)
        elif f" {wanted}" in text:
            best = 2 if best is None else best
    return best


def _rank(one: TagEntry, written: str, plain: str, *, toned: bool) -> tuple[int, int] | None:
    """Tones first where they were typed, then exact before beginning, name before synonym."""
    if toned:
        fits = [_fit(written, one.names), _fit(written, one.synonyms)]
        ranks = [fit * 2 + place for place, fit in enumerate(fits) if fit is not None]
        if ranks:
            return 0, min(ranks)
    fits = [
        _fit(plain, map(_folded, one.names)),
        _fit(plain, map(_folded, one.synonyms)),
    ]
    ranks = [fit * 2 + place for place, fit in enumerate(fits) if fit is not None]
    return (1, min(ranks)) if ranks else None


def words_in(text: str) -> list[str]:
    """The words of a comma-separated text, each once."""
    parts = (" ".join(clean(part).split())[:80] for part in re.split(r"[,;\n]", text))
    return list({fold(part): part for part in parts if fold(part)}.values())


def suggest(known: Sequence[TagEntry], query: str, *, limit: int = 12) -> list[TagEntry]:
    """The tags that answer a query, best first.

    A query with tones puts those with the same tones first; one without forgives them all.
    Equal answers stand general before special, then in the order of the taxonomy.
    """
    written = " ".join(clean(query)[:100].lower().split())
    plain = fold(written)
    if not plain:
        return []
    ranked = [
        (rank, one.code.count("."), one.sort_order, one.code, one)
        for one in known
        if (rank := _rank(one, written, plain, toned=written != plain)) is not None
    ]
    return [row[-1] for row in sorted(ranked, key=lambda row: row[:-1])[:limit]]


def named(known: Sequence[TagEntry], text: str) -> list[TagEntry]:
    """The tags that are called exactly so; with the same tones if any is, else without."""
    written = " ".join(clean(text).lower().split())
    plain = fold(written)
    if not plain:
        return []
    same = [one for one in known if written in one.names + one.synonyms]
    if same and written != plain:
        return same
    return [one for one in known if plain in map(_folded, one.names + one.synonyms)]


def resolve(
    known: Sequence[TagEntry], text: str
) -> tuple[list[TagEntry], dict[str, list[TagEntry]]]:
    """Tags meant by a comma-separated text, and for each unknown word what may have been meant.

    Of several tags with one name the most general is taken.
    """
    found: dict[str, TagEntry] = {}
    unknown: dict[str, list[TagEntry]] = {}
    for word in filter(None, (part.strip() for part in clean(text).replace(";", ",").split(","))):
        exact = [one for one in known if one.code == word.upper()] or named(known, word)
        if exact:
            best = min(exact, key=lambda one: (one.code.count("."), one.sort_order))
            found[best.code] = best
        else:
            unknown[word] = suggest(known, word, limit=5)
    return list(found.values()), unknown
