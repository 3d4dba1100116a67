"""Who is signed in: Flask-Login wired to users and their session epoch."""

from typing import Any

from flask import Flask, redirect, request, url_for
from flask_login import AnonymousUserMixin, LoginManager

from accounts.sign_in.models import User
from core.db import db

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
    user = db.session.get(User, int(number))
    return user if user is not None and str(user.session_epoch) == epoch else None


@manager.unauthorized_handler
def ask_to_sign_in() -> Any:
    """Send strangers to the sign-in page and back afterwards; a POST goes back to its page."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.sign_in", next=back), code=303)


def init_app(app: Flask) -> None:
    """Start login handling."""
    manager.init_app(app)
