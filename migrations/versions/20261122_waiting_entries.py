"""waiting entries"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0002_waiting"
down_revision = "0001"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('waiting', 'offered')")
OFFERED_PLACE = sa.text("state = 'offered' AND place_id IS NOT NULL")


def _kind(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=24)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "waiting_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "queue_kind",
            _kind("queuekind", "session", "registration", "booth_category"),
            nullable=False,
        ),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column(
            "holder_kind", _kind("holderkind", "registration", "application"), nullable=False
        ),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _kind(
                "waitingstate",
                "waiting",
                "offered",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                "closed",
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.Column("offered_at", UTCDateTime(), nullable=True),
        sa.Column("offer_expires_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("places >= 1", name=op.f("ck_waiting_entries_places")),
        sa.CheckConstraint(
            "state <> 'offered' OR offer_expires_at IS NOT NULL",
            name=op.f("ck_waiting_entries_offers_expire"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_waiting_entries_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entries")),
    )
    line = ["queue_kind", "queue_id", "state", "rank", "id"]
    with op.batch_alter_table("waiting_entries", schema=None) as batch_op:
        batch_op.create_index("ix_waiting_entries_event_id", ["event_id"])
        batch_op.create_index("ix_waiting_entries_line", line)
        batch_op.create_index("ix_waiting_entries_due", ["state", "offer_expires_at"])
        batch_op.create_index("ix_waiting_entries_holder", ["holder_kind", "holder_id"])
        batch_op.create_index(
            "uq_waiting_entries_live",
            ["queue_kind", "queue_id", "holder_kind", "holder_id"],
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )
        batch_op.create_index(
            "uq_waiting_entries_place_once",
            ["queue_kind", "place_id"],
            unique=True,
            sqlite_where=OFFERED_PLACE,
            postgresql_where=OFFERED_PLACE,
        )


def downgrade() -> None:
    """Take back."""
    op.drop_table("waiting_entries")
