"""results of events, when registration opens, expected size"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0004_results"
down_revision = "0003_groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "event_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("value >= 0", name=op.f("ck_event_results_value")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_results_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["users.id"],
            name=op.f("fk_event_results_confirmed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_results")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_event_results_event_id_name")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opens_at", UTCDateTime(), nullable=True))
        for name in ("expected_booths", "expected_visitors"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_check_constraint(
            batch_op.f("ck_events_expected"), "expected_booths >= 0 AND expected_visitors >= 0"
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_events_expected"), type_="check")
        for name in ("expected_visitors", "expected_booths", "opens_at"):
            batch_op.drop_column(name)
    op.drop_table("event_results")
