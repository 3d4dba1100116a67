"""Who is signed in: Flask-Login wired to users and their session epoch."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, LoginManager, login_user, logout_user

from accounts.sign_in.models import User
from core import clock
from core.db import db

LONGEST = timedelta(hours=12)  # a day at the fair; then the password again
manager = LoginManager()


class Stranger(AnonymousUserMixin):
    """Nobody is signed in; predicates may ask the same questions as of a user."""

    id = None
    is_admin = False
    language = None
    full_name = ""


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
    user = db.session.get(User, int(number))
    return user if user is not None and str(user.session_epoch) == epoch else None


def renew(user: User, *, at: datetime) -> None:
    """Begin a new session for somebody; only the language and what is still to be told stay."""
    kept = {name: session[name] for name in ("language", "_flashes") if name in session}
    session.clear()
    session.update(kept)
    session["since"] = int(at.timestamp())
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
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.sign_in", next=back), code=303)


def init_app(app: Flask) -> None:
    """Start login handling."""
    manager.init_app(app)
