"""What a build is asked for, and its form in the row of the draft."""

from dataclasses import asdict, dataclass
from typing import Any

from matchmaking.timetable.states import Aim

USUAL_SECONDS = 30


@dataclass(frozen=True)
class Order:
    """What to build; everybody gets the ``least`` meetings where that can be.

    ``standby``: a repair offers freed times to agreed meetings that have none.

    ``keeps``: what has a time stays there. ``company_ids`` cannot come and ``table_ids`` are lost
    in the slots from ``first_slot_id`` to ``last_slot_id`` (none: from the first, to the last).
    """

    aim: Aim
    keeps: bool = True
    least: int = 0
    standby: bool = True
    seconds: int = USUAL_SECONDS
    company_ids: tuple[int, ...] = ()
    table_ids: tuple[int, ...] = ()
    first_slot_id: int | None = None
    last_slot_id: int | None = None

    def as_settings(self) -> dict[str, Any]:
        """As kept in the row of the draft, which has the aim in a column of its own."""
        values = asdict(self)
        del values["aim"]
        return values

    @classmethod
    def of(cls, aim: Aim, settings: dict[str, Any]) -> "Order":
        """What a draft was asked for."""
        lists = {name: tuple(settings[name]) for name in ("company_ids", "table_ids")}
        return cls(aim, **{**settings, **lists})
