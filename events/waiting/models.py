"""A place in a line, and the offer that may come of it."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from events.waiting.states import WaitingState

LIVE = sa.text("state IN ('waiting', 'offered')")
OFFERED_PLACE = sa.text("state = 'offered' AND place_id IS NOT NULL")
FIRST_COME = 1_000_000_000  # the rank of those without one: behind everybody who has


class QueueKind(enum.StrEnum):
    """What people wait for; ``queue_id`` is the id of the row that has the places."""

    SESSION = "session"
    REGISTRATION = "registration"  # an event whose capacity is taken; queue_id is the event's
    BOOTH_CATEGORY = "booth_category"


class HolderKind(enum.StrEnum):
    """Who waits."""

    REGISTRATION = "registration"
    APPLICATION = "application"


class WaitingEntry(Model):
    """Somebody stands in a line; while ``state`` is offered, the keeper holds a place for them.

    The line goes by ``rank`` (a lottery's order; without one, first come), then by ``id``.
    """

    __tablename__ = "waiting_entries"
    __table_args__ = (
        sa.CheckConstraint("places >= 1", name="places"),
        sa.CheckConstraint(
            "state <> 'offered' OR offer_expires_at IS NOT NULL", name="offers_expire"
        ),
        sa.Index(
            "uq_waiting_entries_live",
            "queue_kind",
            "queue_id",
            "holder_kind",
            "holder_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        sa.Index(
            "uq_waiting_entries_place_once",
            "queue_kind",
            "place_id",
            unique=True,
            sqlite_where=OFFERED_PLACE,
            postgresql_where=OFFERED_PLACE,
        ),
        sa.Index("ix_waiting_entries_line", "queue_kind", "queue_id", "state", "rank", "id"),
        sa.Index("ix_waiting_entries_due", "state", "offer_expires_at"),
        sa.Index("ix_waiting_entries_holder", "holder_kind", "holder_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("events.id", ondelete="CASCADE"), index=True
    )
    queue_kind: Mapped[QueueKind]
    queue_id: Mapped[int]
    holder_kind: Mapped[HolderKind]
    holder_id: Mapped[int]
    places: Mapped[int] = mapped_column(default=1)  # a person with two companions waits for three
    rank: Mapped[int] = mapped_column(default=FIRST_COME)
    state: Mapped[WaitingState] = mapped_column(default=WaitingState.WAITING)
    place_id: Mapped[int | None]  # the very place, where places are not alike: a booth
    joined_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    offer_expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
