"""Signing in and out, and the demo's one-click roles."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import login_required

from accounts.sign_in import passwords, throttle
from accounts.sign_in.errors import Crowded, TooManyAttempts, WrongCredentials
from accounts.sign_in.forms import SignInForm
from accounts.sign_in.identity import login_name
from accounts.sign_in.models import User
from accounts.sign_in.queries import by_login_name, demo_users
from accounts.sign_in.services import note_sign_in
from accounts.sign_in.session import leave, renew
from accounts.sign_in.views.blueprint import bp
from core import clock, nav
from core.db import db, transaction
from core.i18n import N_, _
from core.web import safe_next

ROLE_WORDS = {
    "organiser": N_("Organiser"),
    "exhibitor": N_("Exhibitor"),
    "buyer": N_("Buyer"),
    "visitor": N_("Visitor"),
    "door": N_("Door staff"),
    "admin": N_("Platform admin"),
}
ROLE_ICONS = {
    "organiser": "clipboard-check",
    "exhibitor": "shop",
    "buyer": "bag",
    "visitor": "ticket-perforated",
    "door": "qr-code-scan",
    "admin": "gear",
}


def come_in(user: User, *, how: str, target: str | None = None) -> Any:
    """A fresh session for somebody who proved who they are, and on to where they wanted to go.

    Without a wish the way leads to the page that says what is next.
    """
    at = clock.now()
    with transaction():
        note_sign_in(user, at=at, how=how)
    renew(user, at=at)
    home = nav.link("home.me") or url_for("profile.account")
    return redirect(safe_next(target, home), code=303)


def _prove(form: SignInForm) -> User:
    """The account the form proves. The same work is done whether there is one or not."""
    name = login_name(form.login.data)
    throttle.attempt("sign_in", name)
    user = by_login_name(name)
    known_hash = user.password_hash if user is not None else None
    if not passwords.verify_password(form.password.data, known_hash) or user is None:
        raise WrongCredentials
    throttle.forgive("sign_in", name)
    return user


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """E-mail or phone and password; on demo installations also the one-click roles."""
    form = SignInForm()
    if request.method == "GET":
        form.next.data = safe_next(request.args.get("next"), "")
    if form.validate_on_submit():
        try:
            user = _prove(form)
        except (WrongCredentials, TooManyAttempts, Crowded) as error:
            form.form_errors.append(error.text(_))
            return _page(form), error.status, _retry_after(error)
        return come_in(user, how="password", target=form.next.data)
    return _page(form), 422 if form.is_submitted() else 200


def _retry_after(error: Exception) -> dict[str, str]:
    if isinstance(error, TooManyAttempts):
        return {"Retry-After": str(error.seconds)}
    return {"Retry-After": "2"} if isinstance(error, Crowded) else {}


def _page(form: SignInForm) -> str:
    people = demo_users() if current_app.config["DEMO"] else []
    roles = [
        {"id": user.id, "name": user.full_name, "role": ROLE_WORDS[role], "icon": ROLE_ICONS[role]}
        for role, user in people
    ]
    return render_template("accounts/sign_in/sign_in.html", form=form, roles=roles)


@bp.post("/demo-sign-in")
def demo_sign_in() -> Any:
    """Be one of the demo's people; there is no such page outside demo mode."""
    if not current_app.config["DEMO"]:
        abort(404)
    wanted = request.form.get("user_id", type=int)
    if wanted not in {user.id for _role, user in demo_users()}:
        abort(404)
    return come_in(db.get_or_404(User, wanted), how="demo", target=request.form.get("next"))


@bp.post("/sign-out")
@login_required
def sign_out() -> Any:
    """End this session."""
    leave()
    flash(_("You are signed out. See you soon."), "success")
    return redirect(url_for("sign_in.sign_in"), code=303)
