"""The tree of product tags: loading, ancestors, labels and type-ahead."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path

from matchmaking.engine.text import clean, fold, is_toned, tokenise

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Tag:
    """One node of the taxonomy with its names and synonyms in all languages."""

    code: str
    name_vi: str
    name_en: str
    parent: str | None = None
    names_other: tuple[str, ...] = ()
    synonyms_vi: tuple[str, ...] = ()
    synonyms_en: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return the tag's name for a reader of ``vi`` or ``en``."""
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True)
class Composition:
    """Two concepts side by side that mean a third: plum + dried = dried plum."""

    head: str
    other: str
    gives: str


@dataclass(frozen=True)
class Taxonomy:
    """Tags with what the matcher must know beyond them.

    Parameters
    ----------
    tags : tuple of Tag
        The tree; parents that are not in it are ignored.
    facets : tuple of Tag, default=()
        Trade words that are no goods (organic, dried, smoked); codes are lower case. A facet whose
        code is that of a tag adds synonyms to the tag.
    compositions : tuple of Composition, default=()
        See `Composition`; a head or other stands for its descendants too, the first fit wins.
    places : tuple of str, default=()
        Names that are no goods even when their words are (Trà Vinh).
    """

    tags: tuple[Tag, ...]
    facets: tuple[Tag, ...] = ()
    compositions: tuple[Composition, ...] = ()
    places: tuple[str, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Tag]:
        """Tags and facets by code."""
        return {tag.code: tag for tag in (*self.facets, *self.tags)}

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        chains = {}
        for tag in self.tags:
            chain: list[str] = []
            parent = tag.parent
            while parent in self.by_code and parent not in chain:
                chain.append(parent)
                parent = self.by_code[parent].parent
            chains[tag.code] = tuple(chain)
        return chains

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the codes above a code, nearest first."""
        return self._ancestors.get(code, ())

    def is_within(self, code: str, above: str) -> bool:
        """Whether a code is another code or one of its descendants."""
        return code == above or above in self.ancestors(code)

    def label(self, code: str, language: str) -> str:
        """Return a code's name in ``vi`` or ``en``; the code itself when it is unknown."""
        tag = self.by_code.get(code)
        return tag.label(language) if tag else code


def tag_from_row(row: Mapping[str, str | None]) -> Tag:
    """Make a Tag from a row with the columns of ``data/product_taxonomy.csv``."""

    def values(*columns: str) -> tuple[str, ...]:
        parts = (part.strip() for column in columns for part in (row.get(column) or "").split(";"))
        return tuple(clean(part) for part in parts if part)

    return Tag(
        code=(row.get("code") or "").strip(),
        parent=(row.get("parent") or "").strip() or None,
        name_vi=clean((row.get("name_vi") or "").strip()),
        name_en=clean((row.get("name_en") or "").strip()),
        names_other=values("name_zh", "name_lo"),
        synonyms_vi=values("synonyms_vi"),
        synonyms_en=values("synonyms_en"),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def load_glossary(path: Path = DATA / "glossary.csv") -> tuple[Tag, ...]:
    """Read trade words and extra synonyms: columns ``concept``, ``vi`` and ``en``, ;-separated."""
    facets = []
    for row in _rows(path):
        vi = [clean(part.strip()) for part in row["vi"].split(";") if part.strip()]
        en = [clean(part.strip()) for part in row["en"].split(";") if part.strip()]
        names = (vi or en)[0], (en or vi)[0]
        facets.append(Tag(row["concept"], *names, synonyms_vi=tuple(vi), synonyms_en=tuple(en)))
    return tuple(facets)


def load_compositions(path: Path = DATA / "compositions.csv") -> tuple[Composition, ...]:
    """Read which two concepts make a third: columns ``head``, ``other`` and ``gives``."""
    return tuple(Composition(row["head"], row["other"], row["gives"]) for row in _rows(path))


def load_places(path: Path = DATA / "provinces.csv") -> tuple[str, ...]:
    """Read the provinces' names, today's and the former ones."""
    return tuple(dict.fromkeys(row["name_vi"] for row in _rows(path)))


def build_taxonomy(tags: Iterable[Tag]) -> Taxonomy:
    """Join a caller's tags with the glossary, compositions and places that ship with us."""
    return Taxonomy(tuple(tags), load_glossary(), load_compositions(), load_places())


@cache
def load_taxonomy(path: Path = DATA / "product_taxonomy.csv") -> Taxonomy:
    """Read the taxonomy that ships with the platform."""
    return build_taxonomy(tag_from_row(row) for row in _rows(path))


def phrases_of(label: str) -> Iterator[str]:
    """Yield the parts of a label that name the goods: ``Chè, trà`` gives both words."""
    bare = re.sub(r"\([^)]*\)", " ", label)
    for part in re.split(r"[,;:]", bare):
        if part.strip():
            yield part.strip()


def suggest_tags(
    tags: Iterable[Tag], prefix: str, *, language: str = "vi", limit: int = 8
) -> list[Tag]:
    """Return the tags that somebody typing ``prefix`` probably means, best first.

    Names and synonyms in Vietnamese and English count, toned or not. Exact diacritics come before
    forgiven ones, the start of a name before the start of a later word, names before synonyms,
    the reader's language before the other, general tags before their descendants.
    """
    typed = tokenise(prefix)
    if not typed:
        return []
    wanted = " ".join(typed)
    ranked: list[tuple[tuple[int, ...], Tag]] = []
    for order, tag in enumerate(tags):
        keys = [_prefix_key(name, wanted, place) for place, name in _names(tag, language)]
        best = min((key for key in keys if key is not None), default=None)
        if best is not None:
            ranked.append(((*best, tag.code.count("."), order), tag))
    return [tag for _, tag in sorted(ranked, key=itemgetter(0))[:limit]]


def _names(tag: Tag, language: str) -> Iterator[tuple[int, str]]:
    own, other = (tag.name_vi, tag.name_en) if language == "vi" else (tag.name_en, tag.name_vi)
    yield from ((0, name) for name in phrases_of(own))
    yield from ((1, name) for name in phrases_of(other))
    yield from ((2, name) for name in (*tag.synonyms_vi, *tag.synonyms_en))


def _prefix_key(name: str, wanted: str, place: int) -> tuple[int, ...] | None:
    """Rank one name against what was typed, None when it does not begin a word of it.

    Missing tones count against a name only when tones were typed.
    """
    spelled = " ".join(tokenise(name))
    strict = int(is_toned(wanted))
    for forgiven, (text, part) in enumerate(((spelled, wanted), (fold(spelled), fold(wanted)))):
        if text.startswith(part):
            return strict * forgiven, 0, int(text != part), forgiven, place
        if f" {part}" in text:
            return strict * forgiven, 1, 1, forgiven, place
    return None
