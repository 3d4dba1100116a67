"""Offers and needs as the engine sees them: plain records with texts, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self, TypeAlias

from matchmaking.engine.text import clean

Language: TypeAlias = Literal["vi", "en", ""]


@dataclass(frozen=True, slots=True)
class Field:
    """A text with its weight and the language it is meant to be in ("" when unknown)."""

    text: str
    weight: float
    language: Language = ""
    is_name: bool = False
    has_concepts: bool = True


@dataclass(frozen=True, slots=True)
class _Record:
    id: str

    @classmethod
    def of(cls, record: Self | Mapping[str, Any], more: Iterable[str] = ()) -> Self:
        """Make a record from a mapping with CSV column names; ``more`` are columns of free text."""
        if isinstance(record, cls):
            return record
        assert isinstance(record, Mapping)
        known = {f.name for f in fields(cls)} - {"texts"}
        values: dict[str, Any] = {name: _plain(record[name]) for name in known if name in record}
        values["texts"] = tuple(_plain(record[name]) for name in more if record.get(name))
        return cls(**values)


def _plain(value: object) -> Any:
    """Clean text; lists of tags become the ;-separated form, other values their text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        value = ";".join(str(part) for part in value)
    return clean(str(value)).strip()


@dataclass(frozen=True, slots=True)
class Offer(_Record):
    """A product that somebody shows; every text may be empty."""

    company: str = ""
    name_vi: str = ""
    name_en: str = ""
    description_vi: str = ""
    description_en: str = ""
    tags: str = ""
    certifications: str = ""
    ocop_stars: str = ""
    texts: tuple[str, ...] = field(default=())

    def fields(self) -> tuple[Field, ...]:
        """Return the weighted texts; tags come apart, by `tags`."""
        return (
            Field(self.name_vi, 3.0, "vi", is_name=True),
            Field(self.name_en, 3.0, "en", is_name=True),
            Field(self.company, 0.5, "vi", has_concepts=False),
            Field(self.description_vi, 1.0, "vi"),
            Field(self.description_en, 1.0, "en"),
            Field(self.certifications, 0.5),
            *(Field(text, 1.0) for text in self.texts),
        )


@dataclass(frozen=True, slots=True)
class Need(_Record):
    """What somebody looks for; every text may be empty."""

    title_vi: str = ""
    title_en: str = ""
    description_vi: str = ""
    description_en: str = ""
    tags: str = ""
    certifications_required: str = ""
    texts: tuple[str, ...] = field(default=())

    def fields(self) -> tuple[Field, ...]:
        """Return the weighted texts; tags come apart, by `tags`."""
        return (
            Field(self.title_vi, 3.0, is_name=True),
            Field(self.title_en, 3.0, is_name=True),
            Field(self.description_vi, 1.0),
            Field(self.description_en, 1.0),
            Field(self.certifications_required, 0.5),
            *(Field(text, 1.0) for text in self.texts),
        )


Document: TypeAlias = Offer | Need
TAG_WEIGHT = 3.0


def tag_list(tags: str) -> list[str]:
    """Split the ``tags`` column into codes and free words."""
    return [part.strip() for part in tags.split(";") if part.strip()]
