"""By what rule booths are given: criteria with weights, and the lottery's draws."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.exhibitors.models.hall import BoothCategory
from events.exhibitors.scoring import CriterionKind
from events.exhibitors.states import DrawState

LIVE = sa.text("state IN ('announced', 'closed')")


class Criterion(Model):
    """What counts at an event, and how much."""

    __tablename__ = "criteria"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "kind"),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[CriterionKind]
    weight: Mapped[int]


class Draw(Model):
    """A lottery for the booths of a category: hash of the seed first, list next, seed last."""

    __tablename__ = "draws"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "number"),
        sa.ForeignKeyConstraint(
            ["category_id", "event_id"], ["booth_categories.id", "booth_categories.event_id"]
        ),
        sa.Index(
            "uq_draws_live",
            "category_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        sa.CheckConstraint("state <> 'closed' OR list_hash <> ''", name="closed_with_list"),
        sa.CheckConstraint(
            "state <> 'drawn' OR (list_hash <> '' AND result IS NOT NULL)", name="drawn_with_result"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    number: Mapped[int]
    category_id: Mapped[int]
    method: Mapped[str] = mapped_column(sa.String(12))  # see lottery.METHODS
    quotas: Mapped[list[Any]] = mapped_column(default=list)  # [group, booths], in their order
    offer_hours: Mapped[int] = mapped_column(default=48)
    state: Mapped[DrawState] = mapped_column(default=DrawState.ANNOUNCED)
    secret: Mapped[str] = mapped_column(sa.String(64))  # shown once the draw is done
    seed_hash: Mapped[str] = mapped_column(sa.String(64))
    witness: Mapped[str] = mapped_column(sa.String(80), default="")
    list_text: Mapped[str] = mapped_column(sa.Text, default="")
    list_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(sa.String(500), default="")  # why it was called off
    announced_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]

    category: Mapped[BoothCategory] = relationship()

    def document(self) -> dict[str, Any]:
        """A finished draw as it is published: everything that ``lottery.replay`` needs."""
        return {
            "list": self.list_text,
            "list_hash": self.list_hash,
            "secret": self.secret,
            "seed_hash": self.seed_hash,
            "witness": self.witness,
            "result": self.result,
        }
