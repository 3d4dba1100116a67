"""Why somebody is not suggested, in the reader's language, and what may be done about it."""

from collections.abc import Mapping
from typing import Any

from core.i18n import N_, _, language, ngettext
from events.catalogue.certificates import asked_names
from matchmaking.recommendations.why_not import Answer, Why

TO_BUYER: Mapping[Why, str] = {
    Why.SUGGESTED: N_("%(name)s is among your suggestions, at place %(place)d."),
    Why.DISMISSED: N_("You said that %(name)s is not for you, so it is not shown."),
    Why.EXPIRED: N_(
        "%(name)s has such goods, but a certificate that you require runs out before the event:"
        " %(what)s."
    ),
    Why.CERTIFICATE: N_(
        "%(name)s has such goods, but no valid certificate on record that you require: %(what)s."
    ),
    Why.OCOP: N_(
        "You ask for %(wanted)d OCOP stars or more; what fits at %(name)s has %(stars)d on the day."
    ),
    Why.NO_STARS: N_(
        "You ask for %(wanted)d OCOP stars or more; what fits at %(name)s has no OCOP recognition"
        " that is valid on the day."
    ),
    Why.COUNTRY: N_("%(name)s comes from a country that you did not name."),
    Why.LITTLE: N_(
        "%(name)s shows something akin, but it fits too little: %(score)d of 100, and suggestions"
        " begin at %(least)d."
    ),
    Why.NOTHING: N_("What %(name)s shows has next to nothing in common with this need."),
    Why.NO_PRODUCTS: N_("%(name)s has not published any products yet."),
    Why.OWN: N_("%(name)s is your own company."),
}
TO_EXHIBITOR: Mapping[Why, str] = {
    Why.SUGGESTED: N_("This need is in your list."),
    Why.BEHIND: N_("Your products fit this need."),
    Why.DISMISSED: N_("You said that %(name)s is not for you, so its needs are not shown."),
    Why.EXPIRED: N_(
        "You have such goods, but a certificate that the buyer requires runs out before the event:"
        " %(what)s."
    ),
    Why.CERTIFICATE: N_(
        "You have such goods, but no valid certificate on record that the buyer requires: %(what)s."
    ),
    Why.OCOP: N_(
        "The buyer asks for %(wanted)d OCOP stars or more; your product that fits has %(stars)d on"
        " the day."
    ),
    Why.NO_STARS: N_(
        "The buyer asks for %(wanted)d OCOP stars or more; your product that fits has no OCOP"
        " recognition that is valid on the day."
    ),
    Why.COUNTRY: N_("The buyer looks for goods from other countries."),
    Why.LITTLE: N_(
        "You show something akin, but it fits too little: %(score)d of 100, and suggestions begin"
        " at %(least)d."
    ),
    Why.NOTHING: N_("What you show has next to nothing in common with this need."),
    Why.NO_PRODUCTS: N_("You have not published any products yet."),
    Why.OWN: N_("This is a need of your own company."),
}


def why_sentence(answer: Answer, name: str, *, to_exhibitor: bool = False) -> str:
    """One sentence that says why; ``name`` is the other side's."""
    values: dict[str, Any] = {"name": name, **answer.facts}
    if "kinds" in values:
        which = 0 if language() == "vi" else 1
        values["what"] = ", ".join(asked_names(kind)[which] for kind in values["kinds"])
    if answer.why is Why.BEHIND and not to_exhibitor:
        said: str = ngettext(
            "%(name)s fits, but %(num)d other fits better and stands before it.",
            "%(name)s fits, but %(num)d others fit better and stand before it.",
            values["others"],
            name=name,
        )
        return said
    words = (TO_EXHIBITOR if to_exhibitor else TO_BUYER)[answer.why]
    return str(_(words, **values))
