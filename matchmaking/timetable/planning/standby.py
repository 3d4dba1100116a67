"""Who moves up: after a repair agreed meetings without a time, else the wishes of one side."""

from collections.abc import Callable
from dataclasses import replace

from matchmaking.engine.timetable.problem import Timetable
from matchmaking.timetable.planning.candidates import BOOTH
from matchmaking.timetable.planning.frames import Frame
from matchmaking.timetable.states import Aim

SECONDS = 5.0  # what moves nobody is found fast


def moved_up(frame: Frame, answer: Timetable) -> Frame:
    """The event once that is done: what stands then stays, those on standby compete."""
    placed = {one.meeting: (one.slot, one.place) for one in answer.assignments}
    standing = tuple(
        replace(
            one,
            stands=(placed[f"m{one.id}"][0], BOOTH) if one.booth_id else placed[f"m{one.id}"],
        )
        for one in frame.candidates
        if f"m{one.id}" in placed
    )
    order = replace(frame.order, aim=Aim.FILL, least=0)
    return replace(frame, order=order, candidates=(*standing, *frame.standby), standby=())


def fill(
    frame: Frame, answer: Timetable, solve: Callable[..., Timetable], stop: Callable[[], bool]
) -> Timetable | None:
    """What those on standby get, those that suit best first; None where nobody gets anything."""
    if not frame.standby or answer.status not in {"optimal", "feasible"}:
        return None
    found = solve(moved_up(frame, answer).problem, time_limit=SECONDS, stop=stop)
    waiting = {f"m{one.id}" for one in frame.standby}
    new = tuple(one for one in found.assignments if one.meeting in waiting)
    return replace(found, assignments=new) if new else None
