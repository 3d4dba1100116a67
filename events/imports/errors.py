"""What imports refuse."""

from core.errors import DomainError
from core.i18n import N_


class WrongState(DomainError):
    """Somebody else has gone on with it."""

    code = "imports.wrong_state"
    message = N_("This import has gone on in the meantime. Look at where it stands now.")


class ColumnMissing(DomainError):
    """Without this column no row can be read."""

    code = "imports.column_missing"
    message = N_("Choose which column holds: %(names)s.")
    status = 422


class ColumnTwice(DomainError):
    """Two columns for one thing."""

    code = "imports.column_twice"
    message = N_("Two columns cannot both be “%(name)s”. Choose one of them.")
    status = 422


class FileGone(DomainError):
    """Files are kept for some days only."""

    code = "imports.file_gone"
    message = N_("The file is no longer kept. Please upload it again.")


class NothingToWrite(DomainError):
    """No row is new or changed."""

    code = "imports.nothing_to_write"
    message = N_("There is nothing to import: no row is new or says anything new.")


class NotADuplicate(DomainError):
    """Only likely duplicates are decided."""

    code = "imports.not_a_duplicate"
    message = N_("This row needs no decision.")


class NoPhones(DomainError):
    """A claim code goes with a phone number."""

    code = "imports.no_phones"
    message = N_(
        "No firm of this list can get a claim code: the phone numbers are missing, or their "
        "people act for them already."
    )
