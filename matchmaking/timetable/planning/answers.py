"""The solver's answer to a frame as slots and tables of the event."""

from typing import Any

from matchmaking.engine.timetable import problem as engine
from matchmaking.timetable.planning.frames import BLOCKER, PERSON, Frame


def lines_of(frame: Frame, answer: engine.Timetable) -> list[dict[str, Any]]:
    """The answer as rows of a draft: for every meeting its place, or the code why it has none."""
    placed = {one.meeting: one for one in answer.assignments}
    reasons = {one.meeting: one.code for one in answer.unplaced}
    rows = []
    for one in frame.candidates:
        name = f"m{one.id}"
        found = placed.get(name)
        row: dict[str, Any] = {"meeting_id": one.id, "sequence": one.sequence}
        row["is_online"] = False
        row["interpreter_id"] = frame.people.interprets.get(one.id) if found is not None else None
        if found is None:
            row |= {"slot_id": None, "table_id": None, "reason": reasons.get(name, "worse")}
        else:
            row |= {
                "slot_id": frame.slot_ids[found.slot],
                "table_id": None if one.is_online else one.booth_id or frame.table_ids[found.place],
                "is_online": one.is_online,
                "reason": "",
            }
        rows.append(row)
    return rows


def without_blockers(frame: Frame, values: dict[str, float]) -> dict[str, float]:
    """Values of the problem as values of the event: blockers are no meetings."""
    if "placed" not in values:
        return values
    return values | {"placed": values["placed"] - len(frame.blocked)}


def conflict_of(frame: Frame, conflict: engine.Conflict) -> dict[str, Any]:
    """Ids of what and who is in a conflict, and whether tables are missing."""
    return {
        "meetings": [int(name[1:]) for name in conflict.meetings if name[0] == "m"],
        "companies": [int(name[1:]) for name in conflict.participants if name[0] == "c"],
        "people": [int(name[1:]) for name in conflict.participants if name[0] == PERSON],
        "slots": [frame.slot_ids[n] for n in conflict.slots],
        "tables": any(name[0] == BLOCKER for name in conflict.meetings),
    }
