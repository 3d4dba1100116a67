"""What consent refuses."""

from core.errors import DomainError
from core.i18n import N_


class ConsentJustGiven(DomainError):
    """The same consent arrived twice at once."""

    code = "consent.just_given"
    message = N_("This consent has just been given. Nothing was changed.")
