"""What the hall and the applications refuse."""

from core.errors import DomainError
from core.i18n import N_


class BoothTaken(DomainError):
    """One booth, one exhibitor."""

    code = "exhibitors.booth_taken"
    message = N_("This booth has just been given to another exhibitor. Please choose another one.")


class AlreadyApplied(DomainError):
    """One live application per company and category."""

    code = "exhibitors.already_applied"
    message = N_("Your company has already applied for this. You will hear from the organiser.")


class AlreadyExhibitor(DomainError):
    """A company is an exhibitor of an event once."""

    code = "exhibitors.already_exhibitor"
    message = N_("This company already shows at this event.")


class WrongState(DomainError):
    """The application has been answered or withdrawn in the meantime."""

    code = "exhibitors.wrong_state"
    message = N_("This application has been answered or withdrawn in the meantime.")


class NotOpenForApplications(DomainError):
    """Companies apply while an event is announced, open or running."""

    code = "exhibitors.not_open"
    message = N_("This event takes no applications at the moment.")


class BoothInUse(DomainError):
    """A booth that is given to somebody stays."""

    code = "exhibitors.booth_in_use"
    message = N_("This booth belongs to an exhibitor. Take it back first, then delete it.")


class LabelTaken(DomainError):
    """Booth labels are unique at an event."""

    code = "exhibitors.label_taken"
    message = N_("A booth with one of these numbers is there already. Please start at another one.")


class HallNameTaken(DomainError):
    """Hall names are unique at an event."""

    code = "exhibitors.hall_name_taken"
    message = N_("There is a hall of this name already.")


class CategoryNameTaken(DomainError):
    """Category names are unique at an event."""

    code = "exhibitors.category_name_taken"
    message = N_("There is a booth category of this name already.")


class CategoryInUse(DomainError):
    """A category with booths or applications stays."""

    code = "exhibitors.category_in_use"
    message = N_("This category has booths or applications, so it cannot be deleted.")


class NotExhibitor(DomainError):
    """Booths are for those who show at the event."""

    code = "exhibitors.not_exhibitor"
    message = N_("This company is no longer an exhibitor of this event.")


class OtherEvent(DomainError):
    """Booth and exhibitor belong to the same event."""

    code = "exhibitors.other_event"
    message = N_("This booth is at another event.")
    status = 422
