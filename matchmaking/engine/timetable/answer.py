"""From slots to an answer: places, values, bounds, and why the others are not placed."""

import time
from collections.abc import Mapping

from matchmaking.engine.timetable.board import Board
from matchmaking.engine.timetable.check import values
from matchmaking.engine.timetable.places import with_places
from matchmaking.engine.timetable.problem import (
    MAXIMISED,
    Conflict,
    Problem,
    Timetable,
    Unplaced,
)
from matchmaking.engine.timetable.shortfalls import shortfalls

CLOSE = 1e-6


def answer(
    problem: Problem,
    slot_of: Mapping[int, int],
    bound: Mapping[str, float],
    *,
    proven: bool,
    since: float,
) -> Timetable:
    """The timetable for these slots; optimal where proven or where every value meets its bound."""
    assignments = with_places(problem, slot_of)
    reached = values(problem, assignments)
    objective = {name: reached[name] for name in problem.objective}
    limits = {name: _sound(name, bound.get(name), value) for name, value in objective.items()}
    promises = sum(one.min_meetings for one in problem.participants)
    kept = reached["promised"] >= bound.get("promised", promises)
    tight = all(abs(limits[name] - objective[name]) <= CLOSE for name in objective)
    proven = proven or (tight and kept)
    return Timetable(
        "optimal" if proven else "feasible",
        assignments,
        objective,
        dict(objective) if proven else limits,
        unplaced(problem, slot_of),
        None,
        time.perf_counter() - since,
        tuple(shortfalls(problem, slot_of, proven=proven or kept)),
    )


def without(
    problem: Problem, status: str, *, since: float, conflict: Conflict | None = None
) -> Timetable:
    """No timetable: infeasible with its conflict, or unknown when time was over."""
    waiting = tuple(
        Unplaced(meeting.id, status, "no timetable was found") for meeting in problem.meetings
    )
    return Timetable(
        status, unplaced=waiting, conflict=conflict, seconds=time.perf_counter() - since
    )


def _sound(name: str, bound: float | None, value: float) -> float:
    """A bound that lies on the right side of the value."""
    if name in MAXIMISED:
        return value if bound is None else max(bound, value)
    return 0.0 if bound is None else min(bound, value)


def unplaced(problem: Problem, slot_of: Mapping[int, int]) -> tuple[Unplaced, ...]:
    """Why each meeting that does not stand could not simply be added."""
    if len(slot_of) == len(problem.meetings):
        return ()
    board = Board(problem)
    for n, slot in slot_of.items():
        board.put(n, slot)
    return tuple(
        Unplaced(meeting.id, *_reason(board, n))
        for n, meeting in enumerate(problem.meetings)
        if n not in slot_of
    )


def _reason(board: Board, n: int) -> tuple[str, str]:
    meeting = board.problem.meetings[n]
    if not board.options[n]:
        return "no_common_slot", "there is no slot in which all of them can come"
    full = [
        name
        for name, one in zip(meeting.participants, board.takes[n], strict=False)
        if board.left[one] <= 0
    ]
    if full:
        return "limit", f"{full[0]} has no room for another meeting"
    open_slots = board.wanted_in(n)
    if not open_slots and board.windows:
        for name, one in zip(meeting.participants, board.takes[n], strict=False):
            if not board.options[n] & board.free[one] & board.open_for(one):
                return "limit", f"{name} has no room for another meeting"
    if not open_slots:
        return "busy", "in every slot that suits them one of them meets somebody else"
    if not any(
        board.has_place(n, slot) for slot in range(board.problem.slots) if open_slots >> slot & 1
    ):
        return "places", "every place is taken in the slots that suit them"
    return "worse", "with this meeting the timetable would be worse, or break a rule"
