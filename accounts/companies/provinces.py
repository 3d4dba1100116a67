"""Provinces under versioned keys: those of today (2025-…) and those they were made of (2008-…)."""

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from core.text import fold

DATA = Path(__file__).resolve().parents[2] / "data" / "provinces.csv"


@dataclass(frozen=True)
class Province:
    """A province of one era; ``current_key`` is where its land belongs today."""

    key: str
    name_vi: str
    name_en: str
    current_key: str
    parts_vi: tuple[str, ...]  # the former provinces it was made of, itself included

    @property
    def is_current(self) -> bool:
        """Whether it exists today."""
        return self.key == self.current_key

    @property
    def former_parts(self) -> tuple[str, ...]:
        """Former provinces whose name is no longer in use."""
        return tuple(name for name in self.parts_vi if name != self.name_vi)


@functools.cache
def provinces() -> dict[str, Province]:
    """All provinces by key."""
    with DATA.open(encoding="utf-8", newline="") as stream:
        return {
            row["key"]: Province(
                row["key"],
                row["name_vi"],
                row["name_en"],
                row["current_key"],
                tuple(filter(None, row["merged_from_names_vi"].split(";"))),
            )
            for row in csv.DictReader(stream)
        }


def province(key: str | None) -> Province | None:
    """The province of a key, if there is one."""
    return provinces().get(key or "")


@functools.cache
def current_provinces() -> tuple[Province, ...]:
    """Today's provinces, by name without tones."""
    today = [one for one in provinces().values() if one.is_current]
    return tuple(sorted(today, key=lambda one: fold(one.name_vi)))


@functools.cache
def keys_within(key: str) -> tuple[str, ...]:
    """A current province's key and those of the former provinces in it."""
    return tuple(one.key for one in provinces().values() if one.current_key == key)


def names_of(key: str | None) -> str:
    """All names under which people look for a place: today's and the former ones."""
    here = province(key)
    if here is None:
        return ""
    today = provinces()[here.current_key]
    return " ".join(dict.fromkeys((here.name_vi, today.name_vi, *today.parts_vi)))


def current_province(key: str | None) -> Province | None:
    """The province of today in which a key's province lies."""
    then = province(key)
    return province(then.current_key) if then else None


_HEAD = re.compile(r"^(?:tinh|thanh pho|tp)\s+")
_SPOKEN = {"sai gon": "2025-79", "tphcm": "2025-79", "hcm": "2025-79"}


@functools.cache
def _by_name() -> dict[str, str]:
    found = dict(_SPOKEN)
    for row in reversed(provinces().values()):  # today's come last, so they win
        found[fold(row.name_vi)] = found[fold(row.name_en)] = row.current_key
    return found


def find_province(text: str) -> Province | None:
    """The province of today for a name typed in any way: ``Yên Bái`` and ``tinh yen bai``."""
    name = _HEAD.sub("", fold(text))
    return province(_by_name().get(name) or _by_name().get(name.replace(" ", "")))
