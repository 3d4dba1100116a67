"""languages of people and meetings; interpreters with their hours"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0002_people_interpreters"
down_revision = "0001_leads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "interpreters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_interpreters_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_interpreters_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreters")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_interpreters_id_event_id")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_interpreters_event_id_user_id")),
    )
    op.create_index(op.f("ix_interpreters_user_id"), "interpreters", ["user_id"])
    op.create_table(
        "interpreter_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("interpreter_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_interpreter_hours_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id", "event_id"],
            ["interpreters.id", "interpreters.event_id"],
            name=op.f("fk_interpreter_hours_interpreter_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_hours")),
    )
    op.create_index(
        op.f("ix_interpreter_hours_interpreter_id"), "interpreter_hours", ["interpreter_id"]
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column("interpreted_into", sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column("interpreter_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_meetings_interpreter_id"), ["interpreter_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_meetings_interpreter_id_event_id"),
            "interpreters",
            ["interpreter_id", "event_id"],
            ["id", "event_id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_meetings_two_languages"), "interpreted_into <> language"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_meetings_interpreter_for_need"),
            "interpreter_id IS NULL OR interpreted_into IS NOT NULL",
        )
    with op.batch_alter_table("draft_placements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("interpreter_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_draft_placements_interpreter_id"), ["interpreter_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_draft_placements_interpreter_id"),
            "interpreters",
            ["interpreter_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("draft_placements", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_draft_placements_interpreter_id"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_draft_placements_interpreter_id"))
        batch_op.drop_column("interpreter_id")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_meetings_interpreter_for_need"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_meetings_two_languages"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_meetings_interpreter_id_event_id"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_meetings_interpreter_id"))
        for name in ("interpreter_id", "interpreted_into", "language"):
            batch_op.drop_column(name)
    op.drop_table("interpreter_hours")
    op.drop_table("interpreters")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("languages")
