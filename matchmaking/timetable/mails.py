"""What mails say of a place."""

from typing import Any

from matchmaking.timetable.models import Table


def place_values(table: Table | None) -> dict[str, Any]:
    """Its label, where it stands, and whether it is a booth; none is online."""
    return {
        "table": table.label if table is not None else "",
        "table_zone": table.where if table is not None else "",
        "at_booth": table is not None and table.booth_id is not None,
    }
