"""What meetings are about: for those who buy their needs, for those who show kinds of product."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.i18n import _
from events.catalogue.pages import sector_name
from events.catalogue.sectors import sector_of
from matchmaking.meetings.models import Meeting
from matchmaking.needs.words import need_title

NOTHING = "none"


@dataclass(frozen=True)
class Topic:
    """A choice of the filter, with how many meetings are about it."""

    key: str
    label: str
    count: int


def keys_of(meeting: Meeting, company_ids: Collection[int]) -> dict[str, str]:
    """What a meeting is about for one of the two sides, by key, in the reader's words.

    For the buyer's people the need; for an exhibitor's the kinds of product that the need names.
    """
    need = meeting.need
    if need is None:
        return {NOTHING: _("Without a need")}
    if meeting.buyer.company_id in company_ids:
        return {f"n{need.id}": need_title(need)}
    found = {}
    for tag in need.tags:
        sector = sector_of(tag.code)
        if sector is not None:
            found[f"s{sector.key}"] = sector_name(sector)
    return found or {NOTHING: _("Without a need")}


def topics_of(meetings: Iterable[Meeting], company_ids: Collection[int]) -> list[Topic]:
    """The choices there are, the most meetings first; none where there is nothing to choose."""
    counts, labels = Counter[str](), dict[str, str]()
    for meeting in meetings:
        keys = keys_of(meeting, company_ids)
        counts.update(keys.keys())
        labels |= keys
    order = sorted(labels, key=lambda key: (key == NOTHING, -counts[key], labels[key]))
    found = [Topic(key, labels[key], counts[key]) for key in order]
    return found if len(found) > 1 else []


def is_about(meeting: Meeting, key: str, company_ids: Collection[int]) -> bool:
    """Whether a meeting is about what was chosen."""
    return key in keys_of(meeting, company_ids)
