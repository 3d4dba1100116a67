"""Keep a fitted matcher in a file and take it up again."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_array

from matchmaking.engine.matcher import Matcher
from matchmaking.engine.taxonomy import Taxonomy

FORMAT = 2


class StateError(Exception):
    """A file that is no state, or one of another taxonomy or format."""


def save(matcher: Matcher, path: Path, notes: Mapping[str, Any] = MappingProxyType({})) -> str:
    """Write a fitted matcher to an ``.npz`` file, whole or not at all; return its version.

    The version is a digest of what was learned: equal states have equal versions in any process.
    The taxonomy itself is not kept, only its digest; ``notes`` are the caller's, and plain JSON.
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
        "notes": dict(notes),
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
    temporary = path.with_name(f".{path.name}.{version[:16]}")
    with temporary.open("wb") as file:
        np.savez(file, facts=np.frombuffer(text, np.uint8), **arrays)
    temporary.replace(path)
    return version


def load(path: Path, taxonomy: Taxonomy | Literal["shared"] | None = "shared") -> Matcher:
    """Return the matcher that was saved, which gives the same answers, bit by bit.

    Its ``notes_`` are those it was saved with.

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
    matcher.changed_, matcher.notes_ = facts["changed"], facts["notes"]
    return matcher


@lru_cache(maxsize=4)
def digest(taxonomy: Taxonomy | None) -> str:
    """Return a short name for all that a taxonomy says, "" for none."""
    if taxonomy is None:
        return ""
    return sha256(json.dumps(asdict(taxonomy), sort_keys=True).encode()).hexdigest()[:16]
