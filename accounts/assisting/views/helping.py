"""A helper's firms: entering one, acting for it, handing it over."""

import secrets
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.assisting import session
from accounts.assisting.errors import HelpEnded
from accounts.assisting.forms import EnterForm, PhoneForm
from accounts.assisting.models import Assistance, Helper
from accounts.assisting.queries import (
    UNCONFIRMED_AFTER,
    assistances_of,
    helper_of,
    live_assistance,
)
from accounts.assisting.rules import can_give_code, can_help, is_acting
from accounts.assisting.services import enter_firm, give_code
from accounts.assisting.views.blueprint import bp
from accounts.companies.errors import DuplicateTaxCode, SameFormTwice
from accounts.companies.models import Company
from accounts.companies.provinces import current_province
from accounts.companies.queries import alike_unseen
from accounts.sign_in import codes
from accounts.sign_in.models import User
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, by_language
from core.nav import link
from core.permissions import authorize
from core.web import public_url, safe_next


def _helper() -> Helper:
    authorize(can_help)
    helper = helper_of(current_user)
    if helper is None:
        abort(403)
    return helper


@bp.get("/help")
@login_required
def mine() -> str:
    """The firms I entered, and what each needs next."""
    helper = _helper()
    return _list(helper)


def _list(helper: Helper, *, slip: dict[str, Any] | None = None) -> str:
    return render_template(
        "accounts/assisting/mine.html",
        helper=helper,
        firms=assistances_of(helper),
        late_before=clock.now() - UNCONFIRMED_AFTER,
        phone_form=PhoneForm(formdata=None),
        slip=slip,
    )


@bp.route("/help/new", methods=["GET", "POST"])
@login_required
def enter() -> Any:
    """Enter a firm for its owner, who has signed on paper."""
    helper = _helper()
    form = EnterForm()
    if request.method == "GET":
        form.form_token.data = secrets.token_urlsafe(18)
    like: list[Company] = []
    if form.validate_on_submit():
        assistance = _entered_before(helper, form)
        if assistance is None:
            like = alike_unseen(form.name.data, request.form.get("distinct", ""))
            assistance = None if like else _entered(helper, form)
        if assistance is not None:
            session.act(assistance)
            flash(
                _("The firm is entered. You act for it now: show its products, apply for a booth."),
                "success",
            )
            home = link("catalogue.products", company_id=assistance.company_id)
            return redirect(home or url_for("assisting.mine"), code=303)
    places = {one.id: current_province(one.province_key) for one in like}
    shown = render_template(
        "accounts/assisting/enter.html",
        form=form,
        helper=helper,
        like=like,
        places={key: by_language(p.name_vi, p.name_en) if p else "" for key, p in places.items()},
    )
    return shown, 422 if form.is_submitted() else 200


def _entered_before(helper: Helper, form: EnterForm) -> Assistance | None:
    """What this very form began: the second click of two leads there."""
    if not form.form_token.data:
        return None
    mine = sa.select(Assistance).join(Assistance.company)
    return db.session.scalar(
        mine.where(Company.form_token == form.form_token.data, Assistance.helper_id == helper.id)
    )


def _entered(helper: Helper, form: EnterForm) -> Assistance | None:
    """The new assistance, or the one this very form began before."""
    try:
        with transaction():
            return enter_firm(
                db.session.get_one(Helper, helper.id),
                owner_name=form.owner_name.data,
                owner_phone=form.owner_phone.data or None,
                signed_on=form.signed_on.data,
                at=clock.now(),
                form_token=form.form_token.data or None,
                **form.values,
            )
    except (SameFormTwice, DuplicateTaxCode) as error:
        found = _entered_before(helper, form)
        if found is None:
            form.tax_code.errors = [error.text(_)]
        return found
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return None


@bp.post("/help/<int:assistance_id>/act")
@login_required
def act(assistance_id: int) -> Any:
    """Act for this firm from now on."""
    assistance = live_assistance(assistance_id, current_user.id)
    if assistance is None:
        if helper_of(current_user) is None:
            abort(403)
        raise HelpEnded
    session.act(assistance)
    home = link("catalogue.products", company_id=assistance.company_id)
    return redirect(home or url_for("assisting.mine"), code=303)


@bp.post("/help/stop")
@login_required
def stop() -> Any:
    """Be oneself again."""
    was_acting = is_acting(current_user)
    session.stop()
    if was_acting:
        flash(_("You act for yourself again."), "info")
    target = url_for("assisting.mine") if can_help(current_user) else "/"
    return redirect(safe_next(request.form.get("next"), target), code=303)


@bp.post("/help/<int:assistance_id>/code")
@login_required
def code(assistance_id: int) -> Any:
    """A slip with the code for the owner; shown this once."""
    assistance = db.get_or_404(Assistance, assistance_id)
    authorize(can_give_code, assistance)
    form = PhoneForm()
    slip = None
    if not form.validate():
        flash(form.owner_phone.errors[0] if form.owner_phone.errors else _("Try again."), "error")
    else:
        try:
            with transaction():
                slip = _slip(db.get_or_404(Assistance, assistance_id), form.owner_phone.data)
        except DomainError as error:
            flash(error.text(_), "error")
    if slip is None:
        back = safe_next(request.form.get("next"), url_for("assisting.mine"))
        return redirect(back, code=303)
    return render_template(
        "accounts/assisting/slip.html",
        slip=slip,
        back=safe_next(request.form.get("next"), url_for("assisting.mine")),
    )


def _slip(assistance: Assistance, phone: str | None) -> dict[str, Any]:
    me = db.session.get_one(User, current_user.id)
    row, digits = give_code(assistance, phone or None, actor=me, at=clock.now())
    company = assistance.company.name
    return {
        "name": assistance.owner_name,
        "phone": row.phone,
        "code": codes.in_groups(digits),
        "expires_at": row.expires_at,
        "url": public_url("sign_in.start"),
        "why": _("With this code you take over %(company)s.", company=company),
    }
