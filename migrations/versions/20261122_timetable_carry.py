"""why a meeting was called off, when its calendar entry last changed; reminders"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0007_timetable_carry"
down_revision = "0001_badges"
branch_labels = None
depends_on = None

REASONS = ("cannot_come", "time", "settled", "other")
SIDE = sa.Enum("buyer", "exhibitor", "organiser", name="side", native_enum=False, length=24)
KIND = sa.Enum("day_before", "soon", name="reminderkind", native_enum=False, length=24)
REASON = sa.Enum(*REASONS, name="cancelreason", native_enum=False, length=24)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("meetings") as meetings:
        meetings.add_column(sa.Column("cancel_reason", REASON, nullable=True))
        meetings.add_column(sa.Column("calendar_changed_at", UTCDateTime(), nullable=True))
    op.create_table(
        "meeting_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("side", SIDE, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("reminded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"],
            ["meetings.id", "meetings.event_id"],
            name=op.f("fk_meeting_reminders_meeting_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_reminders")),
        sa.UniqueConstraint(
            "meeting_id", "side", "kind", "starts_at", name="uq_meeting_reminders_once"
        ),
    )
    op.create_table(
        "reminder_stops",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stopped_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_reminder_stops_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder_stops")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("reminder_stops")
    op.drop_table("meeting_reminders")
    with op.batch_alter_table("meetings") as meetings:
        meetings.drop_column("calendar_changed_at")
        meetings.drop_column("cancel_reason")
