"""online meetings: a link and no table"""

import sqlalchemy as sa
from alembic import op

revision = "0003_people_online"
down_revision = "0008_timetable_rules"
branch_labels = None
depends_on = None

PLACE_OR_REASON = "ck_draft_placements_a_place_or_a_reason"


def _is_online() -> sa.Column[bool]:
    return sa.Column("is_online", sa.Boolean(), nullable=False, server_default=sa.false())


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(_is_online())
        batch_op.add_column(
            sa.Column("link", sa.String(length=500), nullable=False, server_default="")
        )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.add_column(_is_online())
        batch_op.alter_column("table_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_placements_online_takes_no_table"), "(table_id IS NULL) = is_online"
        )
    with op.batch_alter_table("draft_placements", schema=None) as batch_op:
        batch_op.add_column(_is_online())
        batch_op.drop_constraint(batch_op.f(PLACE_OR_REASON), type_="check")
        batch_op.create_check_constraint(
            batch_op.f(PLACE_OR_REASON),
            "(table_id IS NULL) = (slot_id IS NULL OR is_online)"
            " AND (slot_id IS NULL) = (reason <> '')",
        )


def downgrade() -> None:
    """Undo: what is online has no place any more."""
    op.execute("DELETE FROM draft_placements WHERE is_online")
    op.execute("UPDATE meetings SET state = 'accepted' WHERE state = 'placed' AND is_online")
    op.execute(
        "DELETE FROM claims WHERE meeting_id IN (SELECT meeting_id FROM placements WHERE is_online)"
    )
    op.execute("DELETE FROM placements WHERE is_online")
    with op.batch_alter_table("draft_placements", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(PLACE_OR_REASON), type_="check")
        batch_op.create_check_constraint(
            batch_op.f(PLACE_OR_REASON),
            "(slot_id IS NULL) = (table_id IS NULL) AND (slot_id IS NULL) = (reason <> '')",
        )
        batch_op.drop_column("is_online")
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_placements_online_takes_no_table"), type_="check")
        batch_op.alter_column("table_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("is_online")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_column("link")
        batch_op.drop_column("is_online")
