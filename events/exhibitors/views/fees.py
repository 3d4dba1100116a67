"""Fees: who has to pay, what came in, who is reminded, and to which account."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.permissions import authorize
from core.telling import telling
from events.exhibitors import services
from events.exhibitors.forms import AccountForm, PaymentForm
from events.exhibitors.models import BoothFee, FeePayment
from events.exhibitors.queries import fees_of, sums_of
from events.exhibitors.services.fees import account_of
from events.exhibitors.vietqr import BANKS
from events.exhibitors.views.blueprint import bp
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from events.programme.times import local_day


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _back(slug: str) -> Any:
    return redirect(url_for("exhibitors.fees", slug=slug), code=303)


def _row(event: Event, model: Any, number: int) -> Any:
    row = db.session.get(model, number)
    if row is None or row.event_id != event.id:
        abort(404)
    return row


@bp.get("/manage/events/<slug>/fees")
@login_required
def fees(slug: str) -> str:
    """Every fee with its payments, what is open first."""
    return _page(_mine(slug))


def _page(event: Event, form: AccountForm | None = None, *, wrong: Any = None) -> str:
    rows = fees_of(event.id)
    account = account_of(event.id)
    return render_template(
        "events/exhibitors/fees.html",
        event=event,
        fees=rows,
        sums=sums_of(rows),
        account=account,
        banks=BANKS,
        account_form=form or AccountForm(prefix="account-", formdata=None, obj=account),
        wrong=wrong,
        today=local_day(clock.now(), event.zone),
        may_set=can_manage_event(current_user, event),
    )


@bp.post("/manage/events/<slug>/fees/account")
@login_required
def set_fee_account(slug: str) -> Any:
    """Say where fees are paid."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    form = AccountForm(prefix="account-", obj=account_of(event.id))
    if not form.validate_on_submit():
        return _page(event, form), 422
    with telling(_("Saved. Firms now see the account and a code to pay with.")):
        services.set_account(
            event,
            bank=form.bank.data,
            number=form.number.data,
            holder=form.holder.data,
            days=form.days.data,
            actor=current_user,
            at=clock.now(),
        )
    return _back(slug)


@bp.post("/manage/events/<slug>/fees/<int:fee_id>/payments")
@login_required
def pay_fee(slug: str, fee_id: int) -> Any:
    """Note money that came in."""
    event = _mine(slug)
    fee, form = _row(event, BoothFee, fee_id), PaymentForm()
    if not form.validate_on_submit():
        return _page(event, wrong={"id": fee.id, "form": form}), 422
    with telling(_("Noted. Thank you for looking at the account first.")):
        services.record_payment(
            fee,
            amount_minor=form.amount_minor,
            paid_on=form.paid_on.data,
            reference=form.reference.data,
            actor=current_user,
            at=clock.now(),
        )
    return _back(slug)


@bp.post("/manage/events/<slug>/payments/<int:payment_id>/reverse")
@login_required
def reverse_payment(slug: str, payment_id: int) -> Any:
    """Take a payment out of the books."""
    event = _mine(slug)
    payment = _row(event, FeePayment, payment_id)
    with telling(_("Reversed. Both rows stay in the books.")):
        services.reverse_payment(payment, actor=current_user, at=clock.now())
    return _back(slug)


@bp.post("/manage/events/<slug>/fees/remind")
@login_required
def remind_fees(slug: str) -> Any:
    """Remind those who have something open by mail."""
    event = _mine(slug)
    try:
        with transaction():
            rows = fees_of(event.id)
            number = services.remind(event, rows, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        flash(
            ngettext(
                "%(num)d firm has been reminded.", "%(num)d firms have been reminded.", number
            ),
            "success",
        )
    return _back(slug)
