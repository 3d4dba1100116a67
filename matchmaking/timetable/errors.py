"""What can be refused when a meeting gets its slot and table."""

from core.errors import DomainError
from core.i18n import N_


class SlotTaken(DomainError):
    """Somebody or something is taken in this slot; which, a subclass says."""

    code = "timetable.slot_taken"
    message = N_("This time has just been taken. Please choose another.")


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


class TableExists(DomainError):
    """Tables are told apart by their label."""

    code = "timetable.table_exists"
    message = N_("A table with this label exists already.")


class TableInUse(DomainError):
    """A table with meetings stays."""

    code = "timetable.table_in_use"
    message = N_("Meetings are planned at this table. Move them first.")
