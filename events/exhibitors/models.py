"""Halls, booths, applications, and exhibitors: companies that show at an event."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from core.db import Model
from events.exhibitors.states import ApplicationState
from events.programme.models import Event

LIVE = "state IN ('submitted', 'approved')"


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

    booths: Mapped[list["Booth"]] = relationship(
        back_populates="hall", cascade="all, delete-orphan", order_by="Booth.id", overlaps="event"
    )


class BoothCategory(Model):
    """A kind of booth: size and price."""

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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    hall_id: Mapped[int] = mapped_column(index=True)
    category_id: Mapped[int]
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


class Application(Model):
    """A company asks to show at an event, in a booth of a category or without one."""

    __tablename__ = "applications"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.ForeignKeyConstraint(
            ["category_id", "event_id"], ["booth_categories.id", "booth_categories.event_id"]
        ),
        sa.Index(
            "uq_applications_live",
            "event_id",
            "company_id",
            "category_id",
            unique=True,
            sqlite_where=sa.text(LIVE),
            postgresql_where=sa.text(LIVE),
        ),
        sa.Index(
            "uq_applications_live_no_booth",
            "event_id",
            "company_id",
            unique=True,
            sqlite_where=sa.text(f"{LIVE} AND category_id IS NULL"),
            postgresql_where=sa.text(f"{LIVE} AND category_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    category_id: Mapped[int | None]  # None: without a booth
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.SUBMITTED)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )
    answered_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship()
    category: Mapped[BoothCategory | None] = relationship(overlaps="event")
    event: Mapped[Event] = relationship(overlaps="category")


class Exhibitor(Model):
    """A company showing at an event, with or without a booth."""

    __tablename__ = "exhibitors"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "company_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    application_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("applications.id", ondelete="SET NULL")
    )
    seeks_vi: Mapped[str] = mapped_column(sa.Text, default="")  # whom it would like to meet
    seeks_en: Mapped[str] = mapped_column(sa.Text, default="")
    approved_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship()
    event: Mapped[Event] = relationship()
    allotments: Mapped[list["Allotment"]] = relationship(
        back_populates="exhibitor", cascade="all, delete-orphan", overlaps="booth,allotment"
    )


class Allotment(Model):
    """A booth is given to an exhibitor; giving it back deletes the row, the log remembers."""

    __tablename__ = "allotments"
    __table_args__ = (
        sa.UniqueConstraint("booth_id"),
        sa.ForeignKeyConstraint(
            ["booth_id", "event_id"], ["booths.id", "booths.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    booth_id: Mapped[int]
    exhibitor_id: Mapped[int] = mapped_column(index=True)
    allotted_at: Mapped[datetime]

    booth: Mapped[Booth] = relationship(back_populates="allotment", overlaps="exhibitor,allotments")
    exhibitor: Mapped[Exhibitor] = relationship(
        back_populates="allotments", overlaps="booth,allotment"
    )
