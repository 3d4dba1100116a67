"""What can stand in the way of a move on the board, in words."""

from core.errors import DomainError
from core.i18n import N_


class Changed(DomainError):
    """Somebody else changed the meeting since it was looked at."""

    code = "board.changed"
    message = N_(
        "%(one)s – %(other)s was changed meanwhile by %(who)s and now stands at: %(place)s. "
        "Look again, then move it if it is still needed."
    )


class Locked(DomainError):
    """It stays where it is until it is unlocked."""

    code = "board.locked"
    message = N_("%(one)s – %(other)s is locked where it stands. Unlock it first.")


class AtATable(DomainError):
    """A company meets somebody else then."""

    code = "board.at_a_table"
    message = N_("%(company)s meets %(partner)s at this time (table %(table)s).")


class WithSomebody(DomainError):
    """A company or person meets somebody else then, not at a table."""

    code = "board.with_somebody"
    message = N_("%(company)s meets %(partner)s at this time.")


class AtSession(DomainError):
    """A person sits in a session then."""

    code = "board.at_session"
    message = N_("%(person)s of %(company)s is at the session “%(session)s” at this time.")


class NotFree(DomainError):
    """A company is taken by something that is neither a meeting nor a session."""

    code = "board.not_free"
    message = N_("%(company)s is not free at this time.")


class TableHeld(DomainError):
    """Another meeting has the table."""

    code = "board.table_held"
    message = N_("Table %(table)s is taken at this time by %(one)s and %(other)s.")


class TableClosed(DomainError):
    """Nobody meets there then."""

    code = "board.table_closed"
    message = N_("Table %(table)s is closed at this time.")


class OthersBooth(DomainError):
    """At a booth, only its own exhibitor receives."""

    code = "board.others_booth"
    message = N_("At booth %(table)s, only its own exhibitor receives.")


class NotThere(DomainError):
    """One of the two is away, or would have no break."""

    code = "board.not_there"
    message = N_("%(one)s or %(other)s is away at this time, or would have no break.")


class NoSwap(DomainError):
    """Only two meetings with a time change places."""

    code = "board.no_swap"
    message = N_("Only two meetings that both have a time can change places.")
