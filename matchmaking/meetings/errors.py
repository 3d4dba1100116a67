"""What can be refused when people ask to meet."""

from core.errors import DomainError
from core.i18n import N_


class AlreadyAsked(DomainError):
    """One live meeting per pair: asking twice changes nothing."""

    code = "meetings.already_asked"
    message = N_("You two already have a meeting or a request here, so nothing was sent twice.")


class TooManyOpen(DomainError):
    """Requests that wait for an answer are limited, so that each is read."""

    code = "meetings.too_many_open"
    message = N_(
        "%(most)s of your requests still wait for an answer. "
        "Withdraw one or wait for a reply, then ask again."
    )
    status = 429


class BuyerNotApproved(DomainError):
    """The organiser has not approved the buyer."""

    code = "meetings.buyer_not_approved"
    message = N_(
        "The organiser has not approved this buyer yet. Meetings can be asked for after that."
    )


class ExhibitorGone(DomainError):
    """The exhibitor does not take part any more."""

    code = "meetings.exhibitor_gone"
    message = N_("This exhibitor does not take part any more.")


class OwnCompany(DomainError):
    """Nobody meets themselves."""

    code = "meetings.own_company"
    message = N_("This is your own company.")


class NotOfCompany(DomainError):
    """Only a firm's own people come for it."""

    code = "meetings.not_of_company"
    message = N_("This person does not act for the company. Please choose one of its people.")
    status = 422


class SlotTaken(DomainError):
    """Somebody or something is taken in this slot; which, a subclass says."""

    code = "timetable.slot_taken"
    message = N_("This time has just been taken. Please choose another.")


class WrongState(DomainError):
    """Somebody was quicker, or the page was old."""

    code = "meetings.wrong_state"
    message = N_("This was answered in the meantime. Below is how it stands now.")


class RequestExpired(DomainError):
    """The time to answer is over."""

    code = "meetings.request_expired"
    message = N_("The time to answer this request is over. You can ask for the meeting anew.")


class SaidNo(DomainError):
    """A no always wins; whoever said it can change their mind, the other side cannot."""

    code = "meetings.said_no"
    message = N_(
        "They cannot meet you this time. If that changes they will ask you; "
        "meanwhile there are similar firms that are free."
    )


class FullUp(DomainError):
    """One side has as many meetings as the organiser allows."""

    code = "meetings.full_up"
    message = N_(
        "%(company)s already has %(most)s meetings, as many as this event allows. "
        "Look at similar firms that are free, or cancel a meeting that matters less."
    )


class WishesOff(DomainError):
    """Where people book, they ask straight away."""

    code = "meetings.wishes_off"
    message = N_("At this event you fix times yourselves: ask for the meeting straight away.")


class AlreadyWished(DomainError):
    """Two clicks at once."""

    code = "meetings.already_wished"
    message = N_("This is on your list already.")


class TooManyMusts(DomainError):
    """A must is worth something because there are few."""

    code = "meetings.too_many_musts"
    message = N_(
        "You have %(most)s musts already, which is all there are. "
        "Turn one of them into “would like to” first."
    )


class TooManyWishes(DomainError):
    """A list that nobody can plan with."""

    code = "meetings.too_many_wishes"
    message = N_("Your list has %(most)s firms already. Take some away first.")


class NoTimesHere(DomainError):
    """Where the organiser plans, nobody proposes times."""

    code = "meetings.no_times_here"
    message = N_("At this event the organiser sets all times. Say yes or no to the meeting.")


class TooManyTimes(DomainError):
    """A few times can be compared, many cannot."""

    code = "meetings.too_many_times"
    message = N_("Choose one to %(most)s times.")
    status = 422


class TooManyRounds(DomainError):
    """Proposals must come to an end."""

    code = "meetings.too_many_rounds"
    message = N_("Each side has proposed times often enough. Accept one of the times, or say no.")


class TimesGone(DomainError):
    """Somebody was quicker."""

    code = "meetings.times_gone"
    message = N_(
        "One of these times has just been taken or has begun. Choose among those still free."
    )


class NotOffered(DomainError):
    """Of proposed times one is chosen, or others are proposed."""

    code = "meetings.not_offered"
    message = N_("This time was not proposed. Choose one of the proposed times, or propose others.")
