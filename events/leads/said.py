"""What is noted together with a scan, and how much of it."""

from dataclasses import dataclass
from datetime import date

MOST_TAGS, MOST_NOTE = 12, 4000


@dataclass(frozen=True)
class Said:
    """What was noted together with a scan; empty parts say nothing."""

    note: str = ""
    tags: tuple[str, ...] = ()
    product_ids: tuple[int, ...] = ()
    rating: int | None = None
    next_step: str = ""
    next_step_on: date | None = None
