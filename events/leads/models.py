"""Leads: one per exhibitor and attendee, the scans they come from, the products asked about."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.catalogue.models import Product
from events.exhibitors.models import Exhibitor
from events.leads.states import Outcome, Refusal
from events.registration.models import Registration


class Lead(Model):
    """Somebody an exhibitor wants to come back to.

    What the exhibitor sees of the person follows from the person's consent at the time of
    looking; the row holds only what the exhibitor noted. When the person takes their data back
    (``withdrawn_at``), the notes go, and the row stays so that a later scan cannot undo it.
    """

    __tablename__ = "leads"
    __table_args__ = (
        sa.UniqueConstraint("exhibitor_id", "registration_id"),
        sa.UniqueConstraint("id", "event_id"),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 3", name="rating"),
        sa.CheckConstraint("scans > 0", name="scans"),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR (note = '' AND next_step = '' AND rating IS NULL "
            "AND next_step_on IS NULL)",
            name="withdrawn_is_empty",
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_leads_registration_id", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    exhibitor_id: Mapped[int]
    registration_id: Mapped[int]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    tags: Mapped[list[str]] = mapped_column(default=list)  # the exhibitor's own words
    rating: Mapped[int | None]  # 1: keep in mind … 3: act at once
    next_step: Mapped[str] = mapped_column(sa.String(300), default="")
    next_step_on: Mapped[date | None]
    scans: Mapped[int] = mapped_column(default=1)
    first_scanned_at: Mapped[datetime]
    last_scanned_at: Mapped[datetime]
    kept_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    exhibitor: Mapped[Exhibitor] = relationship()
    registration: Mapped[Registration] = relationship(overlaps="exhibitor")
    products: Mapped[list[Product]] = relationship(
        secondary="lead_products", order_by=Product.id, passive_deletes=True
    )


class LeadProduct(Model):
    """A product of the exhibitor that the person asked about."""

    __tablename__ = "lead_products"

    lead_id: Mapped[int] = mapped_column(
        sa.ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(
        sa.ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class LeadScan(Model):
    """One reading of a badge by an exhibitor, refused ones too; never edited.

    The code is kept only where it is a badge code: whoever held a ticket to the scanner by
    mistake has not given its secret away.
    """

    __tablename__ = "lead_scans"
    __table_args__ = (
        sa.UniqueConstraint("exhibitor_id", "nonce"),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    exhibitor_id: Mapped[int]
    lead_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("leads.id", ondelete="CASCADE"), index=True
    )
    nonce: Mapped[str] = mapped_column(sa.String(64))
    badge_code: Mapped[str] = mapped_column(sa.String(13), default="")
    fingerprint: Mapped[str] = mapped_column(sa.String(64))  # of all that was sent
    outcome: Mapped[Outcome]
    refusal: Mapped[Refusal | None]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]

    lead: Mapped[Lead | None] = relationship()
