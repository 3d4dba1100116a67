"""Tick boxes of consent for any form: one per purpose, never ticked beforehand."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField
from wtforms.validators import InputRequired

from accounts.consent.models import Purpose
from accounts.consent.texts import TEXTS
from core.forms import BaseForm
from core.i18n import N_, language

PREFIX = "consent_"


class ConsentForm(BaseForm):
    """The base of forms that ask for consent; see :func:`consent_fields`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose, field in self.consents:
            field.label.text = TEXTS[purpose].text(language())

    @property
    def consents(self) -> list[tuple[Purpose, Any]]:
        """The tick boxes with their purposes, in the order asked."""
        return [
            (Purpose(field.name.removeprefix(self._prefix + PREFIX)), field)
            for field in self
            if field.name.startswith(self._prefix + PREFIX)
        ]

    @property
    def granted(self) -> list[Purpose]:
        """The purposes that were ticked."""
        return [purpose for purpose, field in self.consents if field.data]


def consent_fields(
    purposes: Iterable[Purpose], *, required: Iterable[Purpose] = (Purpose.EVENT,)
) -> type[ConsentForm]:
    """A base class for a form that asks for these purposes, each on its own and unticked.

    >>> class RegisterForm(consent_fields([Purpose.EVENT, Purpose.PHOTO])): ...

    After validation ``form.granted`` lists what was ticked; hand each to
    ``accounts.consent.services.grant``. Templates loop over ``form.consents``.
    """
    needed = set(required)
    boxes = {
        f"{PREFIX}{purpose.value}": BooleanField(
            "",
            validators=[InputRequired(message=N_("We need this consent to go on."))]
            if purpose in needed
            else [],
        )
        for purpose in purposes
    }
    return type("AskedConsentForm", (ConsentForm,), boxes)
