"""Errors that a person can understand: said once here, translated once at the edge."""

from collections.abc import Callable
from typing import Any, ClassVar


class DomainError(Exception):
    """Something a rule of the trade refuses; the message is marked, not translated.

    Keyword arguments fill the placeholders of ``message``.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = ""
    status: ClassVar[int] = 409

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    def text(self, translate: Callable[..., str]) -> str:
        """The message in the reader's language."""
        return translate(self.message, **self.values)


class Busy(Exception):
    """The database gave up on a deadlock or serialisation failure; the request is tried again."""
