"""drafts of timetables, locked meetings"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0002_timetable"
down_revision = "0007_opportunities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locked_at", UTCDateTime(), nullable=True))

    op.create_table(
        "timetable_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "building",
                "ready",
                "infeasible",
                "failed",
                "outdated",
                "published",
                name="draftstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "aim",
            sa.Enum("all", "best", "fill", "repair", name="aim", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reached", sa.JSON(), nullable=False),
        sa.Column("bound", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("conflict", sa.JSON(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("stop_asked_at", UTCDateTime(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)",
            name=op.f("ck_timetable_drafts_published_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_timetable_drafts_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_timetable_drafts_job_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["users.id"],
            name=op.f("fk_timetable_drafts_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_drafts")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_timetable_drafts_id_event_id")),
    )
    with op.batch_alter_table("timetable_drafts", schema=None) as batch_op:
        batch_op.create_index("ix_timetable_drafts_event_id", ["event_id"], unique=False)
        batch_op.create_index(
            "uq_timetable_drafts_one_build",
            ["event_id"],
            unique=True,
            sqlite_where=sa.text("state = 'building'"),
            postgresql_where=sa.text("state = 'building'"),
        )

    op.create_table(
        "draft_placements",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(slot_id IS NULL) = (table_id IS NULL) AND (slot_id IS NULL) = (reason <> '')",
            name=op.f("ck_draft_placements_a_place_or_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id", "event_id"],
            ["timetable_drafts.id", "timetable_drafts.event_id"],
            name=op.f("fk_draft_placements_draft_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"],
            ["meetings.id", "meetings.event_id"],
            name=op.f("fk_draft_placements_meeting_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "event_id"],
            ["slots.id", "slots.event_id"],
            name=op.f("fk_draft_placements_slot_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["table_id", "event_id"],
            ["tables.id", "tables.event_id"],
            name=op.f("fk_draft_placements_table_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "meeting_id", name=op.f("pk_draft_placements")),
        sa.UniqueConstraint(
            "draft_id",
            "slot_id",
            "table_id",
            name=op.f("uq_draft_placements_draft_id_slot_id_table_id"),
        ),
    )
    with op.batch_alter_table("draft_placements", schema=None) as batch_op:
        for column in ("meeting_id", "slot_id", "table_id"):
            batch_op.create_index(
                batch_op.f(f"ix_draft_placements_{column}"), [column], unique=False
            )


def downgrade() -> None:
    """Undo."""
    op.drop_table("draft_placements")
    op.drop_table("timetable_drafts")
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_column("locked_at")
