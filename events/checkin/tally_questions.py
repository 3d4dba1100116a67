"""People counted by hand, as a device sends them: read as strictly as scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.checkin.questions import MOST_SCANS, BadQuestion, moment, nonce, only, read_object


@dataclass(frozen=True)
class Count:
    """Somebody without a ticket, in (1) or out (-1); ``counted_at`` by the phone's clock."""

    nonce: str
    change: int
    counted_at: datetime | None = None


@dataclass(frozen=True)
class CountBatch:
    """What a phone counted without a network; an unreadable entry is its nonce, if any, and why."""

    sent_at: datetime
    counts: Sequence[Count | tuple[str | None, BadQuestion]]


def read_count(body: bytes) -> Count:
    """One person. Raises NotJson, BadQuestion."""
    fields = read_object(body)
    only(fields, {"nonce", "change"})
    return _count(fields)


def read_counts(body: bytes) -> CountBatch:
    """A queue of 1 to 200 people. Raises NotJson, BadQuestion."""
    fields = read_object(body)
    only(fields, {"sent_at", "counts"})
    counts, sent_at = fields.get("counts"), moment(fields, "sent_at")
    if not isinstance(counts, list) or not 1 <= len(counts) <= MOST_SCANS:
        raise BadQuestion(field="counts")
    if sent_at is None:
        raise BadQuestion(field="sent_at")
    return CountBatch(sent_at, [_entry(one) for one in counts])


def _entry(value: Any) -> Count | tuple[str | None, BadQuestion]:
    if not isinstance(value, dict):
        return None, BadQuestion(field="counts")
    try:
        only(value, {"nonce", "change", "counted_at"})
        return _count(value)
    except BadQuestion as error:
        said = value.get("nonce")
        return (said[:64] if isinstance(said, str) else None), error


def _count(fields: dict[str, Any]) -> Count:
    change = fields.get("change")
    if isinstance(change, bool) or not isinstance(change, int) or change not in {1, -1}:
        raise BadQuestion(field="change")
    return Count(nonce(fields), change, moment(fields, "counted_at"))
