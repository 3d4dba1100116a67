"""wishes, groups, partners, papers, criteria, draws, booths held for an offer"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0003_allotment"
down_revision = "0004_whitebook"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # Indexes and plain columns: a table that is made anew on SQLite would take its rows along.
    op.create_index("uq_allotments_id_event_id", "allotments", ["id", "event_id"], unique=True)
    op.add_column("applications", sa.Column("number", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE applications SET number = (SELECT count(*) FROM applications AS earlier"
        " WHERE earlier.event_id = applications.event_id AND earlier.id <= applications.id)"
    )
    op.create_index(
        "uq_applications_event_id_number", "applications", ["event_id", "number"], unique=True
    )
    op.add_column("booths", sa.Column("held_for_id", sa.Integer(), nullable=True))
    op.create_index("uq_booths_held_for_id", "booths", ["held_for_id"], unique=True)
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ocop",
                "certificates",
                "products",
                "papers",
                "first_timer",
                "priority",
                "commune",
                "local",
                name="criterionkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_criteria_weight")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_criteria_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("event_id", "kind", name=op.f("uq_criteria_event_id_kind")),
    )
    op.create_table(
        "draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "announced",
                "closed",
                "drawn",
                "cancelled",
                name="drawstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("seed_hash", sa.String(length=64), nullable=False),
        sa.Column("witness", sa.String(length=80), nullable=False),
        sa.Column("list_text", sa.Text(), nullable=False),
        sa.Column("list_hash", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("announced_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("drawn_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state <> 'closed' OR list_hash <> ''", name=op.f("ck_draws_closed_with_list")
        ),
        sa.CheckConstraint(
            "state <> 'drawn' OR (list_hash <> '' AND result IS NOT NULL)",
            name=op.f("ck_draws_drawn_with_result"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id", "event_id"],
            ["booth_categories.id", "booth_categories.event_id"],
            name=op.f("fk_draws_category_id_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_draws_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_draws_event_id_number")),
    )
    with op.batch_alter_table("draws", schema=None) as batch_op:
        batch_op.create_index(
            "uq_draws_live",
            ["category_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('announced', 'closed')"),
            postgresql_where=sa.text("state IN ('announced', 'closed')"),
        )

    op.create_table(
        "paper_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id", "event_id"],
            ["booth_categories.id", "booth_categories.event_id"],
            name=op.f("fk_paper_kinds_category_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_paper_kinds_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_kinds")),
        sa.UniqueConstraint("event_id", "name_vi", name=op.f("uq_paper_kinds_event_id_name_vi")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_paper_kinds_id_event_id")),
    )
    op.create_table(
        "application_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                "priority",
                "commune",
                "first_timer",
                "ocop",
                name="quotagroup",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("detail", sa.String(length=120), nullable=False),
        sa.Column("consented_at", UTCDateTime(), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consent_language", sa.String(length=5), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "\"group\" <> 'priority' OR consented_at IS NOT NULL",
            name=op.f("ck_application_groups_consent"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id", "event_id"],
            ["applications.id", "applications.event_id"],
            name=op.f("fk_application_groups_application_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["declared_by_id"],
            ["users.id"],
            name=op.f("fk_application_groups_declared_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_groups")),
        sa.UniqueConstraint(
            "application_id", "group", name=op.f("uq_application_groups_application_id_group")
        ),
    )
    op.create_table(
        "co_exhibitors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("declined_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR company_id IS NOT NULL",
            name=op.f("ck_co_exhibitors_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id", "event_id"],
            ["applications.id", "applications.event_id"],
            name=op.f("fk_co_exhibitors_application_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name=op.f("fk_co_exhibitors_company_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_exhibitors")),
        sa.UniqueConstraint(
            "application_id", "company_id", name=op.f("uq_co_exhibitors_application_id_company_id")
        ),
    )
    with op.batch_alter_table("co_exhibitors", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_co_exhibitors_company_id"), ["company_id"], unique=False
        )

    op.create_table(
        "papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received", "accepted", "refused", name="paperstate", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_papers_reason")),
        sa.ForeignKeyConstraint(
            ["application_id", "event_id"],
            ["applications.id", "applications.event_id"],
            name=op.f("fk_papers_application_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["kind_id", "event_id"],
            ["paper_kinds.id", "paper_kinds.event_id"],
            name=op.f("fk_papers_kind_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["users.id"], name=op.f("fk_papers_sent_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint(
            "application_id", "kind_id", name=op.f("uq_papers_application_id_kind_id")
        ),
    )
    with op.batch_alter_table("papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_papers_kind_id"), ["kind_id"], unique=False)

    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("booth_id", sa.Integer(), nullable=True),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "(booth_id IS NULL) <> (hall_id IS NULL)", name=op.f("ck_wishes_one_place")
        ),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name=op.f("ck_wishes_rank")),
        sa.ForeignKeyConstraint(
            ["application_id", "event_id"],
            ["applications.id", "applications.event_id"],
            name=op.f("fk_wishes_application_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["booth_id", "event_id"],
            ["booths.id", "booths.event_id"],
            name=op.f("fk_wishes_booth_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["hall_id", "event_id"],
            ["halls.id", "halls.event_id"],
            name=op.f("fk_wishes_hall_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint("application_id", "rank", name=op.f("uq_wishes_application_id_rank")),
    )
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wishes_booth_id"), ["booth_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wishes_hall_id"), ["hall_id"], unique=False)

    op.create_table(
        "allotment_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("allotment_id", sa.Integer(), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allotment_id", "event_id"],
            ["allotments.id", "allotments.event_id"],
            name=op.f("fk_allotment_shares_allotment_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            name=op.f("fk_allotment_shares_exhibitor_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment_shares")),
        sa.UniqueConstraint(
            "allotment_id",
            "exhibitor_id",
            name=op.f("uq_allotment_shares_allotment_id_exhibitor_id"),
        ),
    )
    with op.batch_alter_table("allotment_shares", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_allotment_shares_exhibitor_id"), ["exhibitor_id"], unique=False
        )


def downgrade() -> None:
    """Undo."""
    for table in (
        "allotment_shares",
        "wishes",
        "papers",
        "co_exhibitors",
        "application_groups",
        "paper_kinds",
        "draws",
        "criteria",
    ):
        op.drop_table(table)
    op.drop_index("uq_booths_held_for_id", "booths")
    op.drop_column("booths", "held_for_id")
    op.drop_index("uq_applications_event_id_number", "applications")
    op.drop_column("applications", "number")
    op.drop_index("uq_allotments_id_event_id", "allotments")
