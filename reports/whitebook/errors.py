"""What white books refuse."""

from core.errors import DomainError
from core.i18n import N_


class NotFinished(DomainError):
    """There are no files yet."""

    code = "whitebook.not_finished"
    message = N_("This book is not finished yet.")


class JustAgreed(DomainError):
    """The form came twice at once."""

    code = "whitebook.just_agreed"
    message = N_("This has just been saved. Please look again.")
