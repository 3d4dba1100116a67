"""badges printed at the desk and in bulk"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0001_badges"
down_revision = "0001_meetings_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "badge_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "visitor",
                "exhibitor",
                "buyer",
                "speaker",
                "press",
                "team",
                name="registrationrole",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("only_new", sa.Boolean(), nullable=False),
        sa.Column(
            "layout",
            sa.Enum("a6", "a4", name="layout", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("to_ask", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(length=40), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=True),
        sa.Column("printed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("people > 0", name=op.f("ck_badge_batches_somebody")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["users.id"],
            name=op.f("fk_badge_batches_asked_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_badge_batches_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_badge_batches_job_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_batches")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_badge_batches_id_event_id")),
    )
    with op.batch_alter_table("badge_batches", schema=None) as batch_op:
        batch_op.create_index("ix_badge_batches_event_id", ["event_id"], unique=False)

    op.create_table(
        "badge_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "lost",
                "damaged",
                "misprinted",
                "changed",
                "batch",
                name="reason",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "taken", "printed", "left_out", name="printstate", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("ended_code", sa.String(length=13), nullable=True),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("printed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(number = 1) = (reason IS NULL)", name=op.f("ck_badge_prints_again_has_a_reason")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_badge_prints_number")),
        sa.ForeignKeyConstraint(
            ["batch_id", "event_id"],
            ["badge_batches.id", "badge_batches.event_id"],
            name=op.f("fk_badge_prints_batch_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            name=op.f("fk_badge_prints_registration_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"],
            ["users.id"],
            name=op.f("fk_badge_prints_taken_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_prints")),
        sa.UniqueConstraint("ended_code", name=op.f("uq_badge_prints_ended_code")),
        sa.UniqueConstraint(
            "registration_id", "number", name=op.f("uq_badge_prints_registration_id_number")
        ),
    )
    with op.batch_alter_table("badge_prints", schema=None) as batch_op:
        batch_op.create_index("ix_badge_prints_batch_id", ["batch_id"], unique=False)
        batch_op.create_index("ix_badge_prints_event_id_state", ["event_id", "state"], unique=False)
        batch_op.create_index(
            "uq_badge_prints_in_hand",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("state = 'taken'"),
            postgresql_where=sa.text("state = 'taken'"),
        )

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("latin_name", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column(
                "latin_organisation", sa.String(length=200), nullable=False, server_default=""
            )
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("latin_organisation")
        batch_op.drop_column("latin_name")

    with op.batch_alter_table("badge_prints", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_badge_prints_in_hand",
            sqlite_where=sa.text("state = 'taken'"),
            postgresql_where=sa.text("state = 'taken'"),
        )
        batch_op.drop_index("ix_badge_prints_event_id_state")
        batch_op.drop_index("ix_badge_prints_batch_id")

    op.drop_table("badge_prints")
    with op.batch_alter_table("badge_batches", schema=None) as batch_op:
        batch_op.drop_index("ix_badge_batches_event_id")

    op.drop_table("badge_batches")
