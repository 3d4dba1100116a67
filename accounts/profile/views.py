"""The account page: who I am here, how I get in, what I allow, my data."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, session, url_for
from flask_login import current_user, login_required

from accounts.companies.rules import can_edit_company
from accounts.consent.models import Purpose
from accounts.consent.queries import consents_of
from accounts.consent.services import grant, withdraw
from accounts.consent.texts import TEXTS
from accounts.profile.errors import WrongPassword
from accounts.profile.forms import DeleteForm, NameForm
from accounts.profile.queries import everything_about, memberships
from accounts.profile.services import delete_account, rename
from accounts.sign_in import passwords, throttle
from accounts.sign_in.forms import (
    EmailChangeForm,
    PasswordChangeForm,
    PhoneChangeForm,
    ProofForm,
)
from accounts.sign_in.identity import shown_phone
from accounts.sign_in.models import User
from accounts.sign_in.services import (
    change_password,
    change_phone,
    end_sessions,
    request_email_change,
)
from accounts.sign_in.session import leave, renew
from core import clock, nav
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import N_, _, language

bp = Blueprint("profile", __name__, url_prefix="/account")
nav.add("account", N_("My account"), "profile.account", order=30, icon="person", when=nav.signed_in)
nav.add("phone", N_("Account"), "profile.account", order=90, icon="person", when=nav.signed_in)

# A person consents to an event by registering for it; the others hold for the account.
OF_THE_ACCOUNT = [purpose for purpose in Purpose if purpose is not Purpose.EVENT]


def _me() -> User:
    return db.session.get_one(User, current_user.id)


@bp.get("")
@login_required
def account() -> str:
    """Everything about my account on one page."""
    held = {row.purpose: row for row in consents_of(user=current_user) if not row.withdrawn_at}
    consents = [(purpose, TEXTS[purpose], held.get(purpose)) for purpose in OF_THE_ACCOUNT]
    return render_template(
        "accounts/profile/account.html",
        user=current_user,
        consents=consents,
        memberships=memberships(current_user),
        can_edit_company=can_edit_company,
    )


def _prove(form: ProofForm) -> None:
    """The current password again; the same work whether it is right or not."""
    throttle.attempt("account", str(current_user.id))
    if not passwords.verify_password(form.current_password.data, current_user.password_hash):
        raise WrongPassword
    throttle.forgive("account", str(current_user.id))


def _page(form: Any, title: str, submit: str, **values: Any) -> Any:
    shown = render_template(
        "accounts/profile/change.html", form=form, title=title, submit=submit, **values
    )
    return shown, 422 if form.is_submitted() else 200


def _back(message: str) -> Any:
    flash(message, "success")
    return redirect(url_for("profile.account"), code=303)


@bp.route("/name", methods=["GET", "POST"])
@login_required
def name() -> Any:
    """Change name and language."""
    form = NameForm(obj=current_user)
    form.offer()
    if not form.validate_on_submit():
        return _page(form, _("Name and language"), _("Save"))
    with transaction():
        rename(
            _me(),
            full_name=form.full_name.data,
            language=form.language.data,
            languages=form.languages.data or [],
            at=clock.now(),
        )
    session["language"] = form.language.data
    return _back(_("Saved."))


@bp.route("/email", methods=["GET", "POST"])
@login_required
def email() -> Any:
    """Ask for another address; it counts once its owner confirms it."""
    form = EmailChangeForm()
    note = _("We write to the new address; open the link there to confirm it.")
    if form.validate_on_submit():
        try:
            _prove(form)
        except DomainError as error:
            form.current_password.errors = [error.text(_)]
        else:
            with transaction():
                request_email_change(_me(), form.email.data, at=clock.now())
            return _back(
                _("We have written to %(email)s. Open the link there.", email=form.email.data)
            )
    return _page(form, _("E-mail"), _("Send the link"), note=note)


@bp.route("/phone", methods=["GET", "POST"])
@login_required
def phone() -> Any:
    """Change or remove the phone number."""
    form = PhoneChangeForm(phone=shown_phone(current_user.phone).replace("\u00a0", " "))
    note = _("You can sign in with this number. Others see it only where you allow it.")
    if form.validate_on_submit():
        try:
            _prove(form)
            with transaction():
                change_phone(_me(), form.phone.data or None, at=clock.now())
        except WrongPassword as error:
            form.current_password.errors = [error.text(_)]
        except DomainError as error:
            form.phone.errors = [error.text(_)]
        else:
            return _back(_("Saved."))
    return _page(form, _("Phone number"), _("Save"), note=note)


@bp.route("/password", methods=["GET", "POST"])
@login_required
def password() -> Any:
    """Change the password; sessions elsewhere end."""
    form = PasswordChangeForm()
    form.names = (current_user.email, current_user.phone)
    if form.validate_on_submit():
        try:
            _prove(form)
        except DomainError as error:
            form.current_password.errors = [error.text(_)]
        else:
            at, password_hash = clock.now(), passwords.hash_password(form.password.data)
            with transaction():
                user = _me()
                change_password(user, password_hash=password_hash, at=at)
            renew(user, at=at)
            return _back(_("Your new password works from now on; all other sessions have ended."))
    return _page(form, _("Password"), _("Save the password"))


@bp.post("/sessions/end")
@login_required
def end_all_sessions() -> Any:
    """Sign out everywhere else."""
    at = clock.now()
    with transaction():
        user = _me()
        end_sessions(user, at=at)
    renew(user, at=at)
    return _back(_("You are signed out on all other devices."))


@bp.post("/consents/<purpose>")
@login_required
def consent(purpose: str) -> Any:
    """Allow a purpose, or withdraw it where it is allowed."""
    if purpose not in {p.value for p in OF_THE_ACCOUNT}:
        abort(404)
    wanted = Purpose(purpose)
    with transaction():
        me = _me()
        withdrawn = withdraw(wanted, user=me, at=clock.now())
        if withdrawn is None:
            grant(wanted, user=me, language=language(), at=clock.now())
    return _back(_("Withdrawn.") if withdrawn else _("Thank you, noted."))


@bp.get("/data.json")
@login_required
def download() -> Response:
    """Everything we hold about me, as a file."""
    body = json.dumps(everything_about(_me()), ensure_ascii=False, indent=2)
    return Response(
        body,
        mimetype="application/json",
        headers={"Content-Disposition": "attachment; filename=cho-phien.json"},
    )


@bp.route("/delete", methods=["GET", "POST"])
@login_required
def delete() -> Any:
    """Delete my account."""
    form = DeleteForm()
    if form.validate_on_submit():
        try:
            _prove(form)
            with transaction():
                delete_account(_me(), at=clock.now())
        except WrongPassword as error:
            form.current_password.errors = [error.text(_)]
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            leave()
            flash(_("Your account is deleted. Thank you for having been with us."), "success")
            return redirect(url_for("sign_in.sign_in"), code=303)
    note = _(
        "Your name, address, number and memberships are erased. What you did for a company "
        "stays in its history without your name. This cannot be undone."
    )
    return _page(form, _("Delete my account"), _("Delete my account"), note=note, kind="danger")
