"""The page on which a platform admin takes the demo away."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_login import current_user, login_required, logout_user
from wtforms import BooleanField
from wtforms.validators import InputRequired

from accounts.companies.models import Company
from accounts.sign_in.models import User
from accounts.sign_in.queries import is_empty
from accounts.sign_in.services import invite_first_admin
from core import clock, nav
from core.db import db, transaction
from core.forms import BaseForm
from core.i18n import N_, _
from core.permissions import authorize
from demo import load as loading
from events.programme.models import Event

bp = Blueprint("demo", __name__)


def _is_demo_admin(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_admin and current_app.config["DEMO"])


nav.add(
    "account", N_("Remove the demo"), "demo.remove", order=80, icon="trash", when=_is_demo_admin
)


class RemoveDemoForm(BaseForm):
    """One box that has to be ticked."""

    sure = BooleanField(
        N_("Yes, delete all demo events, companies and people"),
        validators=[InputRequired(N_("Tick this box if you are sure."))],
    )


def can_remove_demo(actor: Any) -> bool:
    """The platform's admin."""
    return bool(actor.is_authenticated and actor.is_admin)


@bp.route("/manage/demo", methods=["GET", "POST"])
@login_required
def remove() -> Any:
    """Say what the demo holds and delete it after one confirmation."""
    authorize(can_remove_demo)
    if not current_app.config["DEMO"]:
        abort(404)
    form = RemoveDemoForm()
    if not form.validate_on_submit():
        return render_template("demo/remove.html", form=form, counts=_counts())
    with transaction():
        is_theirs = current_user.is_demo
        loading.remove()
        token = invite_first_admin(at=clock.now()) if is_empty() else None
    loading.mark(is_demo=False)
    flash(_("The demo is gone. What you entered yourself is still here."), "success")
    if is_theirs:
        logout_user()
    if token is not None:
        return redirect(url_for("sign_in.first_admin", token=token), code=303)
    return redirect(url_for("programme.home"), code=303)


def _counts() -> dict[str, int]:
    """How many demo events, companies and people there are."""
    return {
        table.__tablename__: db.session.scalar(sa.select(sa.func.count()).where(table.is_demo)) or 0
        for table in (Event, Company, User)
    }
