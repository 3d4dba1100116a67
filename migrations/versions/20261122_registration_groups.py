"""groups registered by one contact"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0003_groups"
down_revision = "0002_companies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "registration_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("access_token", sa.String(length=43), nullable=False),
        sa.Column("form_token", sa.String(length=40), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "email IS NOT NULL OR phone IS NOT NULL", name=op.f("ck_registration_groups_reachable")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_registration_groups_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_registration_groups_user_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_groups")),
        sa.UniqueConstraint("access_token", name=op.f("uq_registration_groups_access_token")),
        sa.UniqueConstraint("form_token", name=op.f("uq_registration_groups_form_token")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_registration_groups_id_event_id")),
    )
    with op.batch_alter_table("registration_groups", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_groups_user_id"), ["user_id"], unique=False
        )

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_registrations_group_id", ["group_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_registrations_group_id_event_id"),
            "registration_groups",
            ["group_id", "event_id"],
            ["id", "event_id"],
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_registrations_group_id_event_id"), type_="foreignkey"
        )
        batch_op.drop_index("ix_registrations_group_id")
        batch_op.drop_column("group_id")

    with op.batch_alter_table("registration_groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_groups_user_id"))

    op.drop_table("registration_groups")
