"""drafts propose times for the wishes of one side"""

import sqlalchemy as sa
from alembic import op

revision = "0001_timetable_wishes"
down_revision = "0003_checkin_zones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "draft_wishes",
        sa.Column("draft_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wish_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id", "event_id"],
            ["timetable_drafts.id", "timetable_drafts.event_id"],
            name=op.f("fk_draft_wishes_draft_id_event_id_timetable_drafts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "event_id"],
            ["slots.id", "slots.event_id"],
            name=op.f("fk_draft_wishes_slot_id_event_id_slots"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wish_id"],
            ["meeting_wishes.id"],
            name=op.f("fk_draft_wishes_wish_id_meeting_wishes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", "wish_id", name=op.f("pk_draft_wishes")),
    )
    with op.batch_alter_table("draft_wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_wishes_slot_id"), ["slot_id"])
        batch_op.create_index(batch_op.f("ix_draft_wishes_wish_id"), ["wish_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("draft_wishes")
