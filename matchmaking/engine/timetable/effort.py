"""How long a solve may go on, what stops it, and what a search came to."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

POLL = 0.2  # seconds
Tell = Callable[[Mapping[str, float], Mapping[str, float]], None]


@dataclass(frozen=True)
class Effort:
    """What a solve may spend.

    Parameters
    ----------
    until : float
        When to stop, as ``time.perf_counter`` counts.
    seed : int
        Other seeds may give other answers of the same worth.
    work : float, optional
        The solver's own measure of work, about seconds; a run stopped by it can be repeated.
    stop : callable, optional
        Asked now and then; when it says yes, the best so far is the answer.
    tell : callable, optional
        Hears the values of the best so far and the bounds known; must be quick.
    """

    until: float
    seed: int = 0
    work: float | None = None
    stop: Callable[[], bool] | None = None
    tell: Tell | None = None

    @property
    def left(self) -> float:
        """Seconds left."""
        if self.stop is not None and self.stop():
            return 0.0
        return max(0.0, self.until - time.perf_counter())

    def part(self, share: float) -> "Effort":
        """An effort that takes this share of the time left."""
        until = time.perf_counter() + self.left * share
        return replace(self, until=until)


@dataclass(frozen=True)
class Found:
    """What a search came to: status, the slot of each placed meeting, the proven bounds."""

    status: str
    slot_of: dict[int, int] | None = None
    bound: dict[str, float] = field(default_factory=dict)


class Watcher:
    """Stops a running search as soon as there is a reason to."""

    def __init__(self, stop: Callable[[], object], reasons: Sequence[Callable[[], bool]]) -> None:
        self._stop = stop
        self._reasons = reasons
        self._done = threading.Event()

    def __enter__(self) -> None:
        if self._reasons:
            threading.Thread(target=self._watch, daemon=True).start()

    def __exit__(self, *_error: object) -> None:
        self._done.set()

    def _watch(self) -> None:
        while not self._done.wait(POLL):
            if any(reason() for reason in self._reasons):
                self._stop()
                return
