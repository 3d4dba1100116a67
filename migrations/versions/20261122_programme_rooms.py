"""rooms and speakers of sessions"""

import sqlalchemy as sa
from alembic import op

revision = "0003_rooms"
down_revision = "0002_exhibitors_plan"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: what was text becomes rooms and speakers."""
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name=op.f("ck_rooms_seats")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_rooms_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_rooms_id_event_id")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_rooms_event_id_name")),
    )
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id", "event_id"],
            ["sessions.id", "sessions.event_id"],
            name=op.f("fk_speakers_session_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speakers")),
    )
    with op.batch_alter_table("speakers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speakers_session_id"), ["session_id"])
    _keep_words()
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_sessions_room_id_event_id"),
            "rooms",
            ["room_id", "event_id"],
            ["id", "event_id"],
        )
        batch_op.create_index(batch_op.f("ix_sessions_room_id"), ["room_id"])
        batch_op.drop_column("room")
        batch_op.drop_column("speaker")


def _keep_words() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_id", sa.Integer(), nullable=True))
    # Rooms of before may hold several sessions at a time, so these stay allowed.
    op.execute(
        "INSERT INTO rooms (event_id, name, is_shared)"
        " SELECT DISTINCT event_id, room, true FROM sessions WHERE room <> ''"
    )
    op.execute(
        "UPDATE sessions SET room_id = (SELECT rooms.id FROM rooms"
        " WHERE rooms.event_id = sessions.event_id AND rooms.name = sessions.room)"
    )
    op.execute(
        "INSERT INTO speakers (event_id, session_id, full_name, job_title, organisation, is_public)"
        " SELECT event_id, id, substr(speaker, 1, 120), '', '', true"
        " FROM sessions WHERE speaker <> ''"
    )


def downgrade() -> None:
    """Take back: the first speaker and the room's name stay as text."""
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("room", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("speaker", sa.String(length=200), nullable=False, server_default="")
        )
    op.execute(
        "UPDATE sessions SET room = coalesce((SELECT rooms.name FROM rooms"
        " WHERE rooms.id = sessions.room_id), '')"
    )
    op.execute(
        "UPDATE sessions SET speaker = coalesce((SELECT min(full_name) FROM speakers"
        " WHERE speakers.session_id = sessions.id AND is_public), '')"
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sessions_room_id_event_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sessions_room_id"))
        batch_op.drop_column("room_id")
    op.drop_table("speakers")
    op.drop_table("rooms")
