"""helpers who act for firms"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0004_assisting"
down_revision = "0003_catalogue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "helpers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("named_at", UTCDateTime(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["users.id"], name=op.f("fk_helpers_named_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_helpers_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpers")),
    )
    with op.batch_alter_table("helpers", schema=None) as batch_op:
        batch_op.create_index(
            "uq_helpers_live_user",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "assistances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("owner_phone", sa.String(length=20), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("taken_over_at", UTCDateTime(), nullable=True),
        sa.Column("kept_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name=op.f("fk_assistances_company_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["helpers.id"], name=op.f("fk_assistances_helper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistances")),
    )
    with op.batch_alter_table("assistances", schema=None) as batch_op:
        batch_op.create_index("ix_assistances_company_id", ["company_id"], unique=False)
        batch_op.create_index("ix_assistances_helper_id", ["helper_id"], unique=False)

    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("for_somebody", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_column("signed_on")

    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_column("for_somebody")

    with op.batch_alter_table("assistances", schema=None) as batch_op:
        batch_op.drop_index("ix_assistances_helper_id")
        batch_op.drop_index("ix_assistances_company_id")

    op.drop_table("assistances")
    with op.batch_alter_table("helpers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_helpers_live_user",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("helpers")
