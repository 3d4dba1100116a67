"""Permissions are small predicates ``can_…(actor, target)``, asked at the edge."""

from collections.abc import Callable
from typing import Any

from flask import abort
from flask_login import current_user


def authorize(rule: Callable[..., bool], *targets: Any, hide: bool = False) -> None:
    """Let the current user pass when ``rule(user, *targets)`` holds.

    Strangers are sent to sign in (401); others get 403, or 404 with ``hide`` when
    even the existence of the target is none of their business.
    """
    if rule(current_user, *targets):
        return
    if hide and current_user.is_authenticated:
        abort(404)
    abort(403 if current_user.is_authenticated else 401)
