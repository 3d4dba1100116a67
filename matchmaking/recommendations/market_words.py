"""What the market does to the lists, in the reader's language."""

from collections.abc import Iterable, Mapping

from core.i18n import N_, _
from matchmaking.recommendations import market
from matchmaking.recommendations.models import WhyNot

# Why a suggestion stands where it stands although its score says otherwise.
MOVES: Mapping[str, str] = {
    market.GIVEN: N_("Shown higher: few have seen this exhibitor yet."),
    market.CROWDED: N_("Many buyers want to meet them, so others with free slots come first."),
    market.SOUGHT: N_("They are looking for buyers like you."),
}
# Why an exhibitor stands in few lists: what is so, and what helps.
WHY_NOT: Mapping[WhyNot, tuple[str, str]] = {
    WhyNot.NO_PRODUCT: (
        N_("Shows no product yet."),
        N_("Ask them to publish a product, or enter one for them."),
    ),
    WhyNot.NO_NEED: (
        N_("No approved buyer has an open need yet."),
        N_("Approve the buyers who wait, or invite some."),
    ),
    WhyNot.NOTHING_ALIKE: (
        N_("No need has anything in common with their products."),
        N_("Invite buyers of these goods, or check the names and kinds of the products."),
    ),
    WhyNot.WEAK: (
        N_("The needs are only remotely like their products."),
        N_("A fuller description and the right kinds of product help, or a buyer of these goods."),
    ),
    WhyNot.CERTIFICATE: (
        N_("The need that fits best requires a certificate that is not valid on the day."),
        N_("Ask them for the certificate, or to enter its new last day."),
    ),
    WhyNot.OCOP: (
        N_("The need that fits best asks for more OCOP stars than are valid on the day."),
        N_("Check the OCOP decision and its last day."),
    ),
    WhyNot.COUNTRY: (
        N_("The need that fits best is for goods of other countries only."),
        N_("Invite buyers who buy here."),
    ),
    WhyNot.OWN: (
        N_("The need that fits best is their own."),
        N_("Invite other buyers of these goods."),
    ),
    WhyNot.OUTDONE: (
        N_("Others fit the same needs much better, or the buyers put them away."),
        N_("A fuller description, capacity and certificates help."),
    ),
    WhyNot.FEW_FIT: (
        N_("Only few buyers have a need that fits."),
        N_("Invite more buyers of these goods."),
    ),
    WhyNot.NO_TIME: (
        N_("They have no free slot left."),
        N_("Add slots, or leave it: their day is full."),
    ),
    WhyNot.NO_ROOM: (
        N_("All places in the lists that fit went to others who are shown as rarely."),
        N_("Invite more buyers of these goods."),
    ),
}


def moves(codes: Iterable[str]) -> list[str]:
    """What moved a suggestion, as sentences."""
    return [_(MOVES[code]) for code in codes]


def why_not(reason: WhyNot | None) -> tuple[str, str]:
    """Why somebody stands in few lists and what helps, in words; nothing where all is well."""
    said = WHY_NOT.get(reason) if reason else None
    return (_(said[0]), _(said[1])) if said else ("", "")
