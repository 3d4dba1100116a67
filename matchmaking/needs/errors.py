"""What can be refused when a company comes to buy."""

from core.errors import DomainError
from core.i18n import N_


class AlreadyBuyer(DomainError):
    """The company has a place as buyer here."""

    code = "needs.already_buyer"
    message = N_("This company is already on the list of buyers at this event.")


class EventOver(DomainError):
    """Nothing more can be arranged at an event that is over or cancelled."""

    code = "needs.event_over"
    message = N_("This event is over, so nothing new can be arranged here.")


class BuyerStateChanged(DomainError):
    """Somebody answered in the meantime."""

    code = "needs.buyer_state_changed"
    message = N_("This was answered in the meantime. The list below shows how it stands now.")


class NeedWithoutWords(DomainError):
    """A need that says nothing cannot be matched."""

    code = "needs.without_words"
    message = N_("Say what you are looking for: a title, or at least one kind of product.")
    status = 422
