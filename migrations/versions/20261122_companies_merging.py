"""companies are merged, and said to be two"""

import sqlalchemy as sa
from accounts.companies.names import name_key
from alembic import op
from core.db import UTCDateTime

revision = "0002_companies"
down_revision = "0003_rooms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("companies") as batch:
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_companies_merged_into_id"),
            "companies",
            ["merged_into_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch.create_index(batch.f("ix_companies_merged_into_id"), ["merged_into_id"])
        batch.create_check_constraint(
            batch.f("ck_companies_not_into_itself"),
            "merged_into_id IS NULL OR merged_into_id <> id",
        )
        batch.create_check_constraint(
            batch.f("ck_companies_merged_has_no_code"),
            "merged_into_id IS NULL OR tax_code IS NULL",
        )
    op.create_table(
        "company_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("tax_code", sa.String(length=40), nullable=True),
        sa.Column("merged_at", UTCDateTime(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint("gone_id <> kept_id", name=op.f("ck_company_merges_two_companies")),
        sa.ForeignKeyConstraint(
            ["gone_id"],
            ["companies.id"],
            name=op.f("fk_company_merges_gone_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"],
            ["companies.id"],
            name=op.f("fk_company_merges_kept_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["merged_by_id"],
            ["users.id"],
            name=op.f("fk_company_merges_merged_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_merges")),
        sa.UniqueConstraint("gone_id", name=op.f("uq_company_merges_gone_id")),
    )
    with op.batch_alter_table("company_merges") as batch:
        batch.create_index(batch.f("ix_company_merges_kept_id"), ["kept_id"])
        batch.create_index("ix_company_merges_tax_code", ["tax_code"])
        batch.create_index("ix_company_merges_merged_at", ["merged_at"])
    op.create_table(
        "distinct_companies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_distinct_companies_in_order")),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["companies.id"],
            name=op.f("fk_distinct_companies_first_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["companies.id"],
            name=op.f("fk_distinct_companies_second_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["users.id"],
            name=op.f("fk_distinct_companies_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinct_companies")),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_distinct_companies_first_id_second_id")
        ),
    )
    with op.batch_alter_table("distinct_companies") as batch:
        batch.create_index(batch.f("ix_distinct_companies_second_id"), ["second_id"])
    _compare_names_anew()


def _compare_names_anew() -> None:
    """More words are forgiven in names than before."""
    companies = sa.table("companies", sa.column("id"), sa.column("name"), sa.column("name_key"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(companies)).all():
        key = name_key(row.name)
        if key != row.name_key:
            change = sa.update(companies).where(companies.c.id == row.id)
            connection.execute(change.values(name_key=key))


def downgrade() -> None:
    """Undo; merged companies are companies of their own again, without what moved."""
    op.drop_table("distinct_companies")
    op.drop_table("company_merges")
    with op.batch_alter_table("companies") as batch:
        batch.drop_constraint(batch.f("ck_companies_merged_has_no_code"), type_="check")
        batch.drop_constraint(batch.f("ck_companies_not_into_itself"), type_="check")
        batch.drop_constraint(batch.f("fk_companies_merged_into_id"), type_="foreignkey")
        batch.drop_index(batch.f("ix_companies_merged_into_id"))
        batch.drop_column("merged_into_id")
