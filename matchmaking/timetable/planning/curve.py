"""How a build goes: what the best timetable so far is worth, over time, drawn as a curve."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_POINTS = 200
WIDTH, HEIGHT, EDGE = 600, 120, 6  # of the drawing


class Curve:
    """Collects what the solver tells, in its thread; the job writes it down in its own."""

    def __init__(self) -> None:
        self._since = time.perf_counter()
        self._points: list[dict[str, Any]] = []

    def tell(self, values: Mapping[str, float], bound: Mapping[str, float]) -> None:
        """A better timetable was found."""
        point = {
            "seconds": round(time.perf_counter() - self._since, 1),
            "values": dict(values),
            "bound": {name: value for name, value in bound.items() if name in values},
        }
        self._points = [*self._points, point]  # readers keep the list they have

    @property
    def points(self) -> list[dict[str, Any]]:
        """The points so far, not more than a page can show."""
        points = self._points
        step = -(-len(points) // MOST_POINTS) or 1
        return [*points[:-1:step], points[-1]] if points else []


@dataclass(frozen=True)
class Drawing:
    """A curve as a page draws it; ``name`` is the value that changed last."""

    name: str
    value: float
    bound: float | None
    line: str
    bound_y: int | None


def drawing_of(points: Sequence[Mapping[str, Any]], *, seconds: int) -> Drawing | None:
    """The value that the solver works on now, over the time that it has; None: nothing yet."""
    if not points:
        return None
    last = points[-1]
    name = _moving(points)
    found = [(float(point["seconds"]), float(point["values"][name])) for point in points]
    bound: float | None = last["bound"].get(name)
    heights = [value for _when, value in found] + ([] if bound is None else [bound])
    low, high = min(heights), max(heights)

    def y(value: float) -> int:
        if high == low:
            return HEIGHT // 2
        return round(EDGE + (HEIGHT - 2 * EDGE) * (high - value) / (high - low))

    steps: list[str] = []
    before: float | None = None
    for when, value in found:
        x = round(WIDTH * min(1.0, when / max(1, seconds)))
        if before is not None:
            steps.append(f"{x},{y(before)}")
        steps.append(f"{x},{y(value)}")
        before = value
    return Drawing(name, found[-1][1], bound, " ".join(steps), None if bound is None else y(bound))


def _moving(points: Sequence[Mapping[str, Any]]) -> str:
    """The value that changed last; the first of all, where none did."""
    names: list[str] = list(points[-1]["values"])
    for earlier, later in zip(reversed(points[:-1]), reversed(points[1:]), strict=True):
        for name in names:
            if earlier["values"][name] != later["values"][name]:
                return name
    return names[0]
