"""Who may hand out start codes."""

from collections.abc import Callable
from typing import Any

from accounts.sign_in.models import User

_staff_rules: list[Callable[[Any], bool]] = []


def staff_rule(rule: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Count the people for whom ``rule`` holds as staff; upper packages say who works for them."""
    _staff_rules.append(rule)
    return rule


def can_hand_out_codes(actor: Any) -> bool:
    """The platform's admin, and whoever works on an event."""
    if not actor.is_authenticated:
        return False
    return bool(actor.is_admin) or any(rule(actor) for rule in _staff_rules)


def can_restart(actor: Any, user: User) -> bool:
    """A new start code opens an account: staff may where nobody has started it, else the admin."""
    if user.is_admin or user.deleted_at is not None:
        return False
    started = user.password_hash is not None or user.email is not None
    return bool(actor.is_admin) if started else can_hand_out_codes(actor)
