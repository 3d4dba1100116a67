"""The tree of product tags: loading, ancestors and labels."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from matchmaking.engine.text import clean

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

    def composed(self, left: Collection[str], right: Collection[str]) -> str | None:
        """Return what two concepts side by side mean together; each may be one of several."""
        for rule in self.compositions:
            for head, other in ((left, right), (right, left)):
                if self._any_within(head, rule.head) and self._any_within(other, rule.other):
                    return rule.gives
        return None

    def _any_within(self, codes: Collection[str], above: str) -> bool:
        return any(self.is_within(code, above) for code in codes)

    def label(self, code: str, language: str) -> str:
        """Return a code's name in ``vi`` or ``en``; the code itself when it is unknown."""
        tag = self.by_code.get(code)
        return tag.label(language) if tag else code


def tag_from_row(row: Mapping[str, str | None]) -> Tag:
    """Make a Tag from a row with the columns of ``data/product_taxonomy.csv``."""

    def cell(column: str) -> str:
        return (row.get(column) or "").strip()

    return Tag(
        code=cell("code"),
        parent=cell("parent") or None,
        name_vi=clean(cell("name_vi")),
        name_en=clean(cell("name_en")),
        names_other=_names(*map(cell, ("name_zh", "name_lo", "synonyms_zh", "synonyms_lo"))),
        synonyms_vi=_names(cell("synonyms_vi")),
        synonyms_en=_names(cell("synonyms_en")),
    )


def _names(*cells: str) -> tuple[str, ...]:
    """Return what stands between the semicolons of cells."""
    parts = (part.strip() for cell in cells for part in cell.split(";"))
    return tuple(clean(part) for part in parts if part)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def load_glossary(path: Path = DATA / "glossary.csv") -> tuple[Tag, ...]:
    """Read trade words and extra synonyms: columns ``concept``, ``vi`` and ``en``, ;-separated."""
    facets = []
    for row in _rows(path):
        vi, en = _names(row["vi"]), _names(row["en"])
        facets.append(
            Tag(row["concept"], (vi or en)[0], (en or vi)[0], synonyms_vi=vi, synonyms_en=en)
        )
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
