"""What mails to many refuse."""

from core.errors import DomainError
from core.i18n import N_


class NotADraft(DomainError):
    """Sent, or being sent."""

    code = "mailing.not_a_draft"
    message = N_("This mail has been sent already. Copy its text into a new one.")


class NobodyToWriteTo(DomainError):
    """The part that was chosen has no reader."""

    code = "mailing.nobody"
    message = N_("Nobody in this part can be written to.")


class ServiceIsOver(DomainError):
    """A service message long after the event would be news."""

    code = "mailing.service_is_over"
    message = N_("The event is over for a month: write to those alone who want news.")


class NotBeingSent(DomainError):
    """Nothing to stop, nothing to go on with."""

    code = "mailing.not_being_sent"
    message = N_("This mail is not being sent at the moment.")


class BadLink(DomainError):
    """The link was cut off or changed on its way."""

    code = "mailing.bad_link"
    message = N_("This link is not complete. Copy the whole line from the mail.")
    status = 404
