"""fees of booths, payments, the account they go to"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0004_fees"
down_revision = "0003_allotment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "fee_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("bank", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=19), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_fee_accounts_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_accounts")),
        sa.UniqueConstraint("event_id", name=op.f("uq_fee_accounts_event_id")),
    )
    op.create_table(
        "booth_fees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("allotment_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reference", sa.String(length=25), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(allotment_id IS NULL) = (cancelled_at IS NOT NULL)",
            name=op.f("ck_booth_fees_cancelled"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_booth_fees_amount")),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            name=op.f("fk_booth_fees_exhibitor_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth_fees")),
        sa.UniqueConstraint("allotment_id", name=op.f("uq_booth_fees_allotment_id")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_booth_fees_id_event_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_booth_fees_reference")),
    )
    with op.batch_alter_table("booth_fees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booth_fees_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_booth_fees_exhibitor_id"), ["exhibitor_id"], unique=False
        )

    op.create_table(
        "fee_payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("fee_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (amount_minor > 0)", name=op.f("ck_fee_payments_reversal")
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_fee_payments_amount")),
        sa.ForeignKeyConstraint(
            ["fee_id", "event_id"],
            ["booth_fees.id", "booth_fees.event_id"],
            name=op.f("fk_fee_payments_fee_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["users.id"],
            name=op.f("fk_fee_payments_recorded_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["fee_payments.id"], name=op.f("fk_fee_payments_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_payments")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_fee_payments_reverses_id")),
    )
    with op.batch_alter_table("fee_payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fee_payments_fee_id"), ["fee_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    for table in ("fee_payments", "booth_fees", "fee_accounts"):
        op.drop_table(table)
