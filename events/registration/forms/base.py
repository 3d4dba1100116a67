"""How contacts and roles stand in every form of registration."""

from collections.abc import Callable, Iterable
from typing import Any

from wtforms.validators import ValidationError

from accounts.sign_in.errors import NotAnEmail, NotAPhone
from accounts.sign_in.identity import normal_email, normal_phone
from core.errors import DomainError
from core.i18n import _
from events.registration.models import RegistrationRole
from events.registration.words import ROLES


def _kept(normal: Callable[[str], str], errors: type[DomainError]) -> Callable[[Any, Any], None]:
    """A validator that puts a contact into the form in which we keep it."""

    def check(_form: Any, field: Any) -> None:
        try:
            field.data = normal(field.data)
        except errors as error:
            raise ValidationError(error.text(_)) from error

    return check


email_kept = _kept(normal_email, NotAnEmail)
phone_kept = _kept(normal_phone, NotAPhone)


def role_choices(roles: Iterable[RegistrationRole]) -> list[tuple[RegistrationRole, str]]:
    """The roles as a form offers them."""
    return [(role, _(ROLES[role])) for role in roles]
