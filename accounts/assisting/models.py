"""Who helps, and whom."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from accounts.sign_in.models import User
from core.db import Model

LIVE = sa.text("ended_at IS NULL")


class Helper(Model):
    """A person whom staff let enter firms, for a commune or an association."""

    __tablename__ = "helpers"
    __table_args__ = (
        sa.Index(
            "uq_helpers_live_user", "user_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    organisation: Mapped[str] = mapped_column(sa.String(200))
    named_at: Mapped[datetime]
    named_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class Assistance(Model):
    """A helper acts for a firm, from its entry until the owner or staff end it."""

    __tablename__ = "assistances"
    __table_args__ = (
        sa.Index("ix_assistances_company_id", "company_id"),
        sa.Index("ix_assistances_helper_id", "helper_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("companies.id", ondelete="CASCADE"))
    helper_id: Mapped[int] = mapped_column(sa.ForeignKey("helpers.id", ondelete="CASCADE"))
    owner_name: Mapped[str] = mapped_column(sa.String(120))
    owner_phone: Mapped[str | None] = mapped_column(sa.String(20))
    signed_on: Mapped[date]  # the day on which the owner signed on paper
    begun_at: Mapped[datetime]
    taken_over_at: Mapped[datetime | None]  # the owner used the code
    kept_at: Mapped[datetime | None]  # and lets the helper go on
    ended_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship()
    helper: Mapped[Helper] = relationship()
