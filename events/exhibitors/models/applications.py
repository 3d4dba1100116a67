"""Applications, exhibitors (companies that show at an event), and the booths given to them."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from core.db import Model
from events.exhibitors.models.hall import Booth, BoothCategory
from events.exhibitors.states import ApplicationState
from events.programme.models import Event

if TYPE_CHECKING:
    from events.exhibitors.models.details import ApplicationGroup, CoExhibitor, Paper, Wish

LIVE = "state IN ('submitted', 'approved')"


class Application(Model):
    """A company asks to show at an event, in a booth of a category or without one."""

    __tablename__ = "applications"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.Index("uq_applications_event_id_number", "event_id", "number", unique=True),
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
    number: Mapped[int | None]  # its public number at the event; lists show it instead of a name
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
    wishes: Mapped[list["Wish"]] = relationship(
        cascade="all, delete-orphan", order_by="Wish.rank", overlaps="booth,hall"
    )
    groups: Mapped[list["ApplicationGroup"]] = relationship(
        cascade="all, delete-orphan", order_by="ApplicationGroup.group"
    )
    partners: Mapped[list["CoExhibitor"]] = relationship(
        back_populates="application", cascade="all, delete-orphan", order_by="CoExhibitor.id"
    )
    papers: Mapped[list["Paper"]] = relationship(
        back_populates="application", cascade="all, delete-orphan", order_by="Paper.kind_id"
    )


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
    shares: Mapped[list["AllotmentShare"]] = relationship(
        back_populates="exhibitor", cascade="all, delete-orphan", overlaps="shares,allotment"
    )

    @property
    def booths(self) -> list[Booth]:
        """Where it stands: the booths it holds, then those it shares."""
        shared = [share.allotment.booth for share in self.shares]
        return [*(allotment.booth for allotment in self.allotments), *shared]


class Allotment(Model):
    """A booth is given to an exhibitor; giving it back deletes the row, the log remembers."""

    __tablename__ = "allotments"
    __table_args__ = (
        sa.UniqueConstraint("booth_id"),
        sa.Index("uq_allotments_id_event_id", "id", "event_id", unique=True),
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
    shares: Mapped[list["AllotmentShare"]] = relationship(
        back_populates="allotment",
        cascade="all, delete-orphan",
        order_by="AllotmentShare.id",
        overlaps="exhibitor,shares",
    )

    @property
    def exhibitor_ids(self) -> set[int]:
        """Everybody who stands at the booth: the main holder and those who share it."""
        return {self.exhibitor_id, *(share.exhibitor_id for share in self.shares)}


class AllotmentShare(Model):
    """A co-exhibitor hangs on the allotment of the booth's one main holder, and goes with it."""

    __tablename__ = "allotment_shares"
    __table_args__ = (
        sa.UniqueConstraint("allotment_id", "exhibitor_id"),
        sa.ForeignKeyConstraint(
            ["allotment_id", "event_id"],
            ["allotments.id", "allotments.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    allotment_id: Mapped[int]
    exhibitor_id: Mapped[int] = mapped_column(index=True)

    allotment: Mapped[Allotment] = relationship(
        back_populates="shares", overlaps="shares,exhibitor"
    )
    exhibitor: Mapped[Exhibitor] = relationship(
        back_populates="shares", overlaps="allotment,shares"
    )
