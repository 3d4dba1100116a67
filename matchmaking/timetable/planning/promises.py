"""Who gets fewer meetings than everybody was promised, and why."""

from collections import Counter
from typing import Any

from matchmaking.engine.timetable.problem import Timetable
from matchmaking.timetable.planning.frames import Frame


def shortfalls(frame: Frame, answer: Timetable) -> list[dict[str, Any]]:
    """A record for each company below the promise, the fewest meetings first.

    ``reason``: ``few`` have agreed to meet it, it is ``away`` too much or wants breaks, or the
    times and tables at which its partners can come are given to ``others``.
    """
    least = frame.order.least
    if not least:
        return []
    placed = {one.meeting for one in answer.assignments}
    agreed, has = Counter[int](), Counter[int]()
    for one in frame.candidates:
        agreed.update(one.company_ids)
        if f"m{one.id}" in placed:
            has.update(one.company_ids)
    found = [
        {
            "company_id": company_id,
            "has": has[company_id],
            "reason": _reason(frame, company_id, agreed[company_id]),
        }
        for company_id in agreed
        if has[company_id] < least
    ]
    return sorted(found, key=lambda one: (one["has"], one["company_id"]))


def _reason(frame: Frame, company_id: int, agreed: int) -> str:
    if agreed < frame.order.least:
        return "few"
    there = set(range(len(frame.slot_ids))) - frame.away.get(company_id, frozenset())
    room = min(
        (
            len(there - limit.slots) + min(limit.most, len(there & limit.slots))
            for limit in frame.limits.get(company_id, ())
        ),
        default=len(there),
    )
    return "away" if room < frame.order.least else "others"
