"""Pages of helpers, of those who name them, and of owners who take over."""

from typing import Any

from flask import Flask, request
from flask_login import current_user

from accounts.assisting import session
from accounts.assisting.errors import NotWhileActing
from accounts.assisting.rules import is_acting
from accounts.assisting.views import helpers, helping, owner
from accounts.assisting.views.blueprint import bp

__all__ = ["bp", "helpers", "helping", "init_app", "owner", "session"]

# One's own account and memberships: not while being somebody else.
OWN_BLUEPRINTS = frozenset({"profile"})
OWN_PAGES = frozenset({"companies.join", "companies.new"})


def _only_the_firms_affairs() -> Any:
    """Refuse one's own account, and codes that let people in, while acting for a firm."""
    own = request.blueprint in OWN_BLUEPRINTS or request.endpoint in OWN_PAGES
    if own and is_acting(current_user):
        raise NotWhileActing


def init_app(app: Flask) -> None:
    """The rule holds before any view is called."""
    app.before_request(_only_the_firms_affairs)
