"""wishes, proposals of other times, limits and reminders of meeting requests"""

import sqlalchemy as sa
from alembic import op
from core.db import UTCDateTime

revision = "0001_meetings_requests"
down_revision = "0002_timetable"
branch_labels = None
depends_on = None

SIDE = ("buyer", "exhibitor", "organiser")
STRENGTH = ("must", "would")
REASON = ("full", "no_fit", "sold_out", "in_touch", "absent", "other")


def _enum(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("awaits", _enum(SIDE, "side"), nullable=False, server_default="exhibitor")
        )
        batch_op.add_column(sa.Column("strength", _enum(STRENGTH, "strength"), nullable=True))
        batch_op.add_column(sa.Column("reason", _enum(REASON, "declinereason"), nullable=True))
        batch_op.add_column(sa.Column("closed_by", _enum(SIDE, "side"), nullable=True))
        batch_op.add_column(sa.Column("remind_at", UTCDateTime(), nullable=True))
        batch_op.create_index("ix_meetings_state_expires_at", ["state", "expires_at"])
    op.execute("UPDATE meetings SET awaits = 'buyer' WHERE asked_by = 'exhibitor'")
    op.execute(
        "UPDATE meetings SET closed_by = CASE WHEN asked_by = 'buyer' THEN 'exhibitor' "
        "ELSE 'buyer' END WHERE state = 'declined'"
    )
    op.execute("UPDATE meetings SET closed_by = asked_by WHERE state = 'withdrawn'")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.alter_column("awaits", server_default=None)

    op.create_table(
        "meeting_limits",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("most_open", sa.Integer(), nullable=False),
        sa.Column("most_agreed", sa.Integer(), nullable=False),
        sa.Column("most_musts", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "most_open BETWEEN 1 AND 500 AND most_agreed BETWEEN 1 AND 500 "
            "AND most_musts BETWEEN 0 AND 500",
            name=op.f("ck_meeting_limits_bounds"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_meeting_limits_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_meeting_limits")),
    )
    op.create_table(
        "meeting_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("side", _enum(SIDE, "side"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"],
            ["meetings.id", "meetings.event_id"],
            name=op.f("fk_meeting_proposals_meeting_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["users.id"],
            name=op.f("fk_meeting_proposals_proposed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_proposals")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_meeting_proposals_id_event_id")),
    )
    op.create_index(op.f("ix_meeting_proposals_meeting_id"), "meeting_proposals", ["meeting_id"])
    op.create_table(
        "proposed_slots",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id", "event_id"],
            ["meeting_proposals.id", "meeting_proposals.event_id"],
            name=op.f("fk_proposed_slots_proposal_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "event_id"],
            ["slots.id", "slots.event_id"],
            name=op.f("fk_proposed_slots_slot_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "slot_id", name=op.f("pk_proposed_slots")),
    )
    op.create_index(op.f("ix_proposed_slots_slot_id"), "proposed_slots", ["slot_id"])
    op.create_table(
        "meeting_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column("side", _enum(SIDE, "side"), nullable=False),
        sa.Column("strength", _enum(STRENGTH, "strength"), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("wished_at", UTCDateTime(), nullable=False),
        sa.Column("wished_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"],
            ["buyers.id", "buyers.event_id"],
            name=op.f("fk_meeting_wishes_buyer_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            name=op.f("fk_meeting_wishes_exhibitor_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["need_id", "event_id"],
            ["needs.id", "needs.event_id"],
            name=op.f("fk_meeting_wishes_need_id_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["wished_by_id"],
            ["users.id"],
            name=op.f("fk_meeting_wishes_wished_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_wishes")),
        sa.UniqueConstraint(
            "event_id",
            "side",
            "buyer_id",
            "exhibitor_id",
            name=op.f("uq_meeting_wishes_event_id_side_buyer_id_exhibitor_id"),
        ),
    )
    op.create_index(op.f("ix_meeting_wishes_buyer_id"), "meeting_wishes", ["buyer_id"])
    op.create_index(op.f("ix_meeting_wishes_exhibitor_id"), "meeting_wishes", ["exhibitor_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("meeting_wishes")
    op.drop_table("proposed_slots")
    op.drop_table("meeting_proposals")
    op.drop_table("meeting_limits")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_meetings_state_expires_at")
        for name in ("remind_at", "closed_by", "reason", "strength", "awaits"):
            batch_op.drop_column(name)
