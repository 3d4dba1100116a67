"""places on the plan, a version of each hall, categories kept for a group"""

import sqlalchemy as sa
from alembic import op

revision = "0002_exhibitors_plan"
down_revision = "0002_questions"
branch_labels = None
depends_on = None

GROUPS = ("priority", "commune", "first_timer", "ocop")
PLACES = (
    "gate",
    "stage",
    "tables",
    "info",
    "food",
    "toilets",
    "first_aid",
    "parking",
    "other",
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("halls") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("booth_categories") as batch_op:
        batch_op.add_column(
            sa.Column(
                "kept_for",
                sa.Enum(*GROUPS, name="quotagroup", native_enum=False, length=24),
                nullable=True,
            )
        )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*PLACES, name="placekind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.CheckConstraint("width > 0 AND depth > 0", name=op.f("ck_places_size")),
        sa.ForeignKeyConstraint(
            ["hall_id", "event_id"],
            ["halls.id", "halls.event_id"],
            name=op.f("fk_places_hall_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    with op.batch_alter_table("places") as batch_op:
        batch_op.create_index(batch_op.f("ix_places_hall_id"), ["hall_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("places")
    # Not in a batch: a table that is made anew on SQLite would take its rows along.
    op.drop_column("booth_categories", "kept_for")
    op.drop_column("halls", "version")
