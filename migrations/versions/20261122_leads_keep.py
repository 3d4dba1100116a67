"""leads"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0001_leads"
down_revision = "0007_timetable_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("first_scanned_at", UTCDateTime(), nullable=False),
        sa.Column("last_scanned_at", UTCDateTime(), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR (note = '' AND next_step = '' AND rating IS NULL "
            "AND next_step_on IS NULL)",
            name=op.f("ck_leads_withdrawn_is_empty"),
        ),
        sa.CheckConstraint(
            "rating IS NULL OR rating BETWEEN 1 AND 3", name=op.f("ck_leads_rating")
        ),
        sa.CheckConstraint("scans > 0", name=op.f("ck_leads_scans")),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            name=op.f("fk_leads_exhibitor_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["kept_by_id"], ["users.id"], name=op.f("fk_leads_kept_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            name=op.f("fk_leads_registration_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint(
            "exhibitor_id", "registration_id", name=op.f("uq_leads_exhibitor_id_registration_id")
        ),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_leads_id_event_id")),
    )
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.create_index("ix_leads_registration_id", ["registration_id"], unique=False)

    op.create_table(
        "lead_products",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_lead_products_lead_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_lead_products_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lead_id", "product_id", name=op.f("pk_lead_products")),
    )
    with op.batch_alter_table("lead_products", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lead_products_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "lead_scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("badge_code", sa.String(length=13), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("kept", "refused", name="outcome", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "refusal",
            sa.Enum(
                "unreadable",
                "ticket",
                "unknown",
                "ended",
                "not_valid",
                "own_people",
                "withdrawn",
                name="refusal",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("scanned_at", UTCDateTime(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            name=op.f("fk_lead_scans_exhibitor_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_lead_scans_lead_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_lead_scans_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_scans")),
        sa.UniqueConstraint("exhibitor_id", "nonce", name=op.f("uq_lead_scans_exhibitor_id_nonce")),
    )
    with op.batch_alter_table("lead_scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_scans_lead_id"), ["lead_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("lead_scans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_scans_lead_id"))

    op.drop_table("lead_scans")
    with op.batch_alter_table("lead_products", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_products_product_id"))

    op.drop_table("lead_products")
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.drop_index("ix_leads_registration_id")

    op.drop_table("leads")
