"""Words of a white book in both languages at once: it is printed for readers of either."""

from collections.abc import Callable
from dataclasses import dataclass

from core.i18n import N_
from events.catalogue.ocop import Standing
from events.catalogue.sectors import Sector

OTHERS = N_("Other sectors")
STARS = {
    Standing.VERIFIED: N_("%(count)s stars, verified"),
    Standing.STATED: N_("%(count)s stars, as stated"),
    Standing.UNDATED: N_("%(count)s stars, date of the decision not stated"),
    Standing.POTENTIAL: N_("potential 5 stars, not yet recognised"),
}
FIXED = {
    "contents": N_("Contents"),
    "index": N_("Index of companies"),
    "address": N_("Address"),
    "tax": N_("Tax code"),
    "web": N_("Web page"),
    "products": N_("Products"),
    "certificates": N_("Certificates"),
    "contact": N_("Contact"),
    "as_of": N_("As of %(day)s · %(companies)s companies · %(products)s products"),
    "consent": N_("Printed is what companies agreed to. Ask to see the papers before you sign."),
}


@dataclass(frozen=True)
class Words:
    """Translates into Vietnamese and English at once."""

    translate: Callable[[str, str], str]  # language, marked text

    def both(self, marked: str, **values: object) -> tuple[str, str]:
        """A marked text in Vietnamese and in English."""
        vi, en = self.translate("vi", marked), self.translate("en", marked)
        return (vi % values, en % values) if values else (vi, en)

    def fixed(self, name: str, **values: object) -> tuple[str, str]:
        """One of the book's own words."""
        return self.both(FIXED[name], **values)

    def sector(self, sector: Sector | None) -> tuple[str, str]:
        """A chapter's title."""
        return self.both(sector.label if sector else OTHERS)

    def stars(self, count: int, standing: Standing | None) -> tuple[str, str]:
        """How many stars, and what they are worth."""
        if standing is Standing.POTENTIAL:
            return self.both(STARS[Standing.POTENTIAL])
        return self.both(STARS[standing or Standing.UNDATED], count=count)
