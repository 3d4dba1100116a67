"""What a company brings to an event of a kind beside its products."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from core.db import Model
from events.programme.models.core import Event


class OpportunityKind(enum.StrEnum):
    """A job fair has vacancies, an investor day projects that ask for money, and investors."""

    VACANCY = "vacancy"
    PROJECT = "project"
    TICKET = "ticket"  # what an investor puts in


class Stage(enum.StrEnum):
    """How far a project is, or may be for an investor."""

    IDEA = "idea"
    SEED = "seed"
    EARLY = "early"
    GROWTH = "growth"


class Opportunity(Model):
    """A vacancy, a project, or what an investor looks for; amounts in đồng."""

    __tablename__ = "opportunities"
    __table_args__ = (
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("low_minor >= 0 AND high_minor >= low_minor", name="amounts"),
        sa.Index("ix_opportunities_event_id_kind", "event_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[OpportunityKind]
    title_vi: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    about_vi: Mapped[str] = mapped_column(sa.Text, default="")
    about_en: Mapped[str] = mapped_column(sa.Text, default="")
    number: Mapped[int] = mapped_column(default=1)  # of people wanted
    low_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # both 0: by agreement
    high_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    stage: Mapped[Stage | None]
    search_text: Mapped[str] = mapped_column(sa.String(600), default="")
    made_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    company: Mapped[Company] = relationship()
