"""Starting an account: by e-mail link, by start code, or as the first admin."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from accounts.sign_in import codes, passwords, throttle
from accounts.sign_in.errors import CodeNotValid
from accounts.sign_in.forms import CodeForm, FirstAdminForm, SignUpForm, StartForm
from accounts.sign_in.models import CodePurpose, OneUseCode
from accounts.sign_in.services import (
    code_owner,
    make_first_admin,
    request_sign_up,
    start_account,
)
from accounts.sign_in.views.blueprint import bp
from accounts.sign_in.views.entry import come_in
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, language

STARTING = (CodePurpose.VERIFY_EMAIL, CodePurpose.START)


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Any:
    """Name and e-mail; the rest follows from the link in the mail."""
    form = SignUpForm()
    if not form.validate_on_submit():
        shown = render_template("accounts/sign_in/sign_up.html", form=form)
        return shown, 422 if form.is_submitted() else 200
    throttle.attempt("sign_up", form.email.data)
    with transaction():
        request_sign_up(form.email.data, form.full_name.data, language=language(), at=clock.now())
    return render_template("accounts/sign_in/check_mail.html", email=form.email.data, why="sign_up")


@bp.route("/start", methods=["GET", "POST"])
def start() -> Any:
    """Type a code from a slip of paper."""
    form = CodeForm()
    if form.validate_on_submit():
        typed = codes.as_typed(form.code.data)
        try:
            with throttle.guessing():
                row = codes.find_code(typed, CodePurpose.START, CodePurpose.INVITE, at=clock.now())
        except CodeNotValid:
            form.code.errors = [
                _("This code does not work. Check the digits, or ask for a new one.")
            ]
        else:
            invited = row.purpose is CodePurpose.INVITE
            page = "companies.join" if invited else "sign_in.start_here"
            return redirect(url_for(page, token=typed), code=303)
    shown = render_template("accounts/sign_in/start.html", form=form)
    return shown, 422 if form.is_submitted() else 200


@bp.route("/start/<token>", methods=["GET", "POST"], endpoint="start_here")
@bp.route("/sign-up/<token>", methods=["GET", "POST"], endpoint="finish_sign_up")
def start_here(token: str) -> Any:
    """Choose the first password with a mailed link or a start code."""
    with throttle.guessing():
        row = codes.find_code(token, *STARTING, at=clock.now())
    return _start_with(row, StartForm())


@bp.route("/first-admin/<token>", methods=["GET", "POST"])
def first_admin(token: str) -> Any:
    """Become the platform's admin with the link from the console."""
    with throttle.guessing():
        row = codes.find_code(token, CodePurpose.FIRST_ADMIN, at=clock.now())
    return _start_with(row, StartForm() if row.user_id else FirstAdminForm())


def _start_with(row: OneUseCode, form: StartForm) -> Any:
    owner = code_owner(row) if row.user_id else None
    if owner is not None:
        form.names = (owner.email, owner.phone)
        if request.method == "GET":
            form.full_name.data = owner.full_name
    else:
        form.names = (request.form.get("email"),)
    if form.validate_on_submit():
        return _started(row, form)
    return render_template(
        "accounts/sign_in/choose_password.html", form=form, owner=owner
    ), 422 if form.is_submitted() else 200


def _started(row: OneUseCode, form: StartForm) -> Any:
    given: dict[str, Any] = {
        "full_name": form.full_name.data,
        "password_hash": passwords.hash_password(form.password.data),
        "language": language(),
        "at": clock.now(),
    }
    with transaction():
        if row.user_id is not None:
            user = start_account(row, **given)
        else:
            user = make_first_admin(row, email=form.data["email"], **given)
    flash(_("Welcome, %(name)s! Your account is ready.", name=user.full_name), "success")
    return come_in(user, how=row.purpose.value)


def code_not_valid(error: DomainError) -> Any:
    """A dead link says what to do instead."""
    shown = render_template("accounts/sign_in/dead_link.html", message=error.text(_))
    return shown, error.status
