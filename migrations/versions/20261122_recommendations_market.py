"""the order of suggestions in a market, and what each exhibitor got"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0002_market"
down_revision = "0005_filings"
branch_labels = None
depends_on = None

WHY_NOT = (
    "no_product",
    "no_need",
    "nothing_alike",
    "weak",
    "certificate",
    "ocop",
    "country",
    "own",
    "outdone",
    "few_fit",
    "no_time",
    "no_room",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "markets",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("ordered_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_markets_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_markets")),
    )
    op.create_table(
        "market_standings",
        sa.Column("exhibitor_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.Float(), nullable=False),
        sa.Column("lists", sa.Integer(), nullable=False),
        sa.Column("fits", sa.Integer(), nullable=False),
        sa.Column(
            "why_not",
            sa.Enum(*WHY_NOT, name="whynot", native_enum=False, length=24),
            nullable=True,
        ),
        sa.CheckConstraint("lists >= 0 AND fits >= lists", name=op.f("ck_market_standings_counts")),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            name=op.f("fk_market_standings_exhibitor_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exhibitor_id", name=op.f("pk_market_standings")),
    )
    with op.batch_alter_table("market_standings") as batch_op:
        batch_op.create_index("ix_market_standings_event_id_lists", ["event_id", "lists"])
    op.create_table(
        "market_orders",
        sa.Column("buyer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.Column("welcomes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"],
            ["buyers.id", "buyers.event_id"],
            name=op.f("fk_market_orders_buyer_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("buyer_id", name=op.f("pk_market_orders")),
    )
    with op.batch_alter_table("market_orders") as batch_op:
        batch_op.create_index("ix_market_orders_event_id", ["event_id"])


def downgrade() -> None:
    """Undo."""
    for table in ("market_orders", "market_standings", "markets"):
        op.drop_table(table)
