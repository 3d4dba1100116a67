"""rules of meetings hold what booking and building keep"""

import sqlalchemy as sa
from alembic import op

revision = "0008_timetable_rules"
down_revision = "0001_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("meeting_rules") as batch:
        batch.drop_column("organiser_matches")


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("meeting_rules") as batch:
        batch.add_column(
            sa.Column("organiser_matches", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.alter_column("organiser_matches", server_default=None)
