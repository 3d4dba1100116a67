"""What states of buyers and the parts of a need are called, in the reader's language."""

from core.i18n import N_, _, by_language, fmt_number
from events.catalogue.certificates import asked_names
from events.catalogue.words import UNITS
from matchmaking.needs.forms import MONTHS, PERIOD_NAMES
from matchmaking.needs.models import Buyer, BuyerState, Need

STATES = {
    BuyerState.INVITED: (N_("Invited"), "info"),
    BuyerState.APPLIED: (N_("Waits for the organiser"), "warn"),
    BuyerState.APPROVED: (N_("Approved"), "ok"),
    BuyerState.DECLINED: (N_("Not this time"), ""),
    BuyerState.WITHDRAWN: (N_("Withdrawn"), ""),
}


def buyer_state(buyer: Buyer) -> dict[str, str]:
    """What a badge needs."""
    text, kind = STATES[buyer.state]
    return {"text": _(text), "kind": kind}


def need_title(need: Need) -> str:
    """Its title, or the names of its tags."""
    title = by_language(need.title_vi, need.title_en)
    return title or ", ".join(by_language(tag.name_vi, tag.name_en) for tag in need.tags)


def need_facts(need: Need) -> list[str]:
    """What is asked for beside the words, each fact in a few words."""
    facts = []
    if need.volume:
        unit = _(UNITS.get(need.volume_unit, need.volume_unit))
        period = _(PERIOD_NAMES.get(need.volume_period, "once"))
        facts.append(f"{fmt_number(need.volume)} {unit} {period}")
    if need.months:
        numbers = ", ".join(str(at + 1) for at in MONTHS if need.months >> at & 1)
        facts.append(_("months %(numbers)s", numbers=numbers))
    if need.ocop_stars:
        facts.append(_("OCOP %(stars)s stars or more", stars=need.ocop_stars))
    facts.extend(by_language(*asked_names(kind)) for kind in need.certificates)
    return facts
