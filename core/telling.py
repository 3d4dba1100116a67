"""What a reader is told of a deed: that it is done, or what refused it."""

import contextlib
from collections.abc import Iterator
from typing import Any

from flask import flash

from core.db import transaction
from core.errors import DomainError
from core.i18n import _


@contextlib.contextmanager
def telling(done: str = "") -> Iterator[None]:
    """Do the block in a transaction and tell how it went: ``done``, or what refused it."""
    try:
        with transaction():
            yield
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        if done:
            flash(done, "success")


@contextlib.contextmanager
def telling_on(form: Any, done: str) -> Iterator[None]:
    """As ``telling``, but what refused it stands on the form, which keeps what was typed."""
    try:
        with transaction():
            yield
    except DomainError as error:
        form.form_errors.append(error.text(_))
    else:
        flash(done, "success")
