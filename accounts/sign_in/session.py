"""Who is signed in: Flask-Login wired to users and their session epoch."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, LoginManager, login_user, logout_user

from accounts.sign_in.models import User
from core import clock
from core.db import db
from core.i18n import _

LONGEST = timedelta(hours=12)  # a day at the fair; then the password again
NOTED_EVERY = 60  # seconds: not every click writes the session anew
manager = LoginManager()
after_load: list[Callable[[User], None]] = []  # upper slices tell what the session carries


class Stranger(AnonymousUserMixin):
    """Nobody is signed in; predicates may ask the same questions as of a user."""

    id = None
    is_admin = False
    language = None
    full_name = ""
    acting_for_id = None


manager.anonymous_user = Stranger
manager.session_protection = "basic"


@manager.user_loader
def load(session_id: str) -> User | None:
    """The user of a session, unless its epoch has passed."""
    number, _, epoch = session_id.partition(".")
    if not number.isdecimal():
        return None
    since = session.get("since")
    if since is not None and clock.now().timestamp() - since > LONGEST.total_seconds():
        return None
    if _is_idle():
        g.was_idle = True
        return None
    user = db.session.get(User, int(number))
    if user is None or str(user.session_epoch) != epoch:
        return None
    for note in after_load:
        note(user)
    return user


def _is_idle() -> bool:
    """Whether nothing happened for longer than IDLE_MINUTES; notes that something does now."""
    at, seen = int(clock.now().timestamp()), session.get("seen")
    if seen is not None and at - seen > 60 * current_app.config["IDLE_MINUTES"]:
        return True
    if seen is None or at - seen >= NOTED_EVERY:
        session["seen"] = at
    return False


def renew(user: User, *, at: datetime) -> None:
    """Begin a new session for somebody; only the language and what is still to be told stay."""
    kept = {name: session[name] for name in ("language", "_flashes") if name in session}
    session.clear()
    session.update(kept)
    session["since"] = session["seen"] = int(at.timestamp())
    session.permanent = True
    login_user(user)


def leave() -> None:
    """End this session; the chosen language stays."""
    kept = session.get("language")
    logout_user()
    session.clear()
    if kept is not None:
        session["language"] = kept


@manager.unauthorized_handler
def ask_to_sign_in() -> Any:
    """Send strangers to the sign-in page and back afterwards; a POST goes back to its page."""
    if g.pop("was_idle", False):
        flash(_("You were signed out because nothing happened for a while."), "info")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.sign_in", next=back), code=303)


def init_app(app: Flask) -> None:
    """Start login handling."""
    manager.init_app(app)
