"""What the account page refuses."""

from core.errors import DomainError
from core.i18n import N_


class LastAdminOfCompany(DomainError):
    """A company would be left without anybody who may change it."""

    code = "profile.last_admin_of_company"
    message = N_(
        "You are the only admin of %(company)s. Make somebody else its admin first, "
        "then delete your account."
    )


class LastPlatformAdmin(DomainError):
    """The installation would be left without an admin."""

    code = "profile.last_platform_admin"
    message = N_("You are the only admin of this installation. Make another admin first.")


class WrongPassword(DomainError):
    """Not the current password."""

    code = "profile.wrong_password"
    message = N_("This is not your current password.")
    status = 422
