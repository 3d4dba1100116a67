"""What a new state of the matcher would change in the suggestions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaking.engine import Matcher, Need


@dataclass(frozen=True, slots=True)
class Change:
    """What a new state changes in the list of one need, best first."""

    need_id: str
    entered: tuple[str, ...]
    left: tuple[str, ...]
    largest_move: int
    score_change: float


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new state changes: the share of the suggestions that stay, and each changed list.

    ``score_change`` is the largest of all; ``changes`` holds only needs whose list is another.
    """

    needs: int
    kept: float
    score_change: float
    changes: tuple[Change, ...]


def difference(
    before: Matcher,
    after: Matcher,
    needs: Iterable[Need | Mapping[str, Any]],
    *,
    top_n: int | None = None,
) -> Difference:
    """Compare the first suggestions of two states, for an organiser who asks what has changed."""
    records = [Need.of(need, before.text_columns) for need in needs]
    answers = [one.recommend(records, top_n=top_n) for one in (before, after)]
    pairs = zip(*answers, strict=True)
    changes, shown, kept, widest = [], 0, 0, 0.0
    for need, lists in zip(records, pairs, strict=True):
        old, new = ({hit.offer_id: hit.score for hit in hits} for hits in lists)
        change = _change(need.id, old, new)
        shown += max(len(old), len(new))
        kept += len(old.keys() & new.keys())
        widest = max(widest, change.score_change)
        if list(old) != list(new):
            changes.append(change)
    return Difference(len(records), kept / shown if shown else 1.0, widest, tuple(changes))


def _change(need_id: str, old: Mapping[str, float], new: Mapping[str, float]) -> Change:
    places: Sequence[Mapping[str, int]] = [
        {offer: place for place, offer in enumerate(one)} for one in (old, new)
    ]
    both = [offer for offer in old if offer in new]
    return Change(
        need_id,
        tuple(offer for offer in new if offer not in old),
        tuple(offer for offer in old if offer not in new),
        max((abs(places[0][offer] - places[1][offer]) for offer in both), default=0),
        max((abs(old[offer] - new[offer]) for offer in both), default=0.0),
    )
