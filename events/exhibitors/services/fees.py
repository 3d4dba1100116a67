"""Fees become due with a booth; payments are noted, reversed, and asked for again."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core.activity import record
from core.db import constraints, db, lock
from core.i18n import DEFAULT_ZONE
from events.exhibitors.errors import AlreadyReversed, MoreThanDue, PaidAhead
from events.exhibitors.models import Allotment, Booth, BoothFee, FeeAccount, FeePayment
from events.exhibitors.services.mails import mail_people
from events.exhibitors.vietqr import plain
from events.programme.models import Event
from events.programme.times import local_day

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another
USUAL_DAYS = 7
REST = timedelta(days=1)  # between two reminders


def set_account(
    event: Event,
    *,
    bank: str,
    number: str,
    holder: str,
    days: int,
    actor: Any,
    at: datetime,
) -> FeeAccount:
    """Say where the fees of an event are paid. Flushed, not committed."""
    account = account_of(event.id) or FeeAccount(event_id=event.id)
    account.bank, account.number, account.holder, account.days = bank, number, holder, days
    record("fee_account:set", account, actor=actor, at=at)
    return account


def account_of(event_id: int) -> FeeAccount | None:
    """The account of an event, if one is set."""
    return db.session.scalar(sa.select(FeeAccount).where(FeeAccount.event_id == event_id))


def charge(allotment: Allotment, *, actor: Any, at: datetime) -> BoothFee | None:
    """The fee of a booth that was just given; none where the category is free of charge."""
    booth = db.session.get_one(Booth, allotment.booth_id)
    if booth.category.price_minor == 0:
        return None
    event = db.session.get_one(Event, allotment.event_id)
    account = account_of(event.id)
    fee = BoothFee(
        event_id=allotment.event_id,
        exhibitor_id=allotment.exhibitor_id,
        allotment_id=allotment.id,
        label=booth.label,
        amount_minor=booth.category.price_minor,
        currency=booth.category.currency,
        reference=_reference(booth.label),
        due_on=_due(event, account.days if account else USUAL_DAYS, at),
        made_at=at,
    )
    record("fee:due", fee, actor=actor, at=at, amount=fee.amount_minor)
    return fee


def charge_anew(allotment: Allotment, *, actor: Any, at: datetime) -> None:
    """The fee follows an exhibitor who is given another booth instead."""
    fee, booth = _of(allotment), db.session.get_one(Booth, allotment.booth_id)
    if fee is None:
        charge(allotment, actor=actor, at=at)
    elif booth.category.price_minor == 0:
        drop(allotment, actor=actor, at=at)
    else:
        fee.label, fee.amount_minor = booth.label, booth.category.price_minor
        record("fee:changed", fee, actor=actor, at=at, amount=fee.amount_minor)


def drop(allotment: Allotment, *, actor: Any, at: datetime) -> None:
    """A booth is given back: nothing is due any more; what was paid is to be given back."""
    fee = _of(allotment)
    if fee is not None:
        fee.allotment_id, fee.cancelled_at = None, at
        record("fee:cancelled", fee, actor=actor, at=at, paid=fee.paid_minor)


def record_payment(
    fee: BoothFee,
    *,
    amount_minor: int,
    paid_on: date,
    reference: str,
    actor: Any,
    at: datetime,
) -> FeePayment:
    """Note money that came in; part of a fee is fine, more than is due is a mistake.

    Flushed, not committed.

    Raises
    ------
    MoreThanDue, PaidAhead
    """
    if paid_on > local_day(at, DEFAULT_ZONE):
        raise PaidAhead
    lock(fee)
    db.session.expire(fee, ["payments"])
    if not 0 < amount_minor <= fee.open_minor:
        raise MoreThanDue
    payment = FeePayment(
        event_id=fee.event_id,
        fee_id=fee.id,
        amount_minor=amount_minor,
        paid_on=paid_on,
        reference=reference[:80],
        recorded_at=at,
        recorded_by_id=getattr(actor, "id", None),
    )
    record("fee:paid", payment, actor=actor, at=at, amount=amount_minor)
    db.session.expire(fee, ["payments"])
    return payment


def reverse_payment(payment: FeePayment, *, actor: Any, at: datetime) -> FeePayment:
    """Take a payment out of the books by a second row: a mistake, or money given back.

    Raises
    ------
    AlreadyReversed
    """
    fee = lock(payment.fee)
    if payment.reverses_id is not None:
        raise AlreadyReversed
    with constraints({"uq_fee_payments_reverses_id": AlreadyReversed}):
        row = FeePayment(
            event_id=payment.event_id,
            fee_id=payment.fee_id,
            amount_minor=-payment.amount_minor,
            paid_on=at.date(),
            reference=payment.reference,
            reverses_id=payment.id,
            recorded_at=at,
            recorded_by_id=getattr(actor, "id", None),
        )
        db.session.add(row)
    record("fee:reversed", row, actor=actor, at=at, amount=row.amount_minor)
    db.session.expire(fee, ["payments"])
    return row


def remind(event: Event, fees: list[BoothFee], *, actor: Any, at: datetime) -> int:
    """Ask for what is open, nobody twice within a day; how many were asked."""
    asked = 0
    for fee in fees:
        lock(fee)
        if fee.open_minor <= 0 or (fee.reminded_at is not None and at - fee.reminded_at < REST):
            continue
        fee.reminded_at = at
        values = {
            "booth": fee.label,
            "amount_minor": fee.open_minor,
            "currency": fee.currency,
            "due_on": fee.due_on.isoformat(),
            "reference": fee.reference,
            "company_id": fee.exhibitor.company_id,
        }
        mail_people(fee.exhibitor.company_id, "fee_reminder", event, at=at, **values)
        record("fee:reminded", fee, actor=actor, at=at)
        asked += 1
    return asked


def _of(allotment: Allotment) -> BoothFee | None:
    return db.session.scalar(sa.select(BoothFee).where(BoothFee.allotment_id == allotment.id))


def _reference(label: str) -> str:
    """A memo that nobody else has, short enough to be typed at a counter."""
    code = "".join(secrets.choice(LETTERS) for _ in range(6))
    return plain(f"GIAN {label} {code}")


def _due(event: Event, days: int, at: datetime) -> date:
    """So many days from now in the event's zone, but before its doors open."""
    zone = ZoneInfo(event.zone)
    today = at.astimezone(zone).date()
    return max(today, min(today + timedelta(days=days), event.starts_at.astimezone(zone).date()))
