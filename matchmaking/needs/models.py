"""Buyers at an event and the needs they state."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from core.db import Model
from events.catalogue.models import Tag
from events.programme.models import Event


class BuyerState(enum.StrEnum):
    """Invited or applied, then approved by the organiser, or not."""

    INVITED = "invited"
    APPLIED = "applied"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


GONE = frozenset({BuyerState.DECLINED, BuyerState.WITHDRAWN})


class Buyer(Model):
    """A company that comes to an event to buy."""

    __tablename__ = "buyers"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "company_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[BuyerState] = mapped_column(default=BuyerState.APPLIED)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship()
    event: Mapped[Event] = relationship()
    needs: Mapped[list["Need"]] = relationship(
        back_populates="buyer", cascade="all, delete-orphan", order_by="Need.id"
    )


class NeedTag(Model):
    """A need names a tag."""

    __tablename__ = "need_tags"

    need_id: Mapped[int] = mapped_column(
        sa.ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tags.id"), primary_key=True, index=True)


class Need(Model):
    """What a buyer looks for at an event."""

    __tablename__ = "needs"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"], ["buyers.id", "buyers.event_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("months BETWEEN 0 AND 4095", name="months"),
        sa.CheckConstraint("volume IS NULL OR volume >= 0", name="volume"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    buyer_id: Mapped[int] = mapped_column(index=True)
    title_vi: Mapped[str] = mapped_column(sa.String(200), default="")
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    description_vi: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str] = mapped_column(sa.Text, default="")
    volume: Mapped[int | None]
    volume_unit: Mapped[str] = mapped_column(sa.String(12), default="kg")
    volume_period: Mapped[str] = mapped_column(sa.String(12), default="month")  # month, year, once
    months: Mapped[int] = mapped_column(default=0)  # bit 0 is January; 0: any
    certificates: Mapped[list[str]] = mapped_column(default=list)  # kinds that must be there
    ocop_stars: Mapped[int | None]  # at least
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)

    buyer: Mapped[Buyer] = relationship(back_populates="needs", overlaps="event")
    tags: Mapped[list[Tag]] = relationship(secondary="need_tags", order_by=Tag.sort_order)


class Side(enum.StrEnum):
    """Whose step it is."""

    BUYER = "buyer"
    EXHIBITOR = "exhibitor"
    ORGANISER = "organiser"


class Dismissal(Model):
    """A suggestion that one side does not want to see again."""

    __tablename__ = "dismissals"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "side", "buyer_id", "exhibitor_id"),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"], ["buyers.id", "buyers.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    side: Mapped[Side]
    buyer_id: Mapped[int] = mapped_column(index=True)
    exhibitor_id: Mapped[int] = mapped_column(index=True)
    dismissed_at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
