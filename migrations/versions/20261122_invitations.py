"""invitations with companions"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0006_invitations"
down_revision = "0005_mailing"
branch_labels = None
depends_on = None

LIVE = sa.text("state <> 'withdrawn'")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("companions_allowed", sa.Integer(), nullable=False),
        sa.Column("companions", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "listed",
                "sent",
                "accepted",
                "declined",
                "withdrawn",
                name="invitationstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("listed_at", UTCDateTime(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "email IS NULL OR email = lower(email)", name=op.f("ck_invitations_email_lower")
        ),
        sa.CheckConstraint(
            "companions >= 0 AND companions <= companions_allowed",
            name=op.f("ck_invitations_companions"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_invitations_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_invitations_id_event_id")),
        sa.UniqueConstraint("token", name=op.f("uq_invitations_token")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(
            "uq_invitations_live_email",
            ["event_id", "email"],
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )
    op.create_table(
        "invited_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("is_companion", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id", "event_id"],
            ["invitations.id", "invitations.event_id"],
            name=op.f("fk_invited_people_invitation_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            name=op.f("fk_invited_people_registration_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited_people")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_invited_people_registration_id")),
    )
    with op.batch_alter_table("invited_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invited_people_invitation_id"), ["invitation_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("invited_people")
    op.drop_table("invitations")
