"""who comes to a meeting; seats at sessions claim their holders' time"""

import sqlalchemy as sa
from alembic import op

revision = "0001_meetings_people"
down_revision = "0001_meetings_requests"
branch_labels = None
depends_on = None

SIDES = ("buyer", "exhibitor")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        for side in SIDES:
            name = f"{side}_person_id"
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_meetings_{name}"), [name], unique=False)
            batch_op.create_foreign_key(
                batch_op.f(f"fk_meetings_{name}"), "users", [name], ["id"], ondelete="SET NULL"
            )
        batch_op.create_check_constraint(
            batch_op.f("ck_meetings_two_people"), "buyer_person_id <> exhibitor_person_id"
        )
    op.execute(
        "INSERT INTO claims (event_id, slot_id, holder_kind, holder_id, session_id)"
        " SELECT seats.event_id, slots.id, 'person', registrations.user_id, min(sessions.id)"
        " FROM seats JOIN sessions ON sessions.id = seats.session_id"
        " JOIN registrations ON registrations.id = seats.registration_id"
        " JOIN slots ON slots.event_id = seats.event_id"
        " AND slots.starts_at < sessions.ends_at AND sessions.starts_at < slots.ends_at"
        " WHERE registrations.user_id IS NOT NULL"
        " GROUP BY seats.event_id, slots.id, registrations.user_id"
    )


def downgrade() -> None:
    """Undo."""
    op.execute("DELETE FROM claims WHERE holder_kind = 'person'")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_meetings_two_people"), type_="check")
        for side in reversed(SIDES):
            name = f"{side}_person_id"
            batch_op.drop_constraint(batch_op.f(f"fk_meetings_{name}"), type_="foreignkey")
            batch_op.drop_index(batch_op.f(f"ix_meetings_{name}"))
            batch_op.drop_column(name)
