"""mails to many"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0005_mailing"
down_revision = "0002_market"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("service", "news", name="mailingkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "change",
                "prepare",
                "payment",
                "catalogue",
                "results",
                name="servicereason",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sending",
                "stopped",
                "sent",
                name="mailingstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("segment", sa.JSON(), nullable=False),
        sa.Column("subject_vi", sa.String(length=200), nullable=False),
        sa.Column("subject_en", sa.String(length=200), nullable=False),
        sa.Column("body_vi", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'service') = (reason IS NOT NULL)",
            name=op.f("ck_mailings_service_has_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_mailings_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_mailings_made_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    with op.batch_alter_table("mailings", schema=None) as batch_op:
        batch_op.create_index("ix_mailings_event_id", ["event_id"], unique=False)

    op.create_table(
        "mailing_readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("queued_at", UTCDateTime(), nullable=True),
        sa.Column("left_out_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailing_id"],
            ["mailings.id"],
            name=op.f("fk_mailing_readers_mailing_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_mailing_readers_registration_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_readers")),
        sa.UniqueConstraint(
            "mailing_id", "address", name=op.f("uq_mailing_readers_mailing_id_address")
        ),
    )
    with op.batch_alter_table("mailing_readers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mailing_readers_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(
            "ix_mailing_readers_waiting", ["mailing_id", "queued_at"], unique=False
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("mailing_readers", schema=None) as batch_op:
        batch_op.drop_index("ix_mailing_readers_waiting")
        batch_op.drop_index(batch_op.f("ix_mailing_readers_registration_id"))

    op.drop_table("mailing_readers")
    with op.batch_alter_table("mailings", schema=None) as batch_op:
        batch_op.drop_index("ix_mailings_event_id")

    op.drop_table("mailings")
