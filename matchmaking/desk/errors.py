"""What the meeting desk cannot do."""

from core.errors import DomainError
from core.i18n import N_


class UnknownBadge(DomainError):
    """The code is nobody's badge here."""

    code = "desk.unknown_badge"
    message = N_("This is no badge of this event. Look for a mistyped digit.")


class NoCompany(DomainError):
    """The person comes for no company that has meetings here."""

    code = "desk.no_company"
    message = N_("%(name)s comes for no buyer and no exhibitor of this event.")


class NoMeetingNow(DomainError):
    """Nothing is planned for this company about now."""

    code = "desk.no_meeting_now"
    message = N_("%(company)s has no meeting now. Try a walk-up meeting.")


class TooEarly(DomainError):
    """The grace time is not over."""

    code = "desk.too_early"
    message = N_("Wait until %(time)s: so long the organiser gives people to come.")


class NotNow(DomainError):
    """The meeting is not one that the desk can mark."""

    code = "desk.not_now"
    message = N_("This meeting has no place now, so there is nothing to mark.")


class NothingToUndo(DomainError):
    """Only held and missed meetings are taken back."""

    code = "desk.nothing_to_undo"
    message = N_("There is nothing to take back.")


class NoPair(DomainError):
    """Two people of whom one is a buyer and one an exhibitor are needed."""

    code = "desk.no_pair"
    message = N_("It takes a buyer and an exhibitor of two companies.")


class MeetAlready(DomainError):
    """The two have a time already, or have met."""

    code = "desk.meet_already"
    message = N_("These two have met, or have a time already: %(time)s.")


class NoSharedTime(DomainError):
    """There is no slot in which both and a table are free."""

    code = "desk.no_shared_time"
    message = N_("There is no time left at which both and a table are free.")
