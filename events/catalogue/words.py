"""Words for what products and their papers are; marked here, translated where they are shown."""

from core.i18n import N_
from events.catalogue.models import OcopLevel, OcopStatus
from events.catalogue.ocop import Standing

UNITS = {
    "kg": N_("kg"),
    "t": N_("tonnes"),
    "l": N_("litres"),
    "bottle": N_("bottles"),
    "box": N_("boxes"),
    "pack": N_("packs"),
    "piece": N_("pieces"),
    "set": N_("sets"),
    "m": N_("metres"),
    "guest": N_("guests"),
}
OCOP_STATUSES = {
    OcopStatus.RECOGNISED: N_("Recognised"),
    OcopStatus.POTENTIAL_5: N_("Potential 5 stars, not yet recognised"),
    OcopStatus.RENEWING: N_("Being renewed"),
}
OCOP_LEVELS = {
    OcopLevel.COMMUNE: N_("Commune"),
    OcopLevel.DISTRICT: N_("District (until June 2025)"),
    OcopLevel.PROVINCE: N_("Province"),
    OcopLevel.NATIONAL: N_("Ministry (national)"),
}
STANDINGS = {
    Standing.VERIFIED: (N_("Decision seen by the organiser"), "ok"),
    Standing.STATED: (N_("As stated by the company"), "info"),
    Standing.UNDATED: (N_("Date of the decision not stated"), "warn"),
    Standing.EXPIRED: (N_("Recognition expired"), "warn"),
    Standing.REFUSED: (N_("The organiser could not confirm it"), "warn"),
    Standing.POTENTIAL: (N_("Potential 5 stars, not yet recognised"), "info"),
}
