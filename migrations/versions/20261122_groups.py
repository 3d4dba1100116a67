"""group meetings: one buyer and several small firms"""

import sqlalchemy as sa
from alembic import op

import core.db

revision = "0001_groups"
down_revision = "0003_people_online"
branch_labels = None
depends_on = None

ONCE = "uq_meeting_reminders_once"
REMINDED = ["meeting_id", "side", "kind", "starts_at"]


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_least", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("group_host", _words("grouphost", "buyer", "organiser"), nullable=True)
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_meetings_group_of_several"),
            "(group_least IS NULL) = (group_host IS NULL) AND"
            " (group_least IS NULL OR (group_least >= 2 AND exhibitor_person_id IS NULL))",
        )
    op.create_table(
        "group_rules",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.Column("most_firms", sa.Integer(), nullable=False),
        sa.Column("least_firms", sa.Integer(), nullable=False),
        sa.Column("host", _words("grouphost", "buyer", "organiser"), nullable=False),
        sa.CheckConstraint(
            "least_firms BETWEEN 2 AND most_firms AND most_firms <= 8",
            name=op.f("ck_group_rules_bounds"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_group_rules_event_id_events"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_group_rules")),
    )
    _members()
    with op.batch_alter_table("meeting_reminders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("firm", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(ONCE, type_="unique")
        batch_op.create_unique_constraint(ONCE, [*REMINDED, "firm"])


def _members() -> None:
    op.create_table(
        "group_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("exhibitor_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _words("memberstate", "invited", "accepted", "declined", "left"),
            nullable=False,
        ),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            _words("declinereason", "full", "no_fit", "sold_out", "in_touch", "absent", "other"),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", core.db.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT is_live OR state IN ('invited', 'accepted')",
            name=op.f("ck_group_members_who_said_no_is_not_live"),
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"],
            ["buyers.id", "buyers.event_id"],
            name=op.f("fk_group_members_buyer_id_event_id_buyers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            name=op.f("fk_group_members_exhibitor_id_event_id_exhibitors"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"],
            ["meetings.id", "meetings.event_id"],
            name=op.f("fk_group_members_meeting_id_event_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["users.id"],
            name=op.f("fk_group_members_person_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_members")),
        sa.UniqueConstraint(
            "meeting_id", "exhibitor_id", name=op.f("uq_group_members_meeting_id_exhibitor_id")
        ),
    )
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        for column in ("buyer_id", "exhibitor_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_group_members_{column}"), [column])
        batch_op.create_index(
            "uq_group_members_live",
            ["event_id", "buyer_id", "exhibitor_id"],
            unique=True,
            sqlite_where=sa.text("is_live"),
            postgresql_where=sa.text("is_live"),
        )


def downgrade() -> None:
    """Undo: meetings of several firms go, with the time they held."""
    groups = "(SELECT id FROM meetings WHERE group_least IS NOT NULL)"
    for table in ("claims", "placements", "draft_placements", "meeting_reminders"):
        op.execute(f"DELETE FROM {table} WHERE meeting_id IN {groups}")  # noqa: S608 -- our names
    op.execute("DELETE FROM group_members")
    op.execute("DELETE FROM meetings WHERE group_least IS NOT NULL")
    op.drop_table("group_members")
    op.drop_table("group_rules")
    with op.batch_alter_table("meeting_reminders", schema=None) as batch_op:
        batch_op.drop_constraint(ONCE, type_="unique")
        batch_op.create_unique_constraint(ONCE, REMINDED)
        batch_op.drop_column("firm")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_meetings_group_of_several"), type_="check")
        batch_op.drop_column("group_host")
        batch_op.drop_column("group_least")
