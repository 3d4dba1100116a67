"""The slots of an event in days, halves and blocks, and how many meetings a budget leaves there."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

NOON = time(12)
PAUSE = timedelta(minutes=10)  # between two slots: a longer one begins another block


class Times(Protocol):
    """What has a beginning and an end."""

    @property
    def id(self) -> int:
        """Which one it is."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it is over."""


@dataclass(frozen=True)
class Block:
    """Slots of one day that follow each other without a pause."""

    day: date
    slot_ids: tuple[int, ...]


@dataclass(frozen=True)
class Budget:
    """How many meetings a company takes on; None: as many as there are slots."""

    most_a_day: int | None = None
    most_in_row: int | None = None
    least_free: int | None = None  # slots in each half of a day

    def stricter(self, other: "Budget") -> "Budget":
        """What keeps both."""
        return Budget(
            _least(self.most_a_day, other.most_a_day),
            _least(self.most_in_row, other.most_in_row),
            max((n for n in (self.least_free, other.least_free) if n is not None), default=None),
        )


@dataclass(frozen=True)
class Bound:
    """At most so many meetings in these slots; ``kind`` says for which reason."""

    kind: str  # day, row, free
    slot_ids: frozenset[int]
    most: int


def _least(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)


def blocks_of(slots: Sequence[Times], zone: str) -> list[Block]:
    """The blocks of a grid; slots in the order of time."""
    blocks: list[Block] = []
    ends_at: datetime | None = None
    for slot in slots:
        day = slot.starts_at.astimezone(ZoneInfo(zone)).date()
        follows = ends_at is not None and slot.starts_at - ends_at <= PAUSE
        if blocks and follows and blocks[-1].day == day:
            blocks[-1] = Block(day, (*blocks[-1].slot_ids, slot.id))
        else:
            blocks.append(Block(day, (slot.id,)))
        ends_at = slot.ends_at
    return blocks


def bounds_of(slots: Sequence[Times], zone: str, budget: Budget) -> tuple[Bound, ...]:
    """What a budget says of single slots; bounds that cannot bind are left out."""
    every = (
        *_per_day(slots, zone, budget.most_a_day),
        *_per_half(slots, zone, budget.least_free),
        *_in_row(blocks_of(slots, zone), budget.most_in_row),
    )
    return tuple(one for one in every if one.most < len(one.slot_ids))


def _per_day(slots: Sequence[Times], zone: str, most: int | None) -> Iterator[Bound]:
    if most is not None:
        for ids in _grouped(slots, zone, halves=False):
            yield Bound("day", ids, most)


def _per_half(slots: Sequence[Times], zone: str, least: int | None) -> Iterator[Bound]:
    if least is not None:
        for ids in _grouped(slots, zone, halves=True):
            yield Bound("free", ids, max(0, len(ids) - least))


def _in_row(blocks: Collection[Block], most: int | None) -> Iterator[Bound]:
    if most is None:
        return
    for block in blocks:
        for first in range(len(block.slot_ids) - most):
            yield Bound("row", frozenset(block.slot_ids[first : first + most + 1]), most)


def _grouped(slots: Sequence[Times], zone: str, *, halves: bool) -> list[frozenset[int]]:
    groups: dict[tuple[date, bool], set[int]] = {}
    for slot in slots:
        local = slot.starts_at.astimezone(ZoneInfo(zone))
        late = halves and local.time() >= NOON
        groups.setdefault((local.date(), late), set()).add(slot.id)
    return [frozenset(ids) for ids in groups.values()]
