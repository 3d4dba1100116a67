"""Companies that agreed to be printed, and the white books made of them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from core.db import Model
from core.jobs import Job

LIVE = sa.text("withdrawn_at IS NULL")


class Listing(Model):
    """A company agreed to be in the directory, with the contact it wants to be printed.

    Rows are added and ended, never edited: they are the evidence.
    """

    __tablename__ = "listings"
    __table_args__ = (
        sa.Index(
            "uq_listings_live",
            "company_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(255), default="")
    text_version: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(5))
    agreed_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    withdrawn_at: Mapped[datetime | None]

    company: Mapped[Company] = relationship()


class WhiteBook(Model):
    """A business directory as it was on a day: a PDF and a spreadsheet."""

    __tablename__ = "white_books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title_vi: Mapped[str] = mapped_column(sa.String(160))
    title_en: Mapped[str] = mapped_column(sa.String(160), default="")
    province_key: Mapped[str | None] = mapped_column(sa.String(8))
    sector: Mapped[str] = mapped_column(sa.String(20), default="")
    tag_code: Mapped[str] = mapped_column(sa.String(40), default="")
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id", ondelete="SET NULL"))
    company_ids: Mapped[list[Any]] = mapped_column(default=list)  # who is printed in it
    products: Mapped[int] = mapped_column(default=0)
    file_key: Mapped[str | None] = mapped_column(sa.String(40))
    is_published: Mapped[bool] = mapped_column(default=False)

    job: Mapped[Job | None] = relationship()
