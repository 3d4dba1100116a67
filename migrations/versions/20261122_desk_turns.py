"""desk"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0001_desk"
down_revision = "0002_people_interpreters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "desk_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("one_badge", sa.Boolean(), nullable=False),
        sa.Column("display_token", sa.String(length=43), nullable=False),
        sa.CheckConstraint("grace_minutes BETWEEN 0 AND 60", name=op.f("ck_desk_rules_grace")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_desk_rules_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_rules")),
        sa.UniqueConstraint("display_token", name=op.f("uq_desk_rules_display_token")),
        sa.UniqueConstraint("event_id", name=op.f("uq_desk_rules_event_id")),
    )
    op.create_table(
        "meeting_turns",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("buyer_here_at", UTCDateTime(), nullable=True),
        sa.Column("exhibitor_here_at", UTCDateTime(), nullable=True),
        sa.Column("held_at", UTCDateTime(), nullable=True),
        sa.Column("missed_at", UTCDateTime(), nullable=True),
        sa.Column(
            "absent",
            sa.Enum("buyer", "exhibitor", "both", name="absent", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(missed_at IS NULL) = (absent IS NULL)", name=op.f("ck_meeting_turns_missed_says_who")
        ),
        sa.CheckConstraint(
            "held_at IS NULL OR missed_at IS NULL", name=op.f("ck_meeting_turns_held_or_missed")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"],
            ["users.id"],
            name=op.f("fk_meeting_turns_marked_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"],
            ["meetings.id", "meetings.event_id"],
            name=op.f("fk_meeting_turns_meeting_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_meeting_turns_slot_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["tables.id"], name=op.f("fk_meeting_turns_table_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meeting_turns")),
    )
    with op.batch_alter_table("meeting_turns", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_turns_slot_id", ["slot_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("meeting_turns", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_turns_slot_id")

    op.drop_table("meeting_turns")
    op.drop_table("desk_rules")
