"""Deadlines of an event, computed from rules; pure but for the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.i18n import N_
from events.programme.models import Deadline, Event, EventKind
from events.programme.times import local_day

FILED_BEFORE = 30  # days before the opening, in the country
FILED_BEFORE_ABROAD = 45
REPORTED_AFTER = 30  # days after the end
SOON = 14  # days within which a deadline stands on the day's screen
FILED = frozenset({EventKind.FAIR, EventKind.TRADE_MISSION})  # trade fairs, here and abroad
LEGAL = N_("Decree 81/2018, amended by Decree 128/2024. Ask your department if it still holds.")
REPORT = N_("As departments ask for it after a fair. Ask yours for its form and day.")
OWN = N_("A usual date. Move it as you like.")


@dataclass(frozen=True)
class Rule:
    """A deadline so many days before the first day, or (negative) after the last."""

    name: str
    label: str
    days_before: int
    why: str = OWN
    kinds: frozenset[EventKind] = frozenset(EventKind)


BY_INVITATION = frozenset({EventKind.INVESTOR_DAY, EventKind.DIALOGUE, EventKind.SEMINAR})
WITH_BOOTHS = frozenset({EventKind.FAIR, EventKind.JOB_FAIR})
RULES = (
    Rule(
        "registration",
        N_("Register with the Department of Industry and Trade"),
        FILED_BEFORE,
        LEGAL,
        FILED,
    ),
    Rule("invitations", N_("Send the invitations"), 21, kinds=BY_INVITATION),
    Rule("documents", N_("Documents of the exhibitors are complete"), 21, kinds=WITH_BOOTHS),
    Rule("fees", N_("Booth fees are paid"), 14, kinds=WITH_BOOTHS),
    Rule("print", N_("Programme and catalogue go to print"), 10),
    Rule("report", N_("Report the results to the department"), -REPORTED_AFTER, REPORT),
)
SNAPSHOT = {
    "name_vi": N_("name"),
    "starts_at": N_("first day"),
    "ends_at": N_("last day"),
    "place": N_("place"),
    "address": N_("address"),
    "expected_booths": N_("number of booths"),
}


@dataclass(frozen=True)
class Due:
    """A deadline of one event as it stands; ``label`` and ``why`` are marked, not translated."""

    name: str
    label: str
    why: str
    due_on: date
    days_left: int
    is_done: bool
    is_moved: bool

    @property
    def is_late(self) -> bool:
        """Whether its day is over and it was not done."""
        return not self.is_done and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        """Whether it has to be thought of now."""
        return not self.is_done and self.days_left <= SOON


def due_of(event: Event, kept: Mapping[str, Deadline], *, is_filed: bool, today: date) -> list[Due]:
    """The deadlines of an event in the order of their days.

    The registration is done when a filing is kept, not by a tick.
    """
    found = []
    for rule in RULES:
        if event.kind not in rule.kinds:
            continue
        row = kept.get(rule.name)
        moved = row.due_on if row is not None else None
        due_on = moved or _day(event, rule)
        is_done = is_filed if rule.name == "registration" else bool(row and row.done_at)
        left = (due_on - today).days
        found.append(Due(rule.name, rule.label, rule.why, due_on, left, is_done, moved is not None))
    return sorted(found, key=lambda due: due.due_on)


def _day(event: Event, rule: Rule) -> date:
    if rule.days_before < 0:
        return local_day(event.ends_at, event.zone) - timedelta(days=rule.days_before)
    days = rule.days_before
    if rule.name == "registration" and event.kind is EventKind.TRADE_MISSION:
        days = FILED_BEFORE_ABROAD
    return local_day(event.starts_at, event.zone) - timedelta(days=days)


def snapshot_of(event: Event) -> dict[str, Any]:
    """What a department is told of an event, as it fits a column of JSON."""
    told: dict[str, Any] = {}
    for name in SNAPSHOT:
        value = getattr(event, name)
        told[name] = value.isoformat() if name in {"starts_at", "ends_at"} else value
    return told


def changed_since(event: Event, told: Mapping[str, Any]) -> Sequence[str]:
    """What is other than it was told: marked words."""
    now = snapshot_of(event)
    return [word for name, word in SNAPSHOT.items() if name in told and told[name] != now[name]]


def last_day_for_changes(event: Event) -> date:
    """Until when a change has to be filed: as long before the opening as the registration."""
    return _day(event, next(rule for rule in RULES if rule.name == "registration"))
