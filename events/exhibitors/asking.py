"""What a company says beyond its category: wishes, groups, partners; plain values from a form."""

from dataclasses import dataclass

from events.exhibitors.states import Ground

MOST_WISHES = 3
MOST_PARTNERS = 4
CONSENT_VERSION = "2026-11"


@dataclass(frozen=True)
class Wanted:
    """A wish: a booth, or a hall, or one row of a hall."""

    booth_id: int | None = None
    hall_id: int | None = None
    row: str = ""

    @property
    def value(self) -> str:
        """As a form sends it."""
        if self.booth_id is not None:
            return f"booth:{self.booth_id}"
        return f"row:{self.hall_id}:{self.row}" if self.row else f"hall:{self.hall_id}"


def read_place(value: str) -> Wanted | None:
    """The wish that a form sent; None for no wish. Raises ValueError for anything else."""
    if not value:
        return None
    kind, _, rest = value.partition(":")
    number, _, row = rest.partition(":")
    if kind == "booth" and not row:
        return Wanted(booth_id=int(number))
    if kind == "hall" and not row:
        return Wanted(hall_id=int(number))
    if kind == "row" and row:
        return Wanted(hall_id=int(number), row=row[:12])
    raise ValueError(value)


@dataclass(frozen=True)
class Details:
    """Everything a company says about itself and its wishes for one event."""

    wishes: tuple[Wanted, ...] = ()
    grounds: tuple[Ground, ...] = ()  # why it counts as a priority group; with consent only
    has_consented: bool = False
    commune: str = ""
    partners: tuple[str, ...] = ()  # tax codes or names
    language: str = "vi"


NOTHING = Details()
