"""Who has fewer meetings than they were promised, and why."""

from collections import Counter
from collections.abc import Collection, Iterator

from matchmaking.engine.timetable.problem import Participant, Problem, Shortfall
from matchmaking.engine.timetable.sides import limits


def shortfalls(problem: Problem, standing: Collection[int], *, proven: bool) -> Iterator[Shortfall]:
    """Name each participant below their ``min_meetings``.

    Parameters
    ----------
    standing : meetings by position
        Those that the timetable has.
    proven : bool
        Whether no timetable keeps more promises, all participants together.
    """
    promised = [one for one in problem.participants if one.min_meetings]
    if not promised:
        return
    count = Counter(name for n in standing for name in problem.meetings[n].participants)
    most = limits(problem)
    for one in promised:
        if count[one.id] < one.min_meetings:
            code, reason = _why(problem, one, most, proven=proven)
            yield Shortfall(one.id, one.min_meetings, count[one.id], code, reason)


def _why(
    problem: Problem, one: Participant, most: dict[str, int], *, proven: bool
) -> tuple[str, str]:
    own = problem.meetings_of[one.id]
    possible = [
        n
        for n in own
        if problem.options[n]
        and all(most[name] for name in problem.meetings[n].participants if name != one.id)
    ]
    if len(own) < one.min_meetings:
        return "wishes", f"only {len(own)} meetings are wished for"
    if one.max_meetings is not None and one.max_meetings < one.min_meetings:
        return "limit", f"at most {one.max_meetings} meetings are wanted"
    if len(possible) < one.min_meetings:
        return "no_common_slot", f"only {len(possible)} meetings have a slot that suits everybody"
    if most[one.id] < one.min_meetings:
        return "slots", f"there is time for only {most[one.id]} meetings"
    if proven:
        return "others", "it would break a rule or take more meetings from others promised theirs"
    return "not_found", "no such timetable was found in the time given"
