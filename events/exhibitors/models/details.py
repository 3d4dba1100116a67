"""What belongs to an application: wishes, groups, partners who share the booth, papers."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from core.db import Model
from events.exhibitors.models.applications import Application
from events.exhibitors.models.hall import Booth, Hall
from events.exhibitors.states import PaperState, QuotaGroup


def _of_application() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["application_id", "event_id"],
        ["applications.id", "applications.event_id"],
        ondelete="CASCADE",
    )


class Wish(Model):
    """Where a company would like to stand, first to third: a booth, or a hall or row of it."""

    __tablename__ = "wishes"
    __table_args__ = (
        _of_application(),
        sa.ForeignKeyConstraint(
            ["booth_id", "event_id"], ["booths.id", "booths.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hall_id", "event_id"], ["halls.id", "halls.event_id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("application_id", "rank"),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name="rank"),
        sa.CheckConstraint("(booth_id IS NULL) <> (hall_id IS NULL)", name="one_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    application_id: Mapped[int]
    rank: Mapped[int]
    booth_id: Mapped[int | None] = mapped_column(index=True)
    hall_id: Mapped[int | None] = mapped_column(index=True)
    row: Mapped[str] = mapped_column(sa.String(12), default="")  # of the hall; empty: anywhere

    booth: Mapped[Booth | None] = relationship(overlaps="wishes,hall")
    hall: Mapped[Hall | None] = relationship(overlaps="wishes,booth")


class ApplicationGroup(Model):
    """A group that a company says it belongs to; ``grounds`` say why, and never leave the staff."""

    __tablename__ = "application_groups"
    __table_args__ = (
        _of_application(),
        sa.UniqueConstraint("application_id", "group"),
        sa.CheckConstraint("\"group\" <> 'priority' OR consented_at IS NOT NULL", name="consent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    application_id: Mapped[int]
    group: Mapped[QuotaGroup]
    grounds: Mapped[list[str]] = mapped_column(default=list)
    detail: Mapped[str] = mapped_column(sa.String(120), default="")  # the commune
    consented_at: Mapped[datetime | None]
    consent_version: Mapped[str] = mapped_column(sa.String(20), default="")
    consent_language: Mapped[str] = mapped_column(sa.String(5), default="")
    declared_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )


class CoExhibitor(Model):
    """A partner that would share the booth; a company on the platform says yes itself."""

    __tablename__ = "co_exhibitors"
    __table_args__ = (
        _of_application(),
        sa.UniqueConstraint("application_id", "company_id"),
        sa.CheckConstraint("confirmed_at IS NULL OR company_id IS NOT NULL", name="confirmed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    application_id: Mapped[int]
    company_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(200))
    confirmed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(back_populates="partners")
    company: Mapped[Company | None] = relationship()


class PaperKind(Model):
    """A paper that an event asks of its applicants, of one category or of all."""

    __tablename__ = "paper_kinds"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "name_vi"),
        sa.ForeignKeyConstraint(
            ["category_id", "event_id"],
            ["booth_categories.id", "booth_categories.event_id"],
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    category_id: Mapped[int | None]
    name_vi: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    is_required: Mapped[bool] = mapped_column(default=True)


class Paper(Model):
    """A paper that a company sent, and what the staff said to it."""

    __tablename__ = "papers"
    __table_args__ = (
        _of_application(),
        sa.ForeignKeyConstraint(
            ["kind_id", "event_id"],
            ["paper_kinds.id", "paper_kinds.event_id"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("application_id", "kind_id"),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    application_id: Mapped[int]
    kind_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[PaperState] = mapped_column(default=PaperState.RECEIVED)
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    key: Mapped[str] = mapped_column(sa.String(40))
    filename: Mapped[str] = mapped_column(sa.String(120))
    bytes: Mapped[int]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    checked_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(back_populates="papers", overlaps="kind")
    kind: Mapped[PaperKind] = relationship(overlaps="application,papers")
