"""devices, offline scans, walk-ins and lists of the door"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0002_checkin"
down_revision = "0007_timetable_carry"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "role",
            sa.Enum("scanner", "supervisor", name="devicerole", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["gate_id", "event_id"],
            ["gates.id", "gates.event_id"],
            name=op.f("fk_pairings_gate_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairings_code_hash")),
    )
    op.create_table(
        "device_faults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["devices.id"],
            name=op.f("fk_device_faults_device_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_device_faults_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_faults")),
    )
    with op.batch_alter_table("device_faults", schema=None) as batch_op:
        batch_op.create_index("ix_device_faults_device_id_at", ["device_id", "at"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("change IN (-1, 1)", name=op.f("ck_tallies_by_one")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_tallies_device_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["gate_id", "event_id"],
            ["gates.id", "gates.event_id"],
            name=op.f("fk_tallies_gate_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tallies_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
        sa.UniqueConstraint("nonce", name=op.f("uq_tallies_nonce")),
    )
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.create_index("ix_tallies_event_id_gate_id", ["event_id", "gate_id"], unique=False)

    op.create_table(
        "ticket_seals",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("made_for", sa.String(length=40), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=72), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            name=op.f("fk_ticket_seals_registration_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_ticket_seals")),
    )
    with op.batch_alter_table("ticket_seals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_seals_event_id"), ["event_id"], unique=False)

    op.create_table(
        "walk_in_tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=16), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(nonce IS NULL) = (registration_id IS NULL)",
            name=op.f("ck_walk_in_tickets_used_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["devices.id"],
            name=op.f("fk_walk_in_tickets_device_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_walk_in_tickets_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            name=op.f("fk_walk_in_tickets_registration_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_in_tickets")),
        sa.UniqueConstraint("nonce", name=op.f("uq_walk_in_tickets_nonce")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_walk_in_tickets_ticket_id")),
    )
    with op.batch_alter_table("walk_in_tickets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_walk_in_tickets_device_id"), ["device_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_walk_in_tickets_registration_id"), ["registration_id"], unique=False
        )

    with op.batch_alter_table("checkin_lists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("gates", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("includes_pending", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("scans_exits", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("exits_at", sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column("exited_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("hall_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_checkin_lists_hall_id"),
            "halls",
            ["hall_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_checkin_lists_capacity"), "capacity IS NULL OR capacity > 0"
        )

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "role",
                sa.Enum("scanner", "supervisor", name="devicerole", native_enum=False, length=24),
                nullable=False,
                server_default="scanner",
            )
        )
        batch_op.add_column(sa.Column("lists", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("app", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("snapshot", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("queued", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("drained_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("synced_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("clock_offset_s", sa.Integer(), nullable=True))

    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("force_reason", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("counts", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column(
                "told",
                sa.Enum(
                    "admitted", "refused", "later", name="verdict", native_enum=False, length=24
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "conflict",
                sa.Enum("twice", "went_in", name="conflict", native_enum=False, length=24),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("settled_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("settled_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("settled_note", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("phone_at", UTCDateTime(), nullable=True))
        batch_op.create_index(
            "ix_scans_conflict",
            ["event_id"],
            unique=False,
            sqlite_where=sa.text("conflict IS NOT NULL"),
            postgresql_where=sa.text("conflict IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_scans_settled_by_id"),
            "users",
            ["settled_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.execute("UPDATE scans SET counts = (result = 'admitted' AND undone_at IS NULL)")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_scans_settled_by_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_scans_conflict",
            sqlite_where=sa.text("conflict IS NOT NULL"),
            postgresql_where=sa.text("conflict IS NOT NULL"),
        )
        batch_op.drop_column("phone_at")
        batch_op.drop_column("settled_note")
        batch_op.drop_column("settled_by_id")
        batch_op.drop_column("settled_at")
        batch_op.drop_column("conflict")
        batch_op.drop_column("told")
        batch_op.drop_column("counts")
        batch_op.drop_column("force_reason")

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("clock_offset_s")
        batch_op.drop_column("synced_at")
        batch_op.drop_column("drained_at")
        batch_op.drop_column("queued")
        batch_op.drop_column("snapshot")
        batch_op.drop_column("app")
        batch_op.drop_column("lists")
        batch_op.drop_column("role")

    with op.batch_alter_table("checkin_lists", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_checkin_lists_hall_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_checkin_lists_capacity"), type_="check")
        batch_op.drop_column("capacity")
        batch_op.drop_column("hall_id")
        batch_op.drop_column("exited_on")
        batch_op.drop_column("exits_at")
        batch_op.drop_column("scans_exits")
        batch_op.drop_column("includes_pending")
        batch_op.drop_column("gates")
        batch_op.drop_column("days")

    with op.batch_alter_table("walk_in_tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_walk_in_tickets_registration_id"))
        batch_op.drop_index(batch_op.f("ix_walk_in_tickets_device_id"))

    op.drop_table("walk_in_tickets")
    with op.batch_alter_table("ticket_seals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_seals_event_id"))

    op.drop_table("ticket_seals")
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.drop_index("ix_tallies_event_id_gate_id")

    op.drop_table("tallies")
    with op.batch_alter_table("device_faults", schema=None) as batch_op:
        batch_op.drop_index("ix_device_faults_device_id_at")

    op.drop_table("device_faults")
    op.drop_table("pairings")
