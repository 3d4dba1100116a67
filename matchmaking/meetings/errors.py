"""What can be refused when people ask to meet."""

from core.errors import DomainError
from core.i18n import N_


class AlreadyAsked(DomainError):
    """One live meeting per pair: asking twice changes nothing."""

    code = "meetings.already_asked"
    message = N_("You two already have a meeting or a request here, so nothing was sent twice.")


class TooManyOpen(DomainError):
    """Requests that wait for an answer are limited, so that each is read."""

    code = "meetings.too_many_open"
    message = N_(
        "%(most)s of your requests still wait for an answer. "
        "Withdraw one or wait for a reply, then ask again."
    )
    status = 429


class BuyerNotApproved(DomainError):
    """The organiser has not approved the buyer."""

    code = "meetings.buyer_not_approved"
    message = N_(
        "The organiser has not approved this buyer yet. Meetings can be asked for after that."
    )


class ExhibitorGone(DomainError):
    """The exhibitor does not take part any more."""

    code = "meetings.exhibitor_gone"
    message = N_("This exhibitor does not take part any more.")


class OwnCompany(DomainError):
    """Nobody meets themselves."""

    code = "meetings.own_company"
    message = N_("This is your own company.")


class WrongState(DomainError):
    """Somebody was quicker, or the page was old."""

    code = "meetings.wrong_state"
    message = N_("This was answered in the meantime. Below is how it stands now.")


class RequestExpired(DomainError):
    """The time to answer is over."""

    code = "meetings.request_expired"
    message = N_("The time to answer this request is over. You can ask for the meeting anew.")
