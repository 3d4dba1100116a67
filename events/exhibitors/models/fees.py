"""What booths cost: what is due, what was paid, and to which account."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.exhibitors.models.applications import Exhibitor


class FeeAccount(Model):
    """Where the fees of an event are to be paid, and how soon."""

    __tablename__ = "fee_accounts"
    __table_args__ = (sa.UniqueConstraint("event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    bank: Mapped[str] = mapped_column(sa.String(6))
    number: Mapped[str] = mapped_column(sa.String(19))
    holder: Mapped[str] = mapped_column(sa.String(120))
    days: Mapped[int] = mapped_column(default=7)  # to pay, from the day a booth is given


class BoothFee(Model):
    """The fee for a booth that was given; it stays when the booth goes, for what was paid."""

    __tablename__ = "booth_fees"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("allotment_id"),
        sa.UniqueConstraint("reference"),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint("(allotment_id IS NULL) = (cancelled_at IS NOT NULL)", name="cancelled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(index=True)
    exhibitor_id: Mapped[int] = mapped_column(index=True)
    allotment_id: Mapped[int | None]
    label: Mapped[str] = mapped_column(sa.String(12))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3), default="VND")
    reference: Mapped[str] = mapped_column(sa.String(25))  # the memo of the transfer
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    exhibitor: Mapped[Exhibitor] = relationship()
    payments: Mapped[list["FeePayment"]] = relationship(
        back_populates="fee", cascade="all, delete-orphan", order_by="FeePayment.id"
    )

    @property
    def paid_minor(self) -> int:
        """What was paid, less what was reversed."""
        return sum(payment.amount_minor for payment in self.payments)

    @property
    def open_minor(self) -> int:
        """What is still to be paid; below zero what is to be given back."""
        return (0 if self.cancelled_at else self.amount_minor) - self.paid_minor


class FeePayment(Model):
    """Money that came in; a mistake is reversed by a second row, never edited."""

    __tablename__ = "fee_payments"
    __table_args__ = (
        sa.UniqueConstraint("reverses_id"),
        sa.ForeignKeyConstraint(
            ["fee_id", "event_id"], ["booth_fees.id", "booth_fees.event_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("amount_minor <> 0", name="amount"),
        sa.CheckConstraint("(reverses_id IS NULL) = (amount_minor > 0)", name="reversal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    fee_id: Mapped[int] = mapped_column(index=True)
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    paid_on: Mapped[date]
    reference: Mapped[str] = mapped_column(sa.String(80))  # of the bank, or of the receipt
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fee_payments.id"))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )

    fee: Mapped[BoothFee] = relationship(back_populates="payments")
