"""zones: parts of an event with their room, and what leads into them"""

import sqlalchemy as sa
from alembic import op

revision = "0003_checkin_zones"
down_revision = "0001_groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: a hall that a list led into becomes a zone of its name."""
    op.create_table(
        "zones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_zones_capacity")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_zones_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["halls.id"], name=op.f("fk_zones_hall_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_zones_id_event_id")),
        sa.UniqueConstraint("event_id", "name_vi", name=op.f("uq_zones_event_id_name_vi")),
        sa.UniqueConstraint("hall_id", name=op.f("uq_zones_hall_id")),
    )
    with op.batch_alter_table("gates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_gates_zone_id"), "zones", ["zone_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("checkin_lists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone_id", sa.Integer(), nullable=True))
    op.execute(
        "INSERT INTO zones (event_id, name_vi, name_en, hall_id, capacity)"
        " SELECT h.event_id, h.name, '', h.id, max(l.capacity)"
        " FROM checkin_lists l JOIN halls h ON h.id = l.hall_id GROUP BY h.id, h.event_id, h.name"
    )
    op.execute(
        "UPDATE checkin_lists SET zone_id = (SELECT zones.id FROM zones"
        " WHERE zones.hall_id = checkin_lists.hall_id)"
    )
    with op.batch_alter_table("checkin_lists", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_checkin_lists_hall_id"), type_="foreignkey")
        batch_op.drop_column("hall_id")
        batch_op.create_foreign_key(
            batch_op.f("fk_checkin_lists_zone_id"),
            "zones",
            ["zone_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Take back: lists lead into halls again."""
    with op.batch_alter_table("checkin_lists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hall_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_checkin_lists_hall_id"),
            "halls",
            ["hall_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.execute(
        "UPDATE checkin_lists SET hall_id = (SELECT zones.hall_id FROM zones"
        " WHERE zones.id = checkin_lists.zone_id)"
    )
    with op.batch_alter_table("checkin_lists", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_checkin_lists_zone_id"), type_="foreignkey")
        batch_op.drop_column("zone_id")
    with op.batch_alter_table("gates", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_gates_zone_id"), type_="foreignkey")
        batch_op.drop_column("zone_id")
    op.drop_table("zones")
