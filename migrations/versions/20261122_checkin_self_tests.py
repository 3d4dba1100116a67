"""a phone tells how its self-test went"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0004_checkin_self_tests"
down_revision = "0001_timetable_wishes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tested_at", UTCDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "test_result",
                sa.Enum("ok", "mind", "bad", name="selftest", native_enum=False, length=24),
                nullable=True,
            )
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("test_result")
        batch_op.drop_column("tested_at")
