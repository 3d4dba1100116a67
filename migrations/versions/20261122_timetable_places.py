"""halls and booths as places of meetings; rules and stays"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0007_timetable_places"
down_revision = "0002_checkin"
branch_labels = None
depends_on = None

POOL = sa.text("booth_id IS NULL")
BUDGET = "most_a_day >= 1 AND most_in_row >= 1 AND least_free >= 0"


def _budget() -> list[sa.Column[int]]:
    names = ("most_a_day", "most_in_row", "least_free")
    return [sa.Column(name, sa.Integer(), nullable=True) for name in names]


def _of_event(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_event_id")
    return sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("tables") as batch:
        batch.add_column(sa.Column("hall_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("booth_id", sa.Integer(), nullable=True))
        batch.create_unique_constraint(batch.f("uq_tables_booth_id"), ["booth_id"])
        batch.create_foreign_key(
            batch.f("fk_tables_booth_id_event_id"),
            "booths",
            ["booth_id", "event_id"],
            ["id", "event_id"],
            ondelete="CASCADE",
        )
        batch.create_foreign_key(
            batch.f("fk_tables_hall_id"), "halls", ["hall_id"], ["id"], ondelete="SET NULL"
        )
        batch.drop_constraint(batch.f("uq_tables_event_id_label"), type_="unique")
        batch.create_index(batch.f("ix_tables_hall_id"), ["hall_id"])
    op.create_index(
        "uq_tables_event_id_label",
        "tables",
        ["event_id", "label"],
        unique=True,
        sqlite_where=POOL,
        postgresql_where=POOL,
    )
    with op.batch_alter_table("timetable_drafts") as batch:
        for name in ("short", "curve"):
            batch.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
            batch.alter_column(name, server_default=None)
    op.create_table(
        "meeting_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "places",
            sa.Enum("tables", "booths", "each", name="placerule", native_enum=False, length=24),
            nullable=False,
        ),
        *_budget(),
        sa.Column("organiser_matches", sa.Boolean(), nullable=False),
        _of_event("meeting_rules"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_rules")),
        sa.UniqueConstraint("event_id", name=op.f("uq_meeting_rules_event_id")),
        sa.CheckConstraint(BUDGET, name=op.f("ck_meeting_rules_budget")),
    )
    op.create_table(
        "stays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("arrives_at", UTCDateTime(), nullable=True),
        sa.Column("leaves_at", UTCDateTime(), nullable=True),
        *_budget(),
        sa.Column("at_booth", sa.Boolean(), nullable=True),
        _of_event("stays"),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["companies.id"],
            name=op.f("fk_stays_company_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stays")),
        sa.UniqueConstraint("event_id", "company_id", name=op.f("uq_stays_event_id_company_id")),
        sa.CheckConstraint("leaves_at > arrives_at", name=op.f("ck_stays_leaves_after_arriving")),
        sa.CheckConstraint(BUDGET, name=op.f("ck_stays_budget")),
    )
    op.create_index(op.f("ix_stays_company_id"), "stays", ["company_id"])


def downgrade() -> None:
    """Undo; meetings at booths lose their place."""
    op.drop_table("stays")
    op.drop_table("meeting_rules")
    with op.batch_alter_table("timetable_drafts") as batch:
        batch.drop_column("curve")
        batch.drop_column("short")
    op.execute(
        "DELETE FROM draft_placements WHERE table_id IN"
        " (SELECT id FROM tables WHERE booth_id IS NOT NULL)"
    )
    op.execute(
        "DELETE FROM placements WHERE table_id IN"
        " (SELECT id FROM tables WHERE booth_id IS NOT NULL)"
    )
    op.execute("DELETE FROM tables WHERE booth_id IS NOT NULL")
    op.drop_index("uq_tables_event_id_label", "tables")
    with op.batch_alter_table("tables") as batch:
        batch.drop_index(batch.f("ix_tables_hall_id"))
        batch.drop_constraint(batch.f("fk_tables_hall_id"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_tables_booth_id_event_id"), type_="foreignkey")
        batch.drop_constraint(batch.f("uq_tables_booth_id"), type_="unique")
        batch.drop_column("booth_id")
        batch.drop_column("hall_id")
        batch.create_unique_constraint(batch.f("uq_tables_event_id_label"), ["event_id", "label"])
