"""What helping refuses."""

from core.errors import DomainError
from core.i18n import N_


class NotWhileActing(DomainError):
    """One's own account is not touched while acting for somebody."""

    code = "assisting.not_while_acting"
    message = N_(
        "You act for a firm at the moment. Stop acting first, then change your own account."
    )
    status = 403


class HelpEnded(DomainError):
    """The owner or staff ended it."""

    code = "assisting.help_ended"
    message = N_("Your help for this firm has ended. Its owner acts for it now.")
    status = 403


class OwnerActs(DomainError):
    """A code would give somebody else the firm."""

    code = "assisting.owner_acts"
    message = N_("The owner has taken over already; a new code is not needed.")


class CodeIsForOwner(DomainError):
    """A helper would take over what they entered for somebody else."""

    code = "assisting.code_is_for_owner"
    message = N_("This code is for the owner of the firm. Hand it over on paper.")
    status = 403


class NoPhone(DomainError):
    """The code goes to a person with a number."""

    code = "assisting.no_phone"
    message = N_("Enter the owner's phone number: with it they sign in later.")
    status = 422


class HelperAlready(DomainError):
    """Named once is enough."""

    code = "assisting.helper_already"
    message = N_("This person helps already.")


class NoSuchAccount(DomainError):
    """Helpers have an account first."""

    code = "assisting.no_such_account"
    message = N_("Nobody has an account with this e-mail or phone number. Give a start code first.")
    status = 422


class AdminActsAlone(DomainError):
    """The platform's admin may do everything and would hide behind a firm."""

    code = "assisting.admin_acts_alone"
    message = N_("The platform's admin cannot be a helper. Use an account of its own for that.")
    status = 422
