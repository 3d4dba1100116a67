"""What an event's rules refuse, in words."""

from core.errors import DomainError
from core.i18n import N_


class WrongMove(DomainError):
    """The move is not in the table of states."""

    code = "programme.wrong_move"
    message = N_("The event is no longer in the state you saw. Look again, then choose.")


class NotReady(DomainError):
    """An event is announced with place and summary, not before."""

    code = "programme.not_ready"
    message = N_("Give the event a place, an organiser and a Vietnamese summary first.")


class LastOrganiser(DomainError):
    """An event is never without an organiser."""

    code = "programme.last_organiser"
    message = N_("An event needs an organiser. Make somebody else organiser first.")


class UnknownPerson(DomainError):
    """Nobody has an account with this e-mail or phone."""

    code = "programme.unknown_person"
    message = N_(
        "Nobody has an account with this e-mail or phone."
        " Ask the person to sign up, then try again."
    )


class AlreadyInTeam(DomainError):
    """A person has one role in a team."""

    code = "programme.already_in_team"
    message = N_("This person is already in the team.")


class OutsideEvent(DomainError):
    """Sessions and slots lie within the times of their event."""

    code = "programme.outside_event"
    message = N_("This lies outside the times of the event.")


class PartsOutside(DomainError):
    """The event does not shrink under its sessions and slots."""

    code = "programme.parts_outside"
    message = N_("Sessions or meeting slots lie outside the new times. Move or delete them first.")


class BelowTaken(DomainError):
    """Reserved seats are not taken away by a smaller room."""

    code = "programme.below_taken"
    message = N_("%(taken)s seats are reserved already: the session needs at least as many.")


class SessionHasSeats(DomainError):
    """A session with reserved seats is not deleted."""

    code = "programme.session_has_seats"
    message = N_("Seats at this session are reserved, so it cannot be deleted.")


class NoSeats(DomainError):
    """Entry to the session is free: nothing to reserve."""

    code = "programme.no_seats"
    message = N_("No seat is needed for this session: just come.")


class SessionFull(DomainError):
    """The last seat is gone."""

    code = "programme.session_full"
    message = N_("All seats of this session are taken.")


class SeatTaken(DomainError):
    """One seat per person and session."""

    code = "programme.seat_taken"
    message = N_("You already have a seat at this session.")


class BusyThen(DomainError):
    """A person has a meeting while the session lasts."""

    code = "programme.busy_then"
    message = N_(
        "You have a meeting during this session. Move it or let a colleague go to it, "
        "then reserve the seat."
    )


class SessionPast(DomainError):
    """The session has begun."""

    code = "programme.session_past"
    message = N_("This session has begun.")


class SlotInUse(DomainError):
    """A meeting or session holds the slot."""

    code = "programme.slot_in_use"
    message = N_("A meeting takes place in this slot, so it stays.")


class BadGrid(DomainError):
    """The day range makes no slot, or far too many."""

    code = "programme.bad_grid"
    message = N_("These times give no slot, or more than %(most)s. Look at start, end and length.")


class SlotsOverlap(DomainError):
    """Two slots of an event do not overlap."""

    code = "programme.slots_overlap"
    message = N_("Some of these slots overlap with slots that are there already.")


class RoomTaken(DomainError):
    """Another session is in the room at this time."""

    code = "programme.room_taken"
    message = N_(
        "“%(room)s” is taken at this time by “%(title)s”."
        " Choose another time or room, or allow several sessions at once in this room."
    )


class RoomInUse(DomainError):
    """A room with sessions is not deleted."""

    code = "programme.room_in_use"
    message = N_("Sessions take place in this room. Move them first.")


class RoomNamed(DomainError):
    """Two rooms of an event have two names."""

    code = "programme.room_named"
    message = N_("There is a room of this name already.")


class SessionsClash(DomainError):
    """A room stays shared while two of its sessions overlap."""

    code = "programme.sessions_clash"
    message = N_("Sessions in this room overlap: “%(one)s” and “%(two)s”. Move one of them first.")


class SeatsFree(DomainError):
    """Nobody waits before a session with free seats."""

    code = "programme.seats_free"
    message = N_("There are free seats again: reserve one.")


class ResultsMissing(DomainError):
    """An event is closed with the results of its kind."""

    code = "programme.results_missing"
    message = N_("Tell the results first: an event closes with its numbers.")


class NumberTaken(DomainError):
    """One number is kept once."""

    code = "programme.number_taken"
    message = N_("A filing with this number is kept already.")


class AnsweredBefore(DomainError):
    """A department answers after something was filed."""

    code = "programme.answered_before"
    message = N_("The answer cannot come before the day of filing.")


class FiledAhead(DomainError):
    """A paper is kept when it was filed, not before."""

    code = "programme.filed_ahead"
    message = N_("This day is still to come. Keep the filing once it is with the department.")


class UnknownDeadline(DomainError):
    """The deadline follows from no rule."""

    code = "programme.unknown_deadline"
    message = N_("This deadline does not exist.")


class NotBrought(DomainError):
    """Only those who come to the event bring something to it."""

    code = "programme.not_brought"
    message = N_("Your company is not on the list of this event yet. Apply first.")
