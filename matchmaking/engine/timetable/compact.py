"""Fewer idle gaps at any size: move meetings, or exchange slots along a chain, while it helps."""

from matchmaking.engine.timetable.board import Board, bits
from matchmaking.engine.timetable.effort import Effort

ROUNDS = 20
LONGEST = 24  # meetings in one exchange


def runs(busy: int) -> int:
    """How many runs of ones: one more than the gaps between them."""
    return (busy & ~(busy << 1)).bit_count()


def compact(board: Board, effort: Effort) -> None:
    """Take every single move that leaves fewer gaps, until none is left.

    What stands, stands afterwards too; only slots change.
    """
    for _round in range(ROUNDS):
        gained = False
        for meeting in sorted(board.slot_of):
            if effort.left <= 0:
                return
            gained |= _better_slot(board, meeting)
        if not gained:
            return


def _better_slot(board: Board, meeting: int) -> bool:
    if meeting in board.before or meeting in board.after:
        return False
    slot = board.slot_of[meeting]
    for other in bits(board.options[meeting] & ~(1 << slot)):
        moved = board.chain(meeting, other, longest=LONGEST)
        if moved is None or not _fits(board, moved, slot, other):
            continue
        if _gain(board, moved, slot, other) > 0:
            board.swap(moved, slot, other)
            return True
    return False


def _fits(board: Board, moved: list[int], slot: int, other: int) -> bool:
    leaving = sum(board.seats[n] for n in moved if board.slot_of[n] == slot)
    entering = sum(board.seats[n] for n in moved) - leaving
    return board.room[other] >= leaving - entering and board.room[slot] >= entering - leaving


def _gain(board: Board, moved: list[int], slot: int, other: int) -> int:
    """Gaps less, over all whose two slots are not both taken before and after."""
    people = range(len(board.problem.participants))
    touched = {one for n in moved for one in board.takes[n] if one in people}
    full, both, gain = (1 << board.problem.slots) - 1, 1 << slot | 1 << other, 0
    for one in touched:
        busy = full & ~board.free[one]
        if busy & both not in {0, both}:
            gain += runs(busy) - runs(busy ^ both)
    return gain
