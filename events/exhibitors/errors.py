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


class PlanChanged(DomainError):
    """Somebody else has saved the plan since this editor was opened."""

    code = "exhibitors.plan_changed"
    message = N_("Somebody else has changed this plan in the meantime. Nothing of yours is lost.")


class BadPlan(DomainError):
    """What an editor sent is no plan."""

    code = "exhibitors.bad_plan"
    message = N_("“%(label)s” cannot be saved like this. Please check its number and size.")
    status = 422


class TwiceOnPlan(DomainError):
    """Booth labels are unique at an event, in the editor too."""

    code = "exhibitors.twice_on_plan"
    message = N_("There are two booths with the number %(label)s. Please give one another number.")
    status = 422


class LabelElsewhere(DomainError):
    """A label that another hall of the event uses."""

    code = "exhibitors.label_elsewhere"
    message = N_("A booth with one of these numbers is in another hall. Please choose others.")


class HallInUse(DomainError):
    """A hall with booths stays."""

    code = "exhibitors.hall_in_use"
    message = N_("This hall has booths. Delete them first, then the hall.")


class NotExhibitor(DomainError):
    """Booths are for those who show at the event."""

    code = "exhibitors.not_exhibitor"
    message = N_("This company is no longer an exhibitor of this event.")


class OtherEvent(DomainError):
    """Booth and exhibitor belong to the same event."""

    code = "exhibitors.other_event"
    message = N_("This booth is at another event.")
    status = 422


class BoothHeld(DomainError):
    """A booth that is offered to somebody waits for their answer."""

    code = "exhibitors.booth_held"
    message = N_("This booth is being offered to another firm. Choose another, or wait.")


class ConsentMissing(DomainError):
    """What a company says about its people is used with its consent only."""

    code = "exhibitors.consent_missing"
    message = N_("To count as a priority group, please also tick that we may use this.")
    status = 422


class NotOfGroup(DomainError):
    """Booths kept for a group are for that group."""

    code = "exhibitors.not_of_group"
    message = N_("These booths are kept for one group of firms. Please choose another kind.")


class WishElsewhere(DomainError):
    """A wish is a booth of the category, or a place at the event."""

    code = "exhibitors.wish_elsewhere"
    message = N_("One of your wishes is not a booth of this kind. Please choose again.")
    status = 422


class PartnerTwice(DomainError):
    """A partner is named once, and is another company."""

    code = "exhibitors.partner_twice"
    message = N_("Name every firm that shares your booth once, and not your own.")
    status = 422


class DrawLive(DomainError):
    """One draw of a category at a time."""

    code = "exhibitors.draw_live"
    message = N_("A draw for this category is under way. Finish it or call it off first.")


class DrawMoved(DomainError):
    """The draw is no longer where this page thought."""

    code = "exhibitors.draw_moved"
    message = N_("This draw has gone on in the meantime. Please look at it again.")


class NothingToDraw(DomainError):
    """A draw needs booths and applications."""

    code = "exhibitors.nothing_to_draw"
    message = N_("There is no free booth or no application in this category yet.")


class TooManyReserved(DomainError):
    """Quotas cannot reserve more booths than there are."""

    code = "exhibitors.too_many_reserved"
    message = N_("The groups together are promised more booths than are free.")
    status = 422


class OfferTooLong(DomainError):
    """Nobody is promised hours that the event does not leave."""

    code = "exhibitors.offer_too_long"
    message = N_("The event does not leave so many hours to answer an offer: at most %(hours)s.")
    status = 422


class TooLateToDraw(DomainError):
    """Who wins a booth needs time to say yes."""

    code = "exhibitors.too_late_to_draw"
    message = N_("It is too late for a draw: nobody would have an hour to answer an offer.")


class NoCategory(DomainError):
    """Who waits in line waits for a kind of booth."""

    code = "exhibitors.no_category"
    message = N_("This firm has not asked for a booth.")


class NotAdmitted(DomainError):
    """A firm joins the line once the organiser or a draw has let it in."""

    code = "exhibitors.not_admitted"
    message = N_("The organiser decides first: they approve you, put you in line or draw lots.")


class PaperKindTaken(DomainError):
    """A kind of paper is asked for once."""

    code = "exhibitors.paper_kind_taken"
    message = N_("A paper of this name is asked for already.")


class MoreThanDue(DomainError):
    """A payment is at most what is still open."""

    code = "exhibitors.more_than_due"
    message = N_("That is not between nothing and what is still open. Please check the amount.")
    status = 422


class PaidAhead(DomainError):
    """Money is noted once it is there."""

    code = "exhibitors.paid_ahead"
    message = N_("This day is still to come. Note the money once it is on the account.")
    status = 422


class AlreadyReversed(DomainError):
    """A payment is reversed once."""

    code = "exhibitors.already_reversed"
    message = N_("This payment has been reversed already.")
