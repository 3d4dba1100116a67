"""What can be refused when a meeting gets its slot and table."""

from core.errors import DomainError
from core.i18n import N_
from matchmaking.meetings.errors import SlotTaken


class TableTaken(SlotTaken):
    """Another meeting has the table."""

    code = "timetable.table_taken"
    message = N_("Table %(table)s has just been taken for this time. Please choose another.")


class BuyerBusy(SlotTaken):
    """The buyer is elsewhere."""

    code = "timetable.buyer_busy"
    message = N_("%(company)s already has a meeting at this time. Please choose another time.")


class ExhibitorBusy(SlotTaken):
    """The exhibitor is elsewhere."""

    code = "timetable.exhibitor_busy"
    message = N_("%(company)s already has a meeting at this time. Please choose another time.")


class SlotPast(DomainError):
    """The slot has begun."""

    code = "timetable.slot_past"
    message = N_("This time has already begun. Please choose a later one.")


class ForeignPlace(DomainError):
    """A slot or table of another event."""

    code = "timetable.foreign_place"
    message = N_("This time or table belongs to another event.")
    status = 404


class MetEachOther(DomainError):
    """A firm has no meeting with itself, so these are two firms."""

    code = "timetable.met_each_other"
    message = N_(
        "The two agreed to meet each other at “%(event)s”, so they are probably two firms. "
        "If they are one, cancel that meeting first."
    )


class TwoPlacesAtOnce(DomainError):
    """Both have a coming meeting in one slot; people decide which is moved."""

    code = "timetable.two_places_at_once"
    message = N_(
        "Both have a meeting at %(time)s at “%(event)s”. Move or cancel one of the two first."
    )


class TableExists(DomainError):
    """Tables are told apart by their label."""

    code = "timetable.table_exists"
    message = N_("A table with this label exists already.")


class TableInUse(DomainError):
    """A table with meetings stays."""

    code = "timetable.table_in_use"
    message = N_("Meetings are planned at this table. Move them first.")


class BuildRunning(DomainError):
    """One build at a time, so that two do not compete for the same tables."""

    code = "timetable.build_running"
    message = N_("A timetable is being built right now. Wait for it or stop it, then start anew.")


class NothingToPlan(DomainError):
    """No agreed meeting waits, or there is no slot to come, or no table."""

    code = "timetable.nothing_to_plan"
    message = N_(
        "There is nothing to plan yet: it takes agreed meetings, meeting times to come and tables."
    )


class NothingHappened(DomainError):
    """A repair without anybody or anything missing."""

    code = "timetable.nothing_happened"
    message = N_("Say who cannot come or which tables are lost.")
    status = 422


class LockedInTheWay(DomainError):
    """A locked meeting stands where nobody can stand any more."""

    code = "timetable.locked_in_the_way"
    message = N_(
        "The meeting of %(one)s and %(other)s at %(time)s is locked. Unlock or cancel it first."
    )


class NotReady(DomainError):
    """The draft was published, is outdated or has no answer."""

    code = "timetable.not_ready"
    message = N_("This draft cannot be published any more. Build a new one.")


class PlaceGone(DomainError):
    """Somebody or something of a draft was taken meanwhile; nothing of it was published."""

    code = "timetable.place_gone"
    message = N_(
        "Nothing was published: %(taken)s has been taken at %(time)s since, so %(one)s and "
        "%(other)s cannot meet there. Build again."
    )


class MeetingChanged(DomainError):
    """A meeting was moved by its own people since the draft was built."""

    code = "timetable.meeting_changed"
    message = N_(
        "Nothing was published: %(one)s and %(other)s changed their meeting since. Build again."
    )


class NotThere(DomainError):
    """A company said since the draft was built that it is away, or wants a break, then."""

    code = "timetable.not_there"
    message = N_(
        "Nothing was published: %(company)s does not meet at %(time)s any more. Build again."
    )


class TimeBegun(DomainError):
    """A slot of the draft has begun."""

    code = "timetable.time_begun"
    message = N_(
        "Nothing was published: the time %(time)s of %(one)s and %(other)s has begun. Build again."
    )


class NoAnswer(DomainError):
    """The time was over, or somebody stopped the work, before there was any timetable."""

    code = "timetable.no_answer"
    message = N_("The time was over before there was a timetable. Give it more time.")
