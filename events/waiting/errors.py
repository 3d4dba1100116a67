"""What a waiting list refuses, in words."""

from core.errors import DomainError
from core.i18n import N_


class AlreadyWaiting(DomainError):
    """One place in a line for each holder."""

    code = "waiting.already_waiting"
    message = N_("You are on this waiting list already.")


class OfferGone(DomainError):
    """The offer ended, was answered, or never was."""

    code = "waiting.offer_gone"
    message = N_("This offer is no longer open. You may join the waiting list again.")


class NotWaiting(DomainError):
    """The entry is over: it has a place, or has left the line."""

    code = "waiting.not_waiting"
    message = N_("You are no longer on this waiting list.")


class PlaceOffered(DomainError):
    """The very place is offered to somebody else at this moment."""

    code = "waiting.place_offered"
    message = N_("This place is being offered to somebody else.")
