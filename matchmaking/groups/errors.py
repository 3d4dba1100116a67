"""What can be refused when several firms are to meet one buyer together."""

from core.errors import DomainError
from core.i18n import N_


class GroupsOff(DomainError):
    """The organiser allows no group meetings."""

    code = "groups.off"
    message = N_("This event has no group meetings. Ask each firm for a meeting of its own.")


class WrongSize(DomainError):
    """Too few firms or too many."""

    code = "groups.wrong_size"
    message = N_("A group has %(least)s to %(most)s firms at this event. Please choose again.")
    status = 422


class MeetAlready(DomainError):
    """One live meeting of a buyer and a firm, alone or in a group."""

    code = "groups.meet_already"
    message = N_("%(company)s already has a meeting or a request with this buyer. Leave it out.")


class FirmSaidNo(DomainError):
    """A no always wins."""

    code = "groups.said_no"
    message = N_("%(company)s cannot meet this buyer this time. Please leave it out.")


class FirmGone(DomainError):
    """A firm does not take part any more."""

    code = "groups.firm_gone"
    message = N_("%(company)s does not take part any more. Please leave it out.")


class BuyersOwnFirm(DomainError):
    """A firm does not sit on both sides of a table."""

    code = "groups.own_firm"
    message = N_("%(company)s is the buyer's own company. Please leave it out.")
