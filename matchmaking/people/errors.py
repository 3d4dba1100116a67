"""What can be refused when people are sent to a meeting."""

from core.errors import DomainError
from core.i18n import N_
from matchmaking.meetings.errors import SlotTaken


class PersonBusy(SlotTaken):
    """The named person is at another meeting or in a session, and so is everybody else."""

    code = "people.person_busy"
    message = N_("%(name)s is at another meeting or in a session at this time.")


class PersonBusyOthersFree(PersonBusy):
    """The named person is elsewhere, but colleagues have time."""

    code = "people.person_busy_others_free"
    message = N_(
        "%(name)s is at another meeting or in a session at this time. "
        "Free then from %(company)s: %(free)s."
    )


class OnBothSides(DomainError):
    """A meeting is between two people at least."""

    code = "people.on_both_sides"
    message = N_("%(name)s comes from the other side already. Please choose a colleague.")
    status = 422


class InterpreterBusy(DomainError):
    """An interpreter is at one meeting at a time."""

    code = "people.interpreter_busy"
    message = N_("%(name)s interprets at another meeting or is busy at this time.")


class InterpreterAway(DomainError):
    """Outside the hours that were agreed with them."""

    code = "people.interpreter_away"
    message = N_("%(name)s is not at the event at this time.")


class InterpreterUnfit(DomainError):
    """They do not know both languages, or speak for one side."""

    code = "people.interpreter_unfit"
    message = N_("%(name)s cannot interpret here: both languages are needed, and being of no side.")
    status = 422


class NoInterpreterNeeded(DomainError):
    """Both sides share a language."""

    code = "people.no_interpreter_needed"
    message = N_("This meeting needs no interpreter.")


class AlreadyInterpreter(DomainError):
    """Once per person and event."""

    code = "people.already_interpreter"
    message = N_("This person interprets at this event already.")


class SameLanguage(DomainError):
    """Nobody interprets from a language into itself."""

    code = "people.same_language"
    message = N_("Choose two different languages, or no interpreter.")
    status = 422


class BadLink(DomainError):
    """A link is followed by people who trust it."""

    code = "people.bad_link"
    message = N_("Please give the whole address of the online meeting, beginning with https://")
    status = 422


class HasItsPlace(DomainError):
    """A meeting with a time changes its place together with it."""

    code = "people.has_its_place"
    message = N_("This meeting has its time and place. Move it to change where you meet.")
