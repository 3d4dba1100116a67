"""Reasons in the reader's language: the engine gives facts, this says them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from core.i18n import N_, _, language
from events.catalogue.certificates import asked_names
from events.catalogue.pages import company_name
from events.exhibitors.models import Exhibitor
from matchmaking.needs.models import Buyer, Side
from matchmaking.recommendations.taxonomy import current_taxonomy

# Kind of a reason: how its chip looks (fits, mind, know) and what it says.
WORDS: Mapping[str, tuple[str, str]] = {
    "tag": ("fits", N_("Same kind of product: %(term)s")),
    "facet": ("fits", N_("Both say: %(term)s")),
    "word": ("fits", N_("Same words: “%(term)s”")),
    "toneless": ("fits", N_("Same words apart from tone marks: “%(term)s”")),
    "spelling": ("fits", N_("Similar spelling: “%(term)s”")),
    "volume_fits": ("fits", N_("Can supply the volume asked for")),
    "volume_part": ("know", N_("Can supply %(term)s of the volume asked for")),
    "season_overlaps": ("fits", N_("In season when it is needed: months %(term)s")),
    "ocop": ("fits", N_("OCOP %(term)s stars, valid on the day")),
    "certificate": ("fits", N_("Has the certificate asked for: %(term)s")),
    "certificate_missing": ("mind", N_("No valid certificate on record: %(term)s")),
    "certificate_expires": ("mind", N_("Certificate runs out soon: %(term)s")),
    "rest": ("fits", N_("Other points in common")),
}
_BY_CODE = {"tag", "facet"}
_CERTIFICATES = {"certificate", "certificate_missing", "certificate_expires"}
SHOWN = 3
LEAST_SHARE = 0.03  # of a score, for a reason to be told at once


def chips(reasons: Iterable[Any]) -> list[dict[str, str]]:
    """What to show for reasons of the engine, or for those a meeting keeps; cautions come last."""
    said = [_say(asdict(one) if is_dataclass(one) else one) for one in reasons]  # type: ignore[arg-type]
    return [chip for chip in said if chip["text"]]


def first_chips(reasons: Iterable[Any], *, most: int = SHOWN) -> tuple[list[dict[str, str]], ...]:
    """The strongest reasons with every caution, and the others for whoever wants to know.

    A reason that makes up next to nothing of the score is none of the first.
    """
    facts = [asdict(one) if is_dataclass(one) else one for one in reasons]  # type: ignore[arg-type]
    enough = LEAST_SHARE * sum(one.get("share", 0.0) for one in facts)
    told = [(chip, one.get("share", 0.0)) for one in facts for chip in chips([one])]
    fits = [(chip, share) for chip, share in told if chip["kind"] != "mind"]
    cautions = [chip for chip, _share in told if chip["kind"] == "mind"]
    first = [chip for chip, share in fits[:most] if share >= enough]
    return first + cautions, [chip for chip, _share in fits[len(first) :]]


def _say(reason: Mapping[str, Any]) -> dict[str, str]:
    kind = str(reason.get("kind", ""))
    look, words = WORDS.get(kind, ("know", ""))
    if not words:
        return {"kind": look, "text": ""}
    return {"kind": look, "text": _(words, term=_term(kind, str(reason.get("term", ""))))}


def _term(kind: str, term: str) -> str:
    if kind in _BY_CODE:
        return current_taxonomy().label(term, language())
    if kind in _CERTIFICATES:
        which = 0 if language() == "vi" else 1
        return ", ".join(asked_names(one)[which] for one in term.split("; "))
    return term


def partner_name(buyer: Buyer, exhibitor: Exhibitor, side: Side) -> str:
    """Whom this side of a pair has across the table, in the reader's language."""
    return company_name((exhibitor if side is Side.BUYER else buyer).company)
