"""the taxonomy is kept by people; papers with files, reminders, several photos"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0003_catalogue"
down_revision = "0002_imports"
branch_labels = None
depends_on = None

STATES = ("open", "alias", "new", "refused")
LEVELS = ("commune", "district", "province", "national")


def _foreign(table: str, column: str, to: str, gone: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=gone)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("tags") as batch:
        batch.add_column(sa.Column("synonyms_zh", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("synonyms_lo", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("edited_at", UTCDateTime(), nullable=True))
    op.create_table(
        "tag_redirects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        _foreign("tag_redirects", "tag_id", "tags", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_redirects")),
        sa.UniqueConstraint("code", name=op.f("uq_tag_redirects_code")),
    )
    op.create_index(op.f("ix_tag_redirects_tag_id"), "tag_redirects", ["tag_id"])
    op.create_table(
        "tag_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("word_key", sa.String(length=80), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="proposalstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        _foreign("tag_proposals", "company_id", "companies", "CASCADE"),
        _foreign("tag_proposals", "product_id", "products", "CASCADE"),
        _foreign("tag_proposals", "proposed_by_id", "users", "SET NULL"),
        _foreign("tag_proposals", "tag_id", "tags", "SET NULL"),
        _foreign("tag_proposals", "answered_by_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_proposals")),
    )
    op.create_index(
        "uq_tag_proposals_open",
        "tag_proposals",
        ["product_id", "word_key"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_tag_proposals_state_word_key", "tag_proposals", ["state", "word_key"])
    op.create_index(op.f("ix_tag_proposals_company_id"), "tag_proposals", ["company_id"])
    op.create_index(op.f("ix_tag_proposals_product_id"), "tag_proposals", ["product_id"])
    op.create_index(op.f("ix_tag_proposals_tag_id"), "tag_proposals", ["tag_id"])
    with op.batch_alter_table("ocop_records") as batch:
        batch.add_column(
            sa.Column(
                "granted_level",
                sa.Enum(*LEVELS, name="ocoplevel", native_enum=False, length=24),
                nullable=True,
            )
        )
        batch.add_column(sa.Column("evidence_key", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("verified_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("refused_at", UTCDateTime(), nullable=True))
        batch.add_column(sa.Column("answer", sa.Text(), server_default="", nullable=False))
        batch.create_foreign_key(
            batch.f("fk_ocop_records_verified_by_id"),
            "users",
            ["verified_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("certificates") as batch:
        batch.add_column(sa.Column("file_key", sa.String(length=80), nullable=True))
    op.create_table(
        "expiry_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reminded_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_reminders")),
        sa.UniqueConstraint(
            "kind",
            "subject_id",
            "expires_on",
            "days",
            name=op.f("uq_expiry_reminders_kind_subject_id_expires_on_days"),
        ),
    )
    op.create_table(
        "product_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("alt_vi", sa.String(length=200), nullable=False),
        sa.Column("alt_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _foreign("product_photos", "product_id", "products", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_photos")),
        sa.UniqueConstraint("key", name=op.f("uq_product_photos_key")),
    )
    op.create_index(
        "ix_product_photos_product_id_position", "product_photos", ["product_id", "position"]
    )
    op.execute(
        "INSERT INTO product_photos (product_id, key, alt_vi, alt_en, position)"
        " SELECT min(id), photo_key, '', '', 0 FROM products"
        " WHERE photo_key IS NOT NULL GROUP BY photo_key"
    )


def downgrade() -> None:
    """Undo; the covers stay with their products."""
    op.drop_table("product_photos")
    op.drop_table("expiry_reminders")
    with op.batch_alter_table("certificates") as batch:
        batch.drop_column("file_key")
    with op.batch_alter_table("ocop_records") as batch:
        batch.drop_constraint(batch.f("fk_ocop_records_verified_by_id"), type_="foreignkey")
        for name in ("answer", "refused_at", "verified_by_id", "evidence_key", "granted_level"):
            batch.drop_column(name)
    op.drop_table("tag_proposals")
    op.drop_table("tag_redirects")
    with op.batch_alter_table("tags") as batch:
        for name in ("edited_at", "synonyms_lo", "synonyms_zh"):
            batch.drop_column(name)
