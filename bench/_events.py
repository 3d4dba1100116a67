"""Generated events for timetables: lists of 20 as from suggestions, people who come and go."""

import numpy as np

from matchmaking.engine.timetable.problem import Meeting, Participant, Problem

CANDIDATES = 20
AVAILABLE = 0.75, 0.95  # of the slots, by person
LOOKED_AT = 200  # exhibitors that a list is drawn from
PULL = 0.15  # how much popular exhibitors are liked by everybody


def event(
    buyers: int,
    exhibitors: int,
    slots: int,
    tables: int,
    *,
    seed: int,
    objective: tuple[str, ...] = ("score",),
) -> Problem:
    """Each buyer wishes the best 20 of up to 200 exhibitors; scores lie in (0, 1]."""
    draw = np.random.default_rng(seed)
    people = [
        *(_person(draw, f"B{n}", slots) for n in range(buyers)),
        *(_person(draw, f"S{n}", slots) for n in range(exhibitors)),
    ]
    pull = draw.normal(size=exhibitors)
    meetings = []
    for buyer in range(buyers):
        seen = draw.choice(exhibitors, min(exhibitors, LOOKED_AT), replace=False)
        liking = PULL * pull[seen] + draw.random(len(seen))
        best = np.argsort(-liking, kind="stable")[:CANDIDATES]
        meetings += [
            Meeting(
                f"B{buyer}-S{seen[one]}",
                (f"B{buyer}", f"S{seen[one]}"),
                round(float(np.clip(0.6 * liking[one] + 0.1, 0.05, 1.0)), 4),
            )
            for one in best
        ]
    return Problem(slots, tables, tuple(people), tuple(meetings), objective=objective)


def _person(draw: np.random.Generator, name: str, slots: int) -> Participant:
    missing = draw.random(slots) > draw.uniform(*AVAILABLE)
    return Participant(name, frozenset(np.flatnonzero(missing).tolist()))
