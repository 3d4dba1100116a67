"""Why somebody cannot meet then, in words for the other side too."""

from core.errors import DomainError
from core.i18n import N_


class Unavailable(DomainError):
    """A company does not take a meeting in this slot; why, a subclass says."""

    code = "timetable.unavailable"
    message = N_("%(company)s cannot meet at this time. Please choose another.")


class Away(Unavailable):
    """It said that it is away, has not arrived or has left."""

    code = "timetable.away"
    message = N_("%(company)s is not there at this time. Please choose another.")


class DayFull(Unavailable):
    """As many meetings a day as it takes."""

    code = "timetable.day_full"
    message = N_(
        "%(company)s has %(most)s meetings on this day, and does not take more. "
        "Please choose another day."
    )


class NeedsBreak(Unavailable):
    """One more would leave no pause."""

    code = "timetable.needs_break"
    message = N_(
        "%(company)s would have no break with another meeting at this time. Please choose another."
    )


class MeetsThen(DomainError):
    """A slot with a meeting is not taken off; the meeting is moved or cancelled first."""

    code = "timetable.meets_then"
    message = N_("There is a meeting at %(time)s. Move or cancel it first, then be away.")


class TableMeetsThen(DomainError):
    """A table with a meeting is not closed; a repair moves the meeting."""

    code = "timetable.table_meets_then"
    message = N_(
        "Meetings are planned at table %(table)s at that time. Let a repair move them first."
    )
