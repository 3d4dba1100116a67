"""Halls as they are drawn: booths of a category, and the places between them."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.exhibitors.states import PlaceKind, QuotaGroup

if TYPE_CHECKING:
    from events.exhibitors.models.applications import Allotment


class Hall(Model):
    """A hall or field with rows of booths."""

    __tablename__ = "halls"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(80))
    # Counts the changes of the drawing, so that an editor opened before one is told.
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    booths: Mapped[list["Booth"]] = relationship(
        back_populates="hall", cascade="all, delete-orphan", order_by="Booth.id", overlaps="event"
    )
    places: Mapped[list["Place"]] = relationship(
        back_populates="hall", cascade="all, delete-orphan", order_by="Place.id"
    )


class BoothCategory(Model):
    """A kind of booth: size, price, and perhaps the group it is kept for."""

    __tablename__ = "booth_categories"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "name_vi"),
        sa.CheckConstraint("price_minor >= 0", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    name_vi: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    size: Mapped[str] = mapped_column(sa.String(40), default="3 m × 3 m")
    price_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    currency: Mapped[str] = mapped_column(sa.String(3), default="VND")
    kept_for: Mapped[QuotaGroup | None]  # only firms of this group may ask for one


class Booth(Model):
    """A place in a hall; drawn at x, y with its size, in plan units (decimetres)."""

    __tablename__ = "booths"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "label"),
        sa.ForeignKeyConstraint(
            ["hall_id", "event_id"], ["halls.id", "halls.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["category_id", "event_id"], ["booth_categories.id", "booth_categories.event_id"]
        ),
        sa.Index("uq_booths_held_for_id", "held_for_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    hall_id: Mapped[int] = mapped_column(index=True)
    category_id: Mapped[int]
    # The application that is offered this booth; nobody else gets it until the offer ends.
    held_for_id: Mapped[int | None]
    label: Mapped[str] = mapped_column(sa.String(12))
    x: Mapped[int]
    y: Mapped[int]
    width: Mapped[int] = mapped_column(default=30)
    depth: Mapped[int] = mapped_column(default=30)

    hall: Mapped[Hall] = relationship(back_populates="booths", overlaps="category")
    category: Mapped[BoothCategory] = relationship(overlaps="hall,booths")
    allotment: Mapped["Allotment | None"] = relationship(
        back_populates="booth", cascade="all, delete-orphan", overlaps="exhibitor,allotments"
    )

    @property
    def row(self) -> str:
        """The letters of its row."""
        return self.label.rstrip("0123456789")


class Place(Model):
    """What a plan shows beside booths: a gate, a stage, the meeting tables; units as a booth's."""

    __tablename__ = "places"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["hall_id", "event_id"], ["halls.id", "halls.event_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("width > 0 AND depth > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    hall_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[PlaceKind]
    label: Mapped[str] = mapped_column(sa.String(60), default="")
    x: Mapped[int]
    y: Mapped[int]
    width: Mapped[int] = mapped_column(default=60)
    depth: Mapped[int] = mapped_column(default=30)

    hall: Mapped[Hall] = relationship(back_populates="places")
