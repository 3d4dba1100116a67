"""vacancies, projects and investors' tickets"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0007_opportunities"
down_revision = "0004_fees"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "opportunities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "vacancy", "project", "ticket", name="opportunitykind", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("title_vi", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("about_vi", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("low_minor", sa.BigInteger(), nullable=False),
        sa.Column("high_minor", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("idea", "seed", "early", "growth", name="stage", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_opportunities_number")),
        sa.CheckConstraint(
            "low_minor >= 0 AND high_minor >= low_minor", name=op.f("ck_opportunities_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name=op.f("fk_opportunities_company_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_opportunities_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
    )
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.create_index("ix_opportunities_event_id_kind", ["event_id", "kind"])
        batch_op.create_index(batch_op.f("ix_opportunities_company_id"), ["company_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("opportunities")
