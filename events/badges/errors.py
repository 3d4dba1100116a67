"""What the badge desk cannot do."""

from core.errors import DomainError
from core.i18n import N_


class TakenElsewhere(DomainError):
    """Another desk or a batch has this badge in hand."""

    code = "badges.taken_elsewhere"
    message = N_("Another desk has just taken this badge.")


class NotOurs(DomainError):
    """What somebody else has in hand is theirs to finish."""

    code = "badges.not_ours"
    message = N_("This badge is in hand at another desk, or it is done already.")


class NoTicket(DomainError):
    """No badge without a ticket that is in order."""

    code = "badges.no_ticket"
    message = N_("This person has no ticket in order: approve or register them first.")


class NameToAsk(DomainError):
    """The font lacks the script of the name."""

    code = "badges.name_to_ask"
    message = N_("Write the name in Latin letters first: the badge cannot show its script.")


class NothingToPrint(DomainError):
    """Nobody passes the filters."""

    code = "badges.nothing_to_print"
    message = N_("Nobody fits this choice, or everybody's badge is printed already.")


class NotMade(DomainError):
    """The files of a batch are still being made."""

    code = "badges.not_made"
    message = N_("The files are not finished yet.")


CLASHES = {
    "uq_badge_prints_registration_id_number": TakenElsewhere,
    "uq_badge_prints_in_hand": TakenElsewhere,
}
