"""What pages ask about fees."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from events.exhibitors.models import BoothFee, Exhibitor


@dataclass(frozen=True)
class FeeSums:
    """What an event's booths bring in, in minor units."""

    due: int
    paid: int
    open: int
    to_return: int


def fees_of(event_id: int) -> list[BoothFee]:
    """The fees of an event with their payments: what is open first, the most urgent on top."""
    rows = db.session.scalars(
        sa.select(BoothFee)
        .where(BoothFee.event_id == event_id)
        .order_by(BoothFee.due_on, BoothFee.label, BoothFee.id)
        .options(
            joinedload(BoothFee.exhibitor).joinedload(Exhibitor.company),
            selectinload(BoothFee.payments),
        )
    )
    shown = (fee for fee in rows if fee.cancelled_at is None or fee.paid_minor or fee.payments)
    return sorted(shown, key=lambda fee: fee.open_minor == 0)


def sums_of(fees: list[BoothFee]) -> FeeSums:
    """What is due, paid, open and to be given back."""
    return FeeSums(
        due=sum(fee.amount_minor for fee in fees if fee.cancelled_at is None),
        paid=sum(fee.paid_minor for fee in fees),
        open=sum(max(fee.open_minor, 0) for fee in fees),
        to_return=sum(max(-fee.open_minor, 0) for fee in fees),
    )


def fees_of_company(event_id: int, company_id: int) -> list[BoothFee]:
    """What a company has to pay at an event, or has paid."""
    rows = db.session.scalars(
        sa.select(BoothFee)
        .join(Exhibitor, Exhibitor.id == BoothFee.exhibitor_id)
        .where(BoothFee.event_id == event_id, Exhibitor.company_id == company_id)
        .order_by(BoothFee.id)
        .options(selectinload(BoothFee.payments))
    )
    return [fee for fee in rows if fee.cancelled_at is None or fee.paid_minor]
