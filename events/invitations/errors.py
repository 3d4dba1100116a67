"""What stands in the way of an invitation, in words."""

from core.errors import DomainError
from core.i18n import N_


class InvitedTwice(DomainError):
    """One invitation an address and event."""

    code = "invitations.invited_twice"
    message = N_("%(email)s is on the list of invitations already.")


class TooManyCompanions(DomainError):
    """More people than the invitation is for."""

    code = "invitations.too_many_companions"
    message = N_("This invitation is for you and at most %(most)s more.")


class NoPlaces(DomainError):
    """The places left are fewer than asked for."""

    code = "invitations.no_places"
    message = N_("There are not enough places left for all of you. Please come with fewer.")


class NoPlacesButAsk(NoPlaces):
    """As above, where the event says whom to ask."""

    message = N_(
        "There are not enough places left for all of you. Come with fewer, or write to %(email)s."
    )


class InvitationOver(DomainError):
    """The event is over or called off, or the invitation was taken back."""

    code = "invitations.over"
    message = N_("This invitation can no longer be answered.")


class AgreementMissing(DomainError):
    """Nobody gets a ticket without allowing what the event needs."""

    code = "invitations.agreement_missing"
    message = N_("Without this consent we cannot make a ticket for you.")


class HasTicket(DomainError):
    """The person registered by another way."""

    code = "invitations.has_ticket"
    message = N_("Somebody with this e-mail or phone has a ticket for this event already.")
