"""What upper packages know about a person: they add to the download and clean up on deletion."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.sign_in.models import User

Export = Callable[[User], Any]
Eraser = Callable[[User, datetime], None]
exports: dict[str, Export] = {}
erasers: dict[str, Eraser] = {}


def export(name: str) -> Callable[[Export], Export]:
    """Register what goes under ``name`` into a person's download: JSON values from a user."""

    def register(function: Export) -> Export:
        exports[name] = function
        return function

    return register


def eraser(name: str) -> Callable[[Eraser], Eraser]:
    """Register what must forget a person when they delete their account; flushes at most."""

    def register(function: Eraser) -> Eraser:
        erasers[name] = function
        return function

    return register
