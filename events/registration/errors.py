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


class NotOpenToRole(DomainError):
    """People in this role do not register by themselves at this event."""

    code = "registration.not_open_to_role"
    message = N_("Nobody can register in this role here. Please ask the organiser.")


class EventFull(DomainError):
    """All places of the event are taken."""

    code = "registration.full"
    message = N_("All places of this event are taken.")


class FewerThanTaken(DomainError):
    """The new number of places is below those given already."""

    code = "registration.fewer_than_taken"
    message = N_("%(taken)s places are taken already; the number cannot be lower.")
    status = 422


class NobodyNamed(DomainError):
    """A group without people, or with more than one form carries."""

    code = "registration.nobody_named"
    message = N_("Name at least one person, and at most %(most)s in one go.")
    status = 422


class SameGroupTwice(DomainError):
    """The form was sent twice; the first made the group."""

    code = "registration.same_group_twice"
    message = N_("This group has just been registered.")


class KindFixed(DomainError):
    """A question that was answered keeps its kind."""

    code = "registration.kind_fixed"
    message = N_("People have answered this question, so its kind stays. Make a new question.")


class AnswerMissing(DomainError):
    """A required question was not answered."""

    code = "registration.answer_missing"
    message = N_("Please answer: %(question)s")
    status = 422


class ArchivedQuestion(DomainError):
    """The question is asked no more."""

    code = "registration.archived_question"
    message = N_("This question is asked no more.")


CLASHES = {
    "uq_registrations_live_email": AlreadyRegistered,
    "uq_registrations_live_phone": AlreadyRegistered,
    "uq_registrations_ticket_id": CodesClash,
    "uq_registrations_short_code": CodesClash,
    "uq_registrations_badge_code": CodesClash,
    "uq_registrations_access_token": CodesClash,
}
