"""A forgotten password, and the confirmation of a new address."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from accounts.sign_in import codes, passwords, throttle
from accounts.sign_in.forms import ForgotForm, NewPasswordForm
from accounts.sign_in.models import CodePurpose
from accounts.sign_in.services import code_owner, confirm_email, request_reset, reset_password
from accounts.sign_in.session import renew
from accounts.sign_in.views.blueprint import bp
from accounts.sign_in.views.entry import come_in
from core import clock
from core.db import transaction
from core.forms import BaseForm
from core.i18n import _, language


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> Any:
    """Ask for a link to a new password."""
    form = ForgotForm()
    if not form.validate_on_submit():
        shown = render_template("accounts/sign_in/forgot.html", form=form)
        return shown, 422 if form.is_submitted() else 200
    throttle.attempt("forgot", form.email.data)
    with transaction():
        request_reset(form.email.data, language=language(), at=clock.now())
    return render_template("accounts/sign_in/check_mail.html", email=form.email.data, why="reset")


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> Any:
    """Choose a new password with the mailed link."""
    with throttle.guessing():
        row = codes.find_code(token, CodePurpose.RESET_PASSWORD, at=clock.now())
    owner = code_owner(row)
    form = NewPasswordForm()
    form.names = (owner.email, owner.phone)
    if not form.validate_on_submit():
        shown = render_template("accounts/sign_in/reset.html", form=form, owner=owner)
        return shown, 422 if form.is_submitted() else 200
    password_hash = passwords.hash_password(form.password.data)
    with transaction():
        user = reset_password(row, password_hash=password_hash, at=clock.now())
    flash(_("Your new password works from now on; all other sessions have ended."), "success")
    return come_in(user, how="reset")


@bp.route("/confirm-email/<token>", methods=["GET", "POST"])
def confirm_new_email(token: str) -> Any:
    """Confirm a new address with one click; opening the link alone changes nothing."""
    with throttle.guessing():
        row = codes.find_code(token, CodePurpose.CHANGE_EMAIL, at=clock.now())
    form = BaseForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in/confirm_email.html", form=form, email=row.email)
    at = clock.now()
    own = current_user.is_authenticated and current_user.id == row.user_id
    with transaction():
        user = confirm_email(row, at=at)
    flash(_("Your new e-mail address is confirmed."), "success")
    if not own:
        return redirect(url_for("sign_in.sign_in"), code=303)
    renew(user, at=at)
    return redirect(url_for("profile.account"), code=303)
