"""What can stand in the way of a registration."""

from core.errors import DomainError
from core.i18n import N_


class RegistrationClosed(DomainError):
    """The event takes no registrations now."""

    code = "registration.closed"
    message = N_("Registration for this event is closed.")


class ConsentMissing(DomainError):
    """The one purpose without which nobody can be registered was not allowed."""

    code = "registration.consent_missing"
    message = N_("Without this consent we cannot make a ticket for you.")
    status = 422


class Unreachable(DomainError):
    """Neither e-mail nor phone was given."""

    code = "registration.unreachable"
    message = N_(
        "Give an e-mail address or a phone number, so that your ticket can be found again."
    )
    status = 422


class AlreadyRegistered(DomainError):
    """The e-mail or phone has a live registration at this event."""

    code = "registration.already"
    message = N_("This e-mail or phone number is already registered for this event.")


class CodesClash(DomainError):
    """A random code was drawn before; drawn again by the service, seen by nobody."""

    code = "registration.codes_clash"
    message = N_("The ticket could not be made. Please try again.")


class NotLive(DomainError):
    """A cancelled registration has no ticket any more."""

    code = "registration.not_live"
    message = N_("This registration is cancelled.")


class NotPending(DomainError):
    """Only a pending registration can be approved."""

    code = "registration.not_pending"
    message = N_("This registration does not wait for approval any more.")


CLASHES = {
    "uq_registrations_live_email": AlreadyRegistered,
    "uq_registrations_live_phone": AlreadyRegistered,
    "uq_registrations_ticket_id": CodesClash,
    "uq_registrations_short_code": CodesClash,
    "uq_registrations_badge_code": CodesClash,
    "uq_registrations_access_token": CodesClash,
}
