"""The facts the demo is made of: real products and their makers, needs as reported or composed."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
FORMS = {
    "cooperative": "cooperative",
    "enterprise": "llc",
    "household": "household",
    "community": "community",
    "cooperative_group": "cooperative_group",
}


@dataclass(frozen=True)
class ProductFact:
    """One real product as a public source reported it."""

    id: str
    name_vi: str
    name_en: str
    description_vi: str
    description_en: str
    tag: str
    stars: int | None
    year: int | None
    certifications: str
    source_url: str


@dataclass(frozen=True)
class CompanyFact:
    """A maker and its products; a maker whom the source does not name is called by the product."""

    name: str
    legal_form: str
    province_key: str
    old_district: str
    old_province: str
    products: tuple[ProductFact, ...]


@dataclass(frozen=True)
class NeedFact:
    """One need, reported or composed."""

    id: str
    title_vi: str
    title_en: str
    description_vi: str
    description_en: str
    tags: tuple[str, ...]
    volume: int | None
    unit: str
    period: str
    certificates: str
    source_url: str


@dataclass(frozen=True)
class BuyerFact:
    """An invented buyer with real or composed needs."""

    name_vi: str
    name_en: str
    country: str
    province_key: str
    legal_form: str
    needs: tuple[NeedFact, ...]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _vietnamese(name: str, column: str) -> dict[str, str]:
    return {row["id"]: row[column] for row in _rows(name)}


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() else None


def _product(row: dict[str, str], vietnamese: dict[str, str]) -> ProductFact:
    return ProductFact(
        id=row["id"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        description_vi=vietnamese.get(row["id"], ""),
        description_en=row["description_en"],
        tag=row["taxonomy_code"],
        stars=_number(row["ocop_stars"]),
        year=_number(row["reported_year"]),
        certifications=row["certifications"],
        source_url=row["source_url"],
    )


def _maker(row: dict[str, str]) -> str:
    return row["producer"] or f"Cơ sở sản xuất {row['name_vi']}"


def companies() -> list[CompanyFact]:
    """All makers with their products, in the order of the file."""
    vietnamese = _vietnamese("real_products_vi.csv", "description_vi")
    by_maker: dict[str, list[dict[str, str]]] = {}
    for row in _rows("real_products.csv"):
        by_maker.setdefault(_maker(row), []).append(row)
    return [
        CompanyFact(
            name=name,
            legal_form=FORMS.get(rows[0]["producer_form"], "household"),
            province_key=rows[0]["province_current_key"],
            old_district=rows[0]["district_former"],
            old_province=rows[0]["province_former"],
            products=tuple(_product(row, vietnamese) for row in rows),
        )
        for name, rows in by_maker.items()
    ]


PERIODS = {"month": "month", "year": "year", "quarter": "year", "week": "month", "day": "month"}
TIMES = {"quarter": 4, "week": 4, "day": 30}
UNITS = {"tonne": ("kg", 1000), "kg": ("kg", 1), "piece": ("piece", 1), "box": ("piece", 1)}


def _volume(row: dict[str, str]) -> tuple[int | None, str, str]:
    """Volume, unit and period in the platform's few units; unclear ones are left out."""
    value = _number(row["volume_value"])
    unit = UNITS.get(row["volume_unit"].split(" ")[0])
    words = re.findall(r"month|year|quarter|week|day", row["volume_period"])
    if value is None or unit is None or not row["volume_period"].startswith("per ") or not words:
        return None, "kg", "month"
    return value * unit[1] * TIMES.get(words[0], 1), unit[0], PERIODS[words[0]]


def _need(row: dict[str, str], vietnamese: dict[str, str]) -> NeedFact:
    volume, unit, period = _volume(row)
    return NeedFact(
        id=row["id"],
        title_vi=row["title_vi"],
        title_en=row["title_en"],
        description_vi=vietnamese.get(row["id"], ""),
        description_en=row["need_en"],
        tags=tuple(code for code in row["taxonomy_codes"].split(";") if code),
        volume=volume,
        unit=unit,
        period=period,
        certificates=row["certifications_required"],
        source_url=row["source_url"],
    )


def buyers() -> list[BuyerFact]:
    """Invented buyers, each with the needs that its row in ``demo_buyers.csv`` names."""
    vietnamese = _vietnamese("buyer_needs_vi.csv", "need_vi")
    needs = {row["id"]: _need(row, vietnamese) for row in _rows("buyer_needs.csv")}
    return [
        BuyerFact(
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            country=row["country"],
            province_key=row["province_key"],
            legal_form=row["legal_form"],
            needs=tuple(needs[key] for key in row["needs"].split(";")),
        )
        for row in _rows("demo_buyers.csv")
    ]
