"""The provinces of today, by their versioned keys."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "data" / "provinces.csv"


@dataclass(frozen=True)
class Province:
    """A province or city since July 2025."""

    key: str
    name_vi: str
    name_en: str


@lru_cache(maxsize=1)
def provinces() -> dict[str, Province]:
    """The current provinces, in the order of their codes."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return {
            row["key"]: Province(row["key"], row["name_vi"], row["name_en"])
            for row in csv.DictReader(table)
            if row["era"] == "current"
        }
