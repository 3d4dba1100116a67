"""What a company says about a product, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from events.catalogue.models import OcopLevel, OcopStatus


@dataclass(frozen=True)
class OcopFacts:
    """What a company states about a recognition."""

    stars: int
    status: OcopStatus = OcopStatus.RECOGNISED
    decision_no: str = ""
    decided_on: date | None = None
    granted_by: str = ""
    granted_level: OcopLevel | None = None


@dataclass(frozen=True)
class CertificateFacts:
    """One certificate of a product."""

    kind: str
    title: str = ""
    number: str = ""
    expires_on: date | None = None


@dataclass(frozen=True)
class ProductFacts:
    """All that a company says about a product; ``harvest_months`` are 1 to 12."""

    name_vi: str = ""
    name_en: str = ""
    description_vi: str = ""
    description_en: str = ""
    tag_codes: tuple[str, ...] = ()
    capacity_per_month: int | None = None
    capacity_unit: str = "kg"
    harvest_months: frozenset[int] = frozenset()
    price_note: str = ""
    ocop: OcopFacts | None = None
    certificates: tuple[CertificateFacts, ...] = field(default_factory=tuple)


def month_bits(months: Iterable[int]) -> int:
    """Months 1 to 12 as bits; bit 0 is January."""
    return sum(1 << (month - 1) for month in set(months) if 1 <= month <= 12)  # noqa: PLR2004 -- a year


def months_of(bits: int) -> list[int]:
    """The months of :func:`month_bits`."""
    return [month for month in range(1, 13) if bits >> (month - 1) & 1]
