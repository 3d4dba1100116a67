"""Eight groups of sectors, one colour each on hall plans; every root of the taxonomy is in one."""

from dataclasses import dataclass

from core.i18n import N_


@dataclass(frozen=True)
class Sector:
    """A group of root tags; ``number`` is its colour."""

    number: int
    key: str
    label: str
    roots: tuple[str, ...]


SECTORS = (
    Sector(0, "tea-coffee", N_("Tea, coffee, drinks"), ("TEA", "COF", "BEV")),
    Sector(1, "crafts", N_("Textiles and handicrafts"), ("TEX", "CRF", "BAM")),
    Sector(2, "fresh", N_("Fruit and vegetables"), ("FRU", "VEG")),
    Sector(3, "herbs", N_("Herbs, spices, honey"), ("HRB", "SPC", "HON")),
    Sector(4, "industry", N_("Packaging, machines, services"), ("IND", "SVC")),
    Sector(5, "grain", N_("Rice, cereals, nuts"), ("GRN", "NUT")),
    Sector(6, "food", N_("Meat, fish, processed food"), ("MEA", "FSH", "PRF")),
    Sector(7, "forest", N_("Wood, plants, tourism"), ("WOD", "FLO", "TOU")),
)
BY_KEY = {sector.key: sector for sector in SECTORS}
_BY_ROOT = {root: sector for sector in SECTORS for root in sector.roots}


def sector_of(code: str | None) -> Sector | None:
    """The group of a tag's code."""
    return _BY_ROOT.get((code or "").partition(".")[0])
