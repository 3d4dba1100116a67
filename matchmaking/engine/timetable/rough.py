"""A first good timetable for meetings that compete, and what no timetable can exceed.

Meetings are chosen by a flow, placed by colouring and improved slot by slot.
"""

from collections.abc import Iterable, Mapping

from matchmaking.engine.timetable.board import LONGEST_CHAIN, Board
from matchmaking.engine.timetable.check import breaches, values
from matchmaking.engine.timetable.choose import Choice, bound_alone, choose, wanted
from matchmaking.engine.timetable.effort import Effort
from matchmaking.engine.timetable.improve import Pairs, improve
from matchmaking.engine.timetable.places import with_places
from matchmaking.engine.timetable.problem import MAXIMISED, Problem

GENTLE = (1, 2, 4, 8, 16, 64, LONGEST_CHAIN)  # meetings that move for another, where few should


def rough(problem: Problem, effort: Effort) -> tuple[dict[int, int] | None, dict[str, float]]:
    """Return a timetable as slots by meeting, None if it breaks a rule, and bounds.

    The bounds are those of objectives, and of ``promised``.
    """
    choice = choose(problem)
    board = Board(problem)
    pairs = Pairs(problem, wanted(problem))
    _leave_standing(board)
    if board.slot_of:
        improve(board, pairs, effort.part(0.5))  # first what moves nothing
        _fill_gently(board, choice, pairs.waiting, effort)
    _place(board, choice.meetings, effort, most=choice.bound["placed"])
    improve(board, pairs, effort)
    _place(board, _best_first(pairs), effort, most=choice.bound["placed"])
    slot_of = dict(board.slot_of)
    assignments = with_places(problem, slot_of)
    kept = not breaches(problem, assignments)
    bound = _bounds(problem, choice, values(problem, assignments) if kept else {})
    return (slot_of if kept else None), bound


def _leave_standing(board: Board) -> None:
    """What stood before, where it still can."""
    for n, before in board.problem.previously.items():
        suits = board.has_room(n) and board.wanted_in(n) >> before.slot & 1
        if suits and board.has_place(n, before.slot):
            board.put(n, before.slot)


def _fill_gently(board: Board, choice: Choice, waiting: Iterable[int], effort: Effort) -> None:
    """As many as can be, of all that could stand, while few others move for each."""
    if "changes" not in board.problem.objective:
        return
    order = list(dict.fromkeys((*choice.meetings, *waiting)))
    for longest in GENTLE:
        _place(board, order, effort, most=choice.bound["placed"], longest=longest)


def _place(
    board: Board,
    meetings: Iterable[int],
    effort: Effort,
    *,
    most: float,
    longest: int = LONGEST_CHAIN,
) -> None:
    for n in meetings:
        if len(board.slot_of) >= most or effort.left <= 0:
            return
        if n not in board.slot_of:
            board.place(n, longest=longest)


def _best_first(pairs: Pairs) -> list[int]:
    return sorted(pairs.waiting, key=lambda n: (-int(pairs.weight[n]), n))


def _bounds(problem: Problem, choice: Choice, reached: Mapping[str, float]) -> dict[str, float]:
    """Bounds that hold: of each objective alone, or of the score of as many as can be."""
    names = [name for name in problem.objective if name in MAXIMISED]
    promised = {"promised": choice.promised}
    tight = reached.get("promised", -1) >= choice.promised
    joint = choice.keeping if tight else choice.bound
    one_by_one = problem.objective[:2] != ("placed", "score") or not choice.exact
    if len(names) > 1 and (one_by_one or reached.get("placed") != joint["placed"]):
        return promised | {name: bound_alone(problem, name) for name in names}
    return promised | {name: joint[name] for name in names}
