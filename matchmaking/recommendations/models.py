"""How the lists of suggestions of an event were ordered last, and what each exhibitor got."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.exhibitors.models import Exhibitor


class WhyNot(enum.StrEnum):
    """Why an exhibitor stands in fewer lists than each should."""

    NO_PRODUCT = "no_product"
    NO_NEED = "no_need"
    NOTHING_ALIKE = "nothing_alike"
    WEAK = "weak"
    CERTIFICATE = "certificate"
    OCOP = "ocop"
    COUNTRY = "country"
    OWN = "own"
    OUTDONE = "outdone"
    FEW_FIT = "few_fit"
    NO_TIME = "no_time"
    NO_ROOM = "no_room"


class Market(Model):
    """When the lists of an event were ordered, from what, and with which floor."""

    __tablename__ = "markets"

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    mark: Mapped[str] = mapped_column(sa.String(64))  # of what it was made from
    least: Mapped[int]  # the lists that each exhibitor should stand in
    ordered_at: Mapped[datetime]


class MarketStanding(Model):
    """What counts against an exhibitor in every list, in how many it stands, and why in so few."""

    __tablename__ = "market_standings"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_market_standings_event_id_lists", "event_id", "lists"),
        sa.CheckConstraint("lists >= 0 AND fits >= lists", name="counts"),
    )

    exhibitor_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    price: Mapped[float]
    lists: Mapped[int]
    fits: Mapped[int]
    why_not: Mapped[WhyNot | None]

    exhibitor: Mapped[Exhibitor] = relationship()


class MarketOrder(Model):
    """What moves exhibitors in one buyer's lists, by company id, beside their prices."""

    __tablename__ = "market_orders"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"], ["buyers.id", "buyers.event_id"], ondelete="CASCADE"
        ),
        sa.Index("ix_market_orders_event_id", "event_id"),
    )

    buyer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    shifts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    welcomes: Mapped[dict[str, Any]] = mapped_column(default=dict)
