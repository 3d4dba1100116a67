"""What signing up and in refuses. The texts never tell whether an account exists."""

from typing import Any

from core.errors import DomainError
from core.i18n import N_


class WrongCredentials(DomainError):
    """No such account, or not its password: the same words for both."""

    code = "sign_in.wrong_credentials"
    message = N_("E-mail, phone number or password is not right. Check them and try again.")
    status = 422


class TooManyAttempts(DomainError):
    """Somebody tries too often; ``minutes`` and ``seconds`` say how long to wait."""

    code = "sign_in.too_many_attempts"
    message = N_("Too many attempts. Please wait %(minutes)s minutes, then try again.")
    status = 429

    def __init__(self, *, seconds: int, **values: Any) -> None:
        super().__init__(minutes=max(1, -(-seconds // 60)), **values)
        self.seconds = seconds


class Crowded(DomainError):
    """More people sign in at this moment than the machine can check."""

    code = "sign_in.crowded"
    message = N_("Many people are signing in right now. Please try again in a moment.")
    status = 503


class CodeNotValid(DomainError):
    """Unknown, used, replaced or too old."""

    code = "sign_in.code_not_valid"
    message = N_("This link or code is no longer valid: it works once and only for a while.")
    status = 409


class NotAnEmail(DomainError):
    """Not one complete e-mail address."""

    code = "sign_in.not_an_email"
    message = N_("This is not a complete e-mail address, like ten@donvi.vn.")
    status = 422


class NotAPhone(DomainError):
    """Not a phone number that can be dialled."""

    code = "sign_in.not_a_phone"
    message = N_("This is not a phone number. Vietnamese numbers have ten digits: 0912 345 678.")
    status = 422


class PasswordTooShort(DomainError):
    """Shorter than ten characters."""

    code = "sign_in.password_too_short"
    message = N_("Use at least %(least)s characters. A short sentence is easy to remember.")
    status = 422


class PasswordTooLong(DomainError):
    """Longer than any person types."""

    code = "sign_in.password_too_long"
    message = N_("Use at most %(most)s characters.")
    status = 422


class PasswordTooCommon(DomainError):
    """One of those that are tried first."""

    code = "sign_in.password_too_common"
    message = N_("Many people use this password, so it is guessed first. Choose another.")
    status = 422


class PasswordIsName(DomainError):
    """The e-mail address or phone number again."""

    code = "sign_in.password_is_name"
    message = N_("The password must differ from your e-mail address and phone number.")
    status = 422


class AlreadyHasAccount(DomainError):
    """A start code would let its bearer into somebody's account."""

    code = "sign_in.already_has_account"
    message = N_(
        "The person with this number already signs in with a password. "
        "Only the platform's admin can hand out a new code for them."
    )


class AddressNotUsable(DomainError):
    """Another account got the address or number in the meantime."""

    code = "sign_in.address_not_usable"
    message = N_("This address or number cannot be used for your account.")


class AdminExists(DomainError):
    """The first admin's link on an installation that has people already."""

    code = "sign_in.admin_exists"
    message = N_("This installation already has an account. Sign in with it.")
