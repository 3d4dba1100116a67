"""Where nothing that stood needs to move: hold it, so that only the rest is searched."""

from collections.abc import Mapping
from dataclasses import replace

from matchmaking.engine.timetable.board import Board, bits
from matchmaking.engine.timetable.check import values
from matchmaking.engine.timetable.places import with_places
from matchmaking.engine.timetable.problem import Assignment, Meeting, Problem

CLOSE = 1e-9


def with_held(
    problem: Problem, start: Mapping[int, int] | None, bound: Mapping[str, float]
) -> Problem:
    """The problem with what stood before held there, where the best answer moves nothing.

    That is so where promises and the objectives before ``changes`` cannot be better than in
    ``start``, which changes nothing. The other meetings keep the slots that are left for them.
    """
    if start is None or not problem.previously or "changes" not in problem.objective:
        return problem
    reached = values(problem, with_places(problem, start))
    before = ("promised", *problem.objective[: problem.objective.index("changes")])
    settled = all(abs(reached[name] - bound.get(name, 0.0)) < CLOSE for name in before)
    if not settled or reached["changes"]:
        return problem
    board = Board(problem)
    for n, there in problem.previously.items():
        board.put(n, there.slot)
    meetings = tuple(
        _held(meeting, problem.previously[n])
        if n in problem.previously
        else replace(meeting, allowed_slots=_left(board, n))
        for n, meeting in enumerate(problem.meetings)
    )
    return replace(problem, meetings=meetings)


def _held(meeting: Meeting, before: Assignment) -> Meeting:
    place = before.place if meeting.needs_place and before.place >= 0 else meeting.place
    return replace(meeting, required=True, fixed_slot=before.slot, place=place)


def _left(board: Board, meeting: int) -> frozenset[int]:
    """Slots in which a meeting could be added to what is held."""
    if not board.has_room(meeting):
        return frozenset()
    slots = bits(board.wanted_in(meeting))
    return frozenset(slot for slot in slots if board.has_place(meeting, slot))
