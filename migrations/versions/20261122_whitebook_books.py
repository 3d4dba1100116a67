"""companies agree to be printed; white books"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0004_whitebook"
down_revision = "0006_invitations"
branch_labels = None
depends_on = None


def _foreign(table: str, column: str, to: str, gone: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=gone)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "listings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("contact_email", sa.String(length=255), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("agreed_at", UTCDateTime(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        _foreign("listings", "company_id", "companies", "CASCADE"),
        _foreign("listings", "agreed_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
    )
    op.create_index(op.f("ix_listings_company_id"), "listings", ["company_id"])
    live = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_listings_live",
        "listings",
        ["company_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "white_books",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_vi", sa.String(length=160), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("province_key", sa.String(length=8), nullable=True),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("tag_code", sa.String(length=40), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("company_ids", sa.JSON(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(length=40), nullable=True),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        _foreign("white_books", "made_by_id", "users", "SET NULL"),
        _foreign("white_books", "job_id", "jobs", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_white_books")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("white_books")
    op.drop_table("listings")
