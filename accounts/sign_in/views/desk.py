"""Staff hand out start codes to people who have a phone number and no e-mail."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from accounts.sign_in import codes
from accounts.sign_in.forms import StartCodeForm
from accounts.sign_in.rules import can_hand_out_codes
from accounts.sign_in.services import give_start_code
from accounts.sign_in.views.blueprint import bp
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from core.web import public_url


@bp.route("/start-codes", methods=["GET", "POST"])
def start_codes() -> Any:
    """A form for staff, then the slip to print or read out; it is shown this once."""
    authorize(can_hand_out_codes)
    form = StartCodeForm()
    slip = None
    if form.validate_on_submit():
        try:
            with transaction():
                user, row, digits = give_start_code(
                    form.full_name.data,
                    form.phone.data,
                    actor=current_user,
                    language=form.language.data,
                    at=clock.now(),
                )
        except DomainError as error:
            form.phone.errors = [error.text(_)]
        else:
            form = StartCodeForm(formdata=None)
            slip = {
                "name": user.full_name,
                "phone": user.phone,
                "code": codes.in_groups(digits),
                "expires_at": row.expires_at,
                "url": public_url("sign_in.start"),
            }
    shown = render_template("accounts/sign_in/start_codes.html", form=form, slip=slip)
    return shown, 422 if request.method == "POST" and slip is None else 200
