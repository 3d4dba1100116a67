"""Staff name helpers and end their help."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from accounts.assisting import queries
from accounts.assisting.forms import HelperForm
from accounts.assisting.models import Helper
from accounts.assisting.rules import can_name_helpers
from accounts.assisting.services import end_helper, name_helper
from accounts.assisting.views.blueprint import bp
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize


@bp.route("/helpers", methods=["GET", "POST"])
def helpers() -> Any:
    """Who may enter firms, and a form to name one more."""
    authorize(can_name_helpers)
    form = HelperForm()
    if form.validate_on_submit():
        try:
            with transaction():
                name_helper(
                    form.login.data, form.organisation.data, actor=current_user, at=clock.now()
                )
        except DomainError as error:
            form.login.errors = [error.text(_)]
        else:
            flash(_("This person may enter firms from now on."), "success")
            return redirect(url_for("assisting.helpers"), code=303)
    shown = render_template("accounts/assisting/helpers.html", form=form, helpers=queries.helpers())
    return shown, 422 if form.is_submitted() else 200


@bp.post("/helpers/<int:helper_id>/end")
def end(helper_id: int) -> Any:
    """Somebody helps no more."""
    authorize(can_name_helpers)
    with transaction():
        helper = db.get_or_404(Helper, helper_id)
        end_helper(helper, actor=current_user, at=clock.now())
    flash(_("This person helps no more. What they entered stays."), "success")
    return redirect(url_for("assisting.helpers"), code=303)
