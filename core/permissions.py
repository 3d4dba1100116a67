"""Permissions are small predicates ``can_…(actor, target)``, asked at the edge."""

import functools
from collections.abc import Callable
from typing import Any

from flask import abort, has_request_context, request
from flask_login import current_user


def asked_once(rule: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Keep what a rule about a person says while a page is read, which changes nothing.

    The menus of one page ask the same several times.
    """

    @functools.wraps(rule)
    def wrapped(actor: Any) -> bool:
        if not has_request_context() or request.method != "GET":
            return rule(actor)
        kept: dict[Any, bool] = request.environ.setdefault("chophien.rules", {})
        key = (rule, actor.get_id())
        if key not in kept:
            kept[key] = rule(actor)
        return kept[key]

    return wrapped


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
