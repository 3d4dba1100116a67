"""Keep a fitted matcher in a file, take it up again, and say what a new fit would change."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_array

from matchmaking.engine.documents import Need
from matchmaking.engine.io import replacing
from matchmaking.engine.matcher import Matcher
from matchmaking.engine.taxonomy import Taxonomy

FORMAT = 1


class StateError(Exception):
    """A file that is no state, or one of another taxonomy or format."""


def save(matcher: Matcher, path: Path) -> str:
    """Write a fitted matcher to an ``.npz`` file, whole or not at all; return its version.

    The version is a digest of what was learned: equal states have equal versions in any process.
    The taxonomy itself is not kept, only its digest.
    """
    ids, counts = matcher.counted()
    space = matcher.space_
    parameters = {name: value for name, value in matcher.get_params().items() if name != "taxonomy"}
    facts = {
        "format": FORMAT,
        "parameters": parameters,
        "taxonomy": digest(matcher.taxonomy_),
        "offers": ids,
        "terms": space.terms,
        "unseen_idf": space.unseen_idf,
        "changed": matcher.changed_,
    }
    arrays = {
        "data": counts.data,
        "indices": counts.indices,
        "indptr": counts.indptr,
        "idf": space.idf,
        "mean_lengths": space.mean_lengths,
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=dict).encode()
    version = sha256(b"".join([text, *(array.tobytes() for array in arrays.values())])).hexdigest()
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, facts=np.frombuffer(text, np.uint8), **arrays)
    return version


def load(path: Path, taxonomy: Taxonomy | Literal["shared"] | None = "shared") -> Matcher:
    """Return the matcher that was saved, which gives the same answers, bit by bit.

    Raises
    ------
    StateError
        When the file is no state of this format, or was learned with another taxonomy.
    """
    try:
        with path.open("rb") as source, np.load(source, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        facts: dict[str, Any] = json.loads(arrays.pop("facts").tobytes())
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise StateError(f"{path.name}: not a saved state ({error})") from error
    if facts.get("format") != FORMAT:
        raise StateError(f"{path.name}: saved by another version of the platform")
    matcher = Matcher(taxonomy=taxonomy, **facts["parameters"])
    matcher.prepare([(block, term) for block, term in facts["terms"]])
    if digest(matcher.taxonomy_) != facts["taxonomy"]:
        raise StateError(f"{path.name}: learned with another taxonomy")
    space = matcher.space_
    space.idf, space.mean_lengths = arrays["idf"], arrays["mean_lengths"]
    space.unseen_idf = facts["unseen_idf"]
    shape = len(facts["offers"]), len(space.terms)
    counts = csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape)
    matcher.restore(facts["offers"], counts, learn=False)
    matcher.changed_ = facts["changed"]
    return matcher


def digest(taxonomy: Taxonomy | None) -> str:
    """Return a short name for all that a taxonomy says, "" for none."""
    if taxonomy is None:
        return ""
    return sha256(json.dumps(asdict(taxonomy), sort_keys=True).encode()).hexdigest()[:16]


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
    before: Matcher, after: Matcher, needs: Iterable[Need | Mapping[str, Any]]
) -> Difference:
    """Compare what two states suggest, for an organiser who is to accept the new one."""
    records = [Need.of(need, before.text_columns) for need in needs]
    pairs = zip(before.recommend(records), after.recommend(records), strict=True)
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
