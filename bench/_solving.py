"""Solve under a limit on the clock, or of computing where the machine has other work."""

import resource
import time

from matchmaking.engine.timetable.problem import Problem, Timetable
from matchmaking.engine.timetable.solve import solve

WALL_FOR_CPU = 20  # seconds on the clock, at most, for each second of computing
FINISH = 0.1  # of the limit, for places and reasons after the search, as in ``solve``


def solved(problem: Problem, limit: float, *, cpu: bool) -> tuple[Timetable, float]:
    """Return the answer and the seconds of computing of the busier of the two processes."""
    started, others = time.process_time(), _others()
    if cpu:
        answer = solve(
            problem,
            time_limit=limit * WALL_FOR_CPU,
            stop=lambda: time.process_time() - started > limit * (1 - FINISH),
        )
    else:
        answer = solve(problem, time_limit=limit)
    return answer, max(time.process_time() - started, _others() - others)


def _others() -> float:
    """Seconds computed by processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_mb() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
