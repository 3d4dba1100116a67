"""The fitted state of an event: one file in the instance folder, which all processes share.

The file holds what was learned from the products as they were, and a mark of each. Whoever
answers a page takes it up and adds what has changed since, in a fixed order, so that every
process gives the same answers; a job learns anew in the background when that has become much.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from core.locks import file_lock
from matchmaking import engine
from matchmaking.engine import Matcher, StateError, Taxonomy
from matchmaking.recommendations.facts import ProductFacts

log = logging.getLogger(__name__)
CANDIDATES = 120  # products that are judged for one need
FOLDER = "matching"
MUCH, MUCH_SHARE = 10, 0.02  # changed products that are worth learning anew
MOST_BY_PAGE = 0.5  # of the products may have changed; beyond, a page fits anew at once
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Fitted:
    """A matcher that knows the products as they are now, and how far it is from its file."""

    matcher: Matcher
    stamp: Stamp | None
    changed: int

    @property
    def is_far(self) -> bool:
        """Whether so much has changed that it is worth learning anew."""
        return self.changed >= max(MUCH, MUCH_SHARE * len(self.matcher.row_of_))


def folder() -> Path:
    """Where the states of this installation lie."""
    found = Path(current_app.instance_path) / FOLDER
    found.mkdir(exist_ok=True)
    return found


def path_of(event_id: int) -> Path:
    """The file of an event's state."""
    return folder() / f"event-{event_id}.npz"


def stamp_of(event_id: int) -> Stamp | None:
    """What tells one version of the file from the next without opening it."""
    with suppress(OSError):
        found = path_of(event_id).stat()
        return found.st_ino, found.st_mtime_ns, found.st_size
    return None


@contextmanager
def held(event_id: int) -> Iterator[None]:
    """Keep all others from making the event's state while the block does."""
    with file_lock(folder() / f"event-{event_id}.lock"):
        yield


def fitted(event_id: int, facts: Mapping[str, ProductFacts], taxonomy: Taxonomy) -> Fitted:
    """The matcher for these products: from the file and what changed since, else made once."""
    found = _from_file(event_id, facts, taxonomy)
    if found is not None:
        return found
    with held(event_id):
        found = _from_file(event_id, facts, taxonomy)  # perhaps made while we waited
        if found is not None:
            return found
        matcher = fit(facts, taxonomy)
        keep(event_id, matcher, facts)
        return Fitted(matcher, stamp_of(event_id), 0)


def fit(facts: Mapping[str, ProductFacts], taxonomy: Taxonomy) -> Matcher:
    """Read every product and learn from all of them."""
    matcher = Matcher(top_n=CANDIDATES, taxonomy=taxonomy)
    return matcher.fit(one.offer for one in facts.values())


def keep(event_id: int, matcher: Matcher, facts: Mapping[str, ProductFacts]) -> None:
    """Write the state for all processes; a full disk costs time, never an answer."""
    marks = {number: one.mark for number, one in facts.items()}
    try:
        version = engine.save(matcher, path_of(event_id), {"marks": marks})
    except OSError:
        log.exception("the suggestions' state of event %d could not be kept", event_id)
    else:
        log.info("suggestions' state %s of event %d kept", version[:12], event_id)


def taken_up(event_id: int, taxonomy: Taxonomy) -> tuple[Matcher, Mapping[str, str]] | None:
    """The matcher of the file with the marks of its products, None when there is none to use."""
    try:
        matcher = engine.load(path_of(event_id), taxonomy)
    except StateError as error:
        log.info("suggestions' state of event %d is made anew: %s", event_id, error)
        return None
    return matcher, matcher.notes_["marks"]


def _from_file(
    event_id: int, facts: Mapping[str, ProductFacts], taxonomy: Taxonomy
) -> Fitted | None:
    stamp = stamp_of(event_id)
    found = taken_up(event_id, taxonomy) if stamp else None
    if found is None:
        return None
    matcher, marks = found
    fresh = [number for number, one in facts.items() if marks.get(number) != one.mark]
    gone = marks.keys() - facts.keys()
    changed = len(fresh) + len(gone)
    if changed > MUCH and changed > MOST_BY_PAGE * len(facts):
        return None
    catch_up(matcher, marks, facts)
    return Fitted(matcher, stamp, changed)


def catch_up(matcher: Matcher, marks: Mapping[str, str], facts: Mapping[str, ProductFacts]) -> None:
    """Take in what changed since the marks were made, without a fit."""
    matcher.remove(sorted(marks.keys() - facts.keys()))
    fresh = [one.offer for number, one in facts.items() if marks.get(number) != one.mark]
    if fresh:
        matcher.add(fresh)


def caught_up(
    event_id: int, facts: Mapping[str, ProductFacts], taxonomy: Taxonomy
) -> Matcher | None:
    """The matcher as pages use it now, None when there is no file to use."""
    found = taken_up(event_id, taxonomy)
    if found is None:
        return None
    catch_up(*found, facts)
    return found[0]


def ask_for_renewal(event_id: int) -> None:
    """Leave word for the runner of jobs, without writing to the database."""
    with suppress(OSError):
        (folder() / f"event-{event_id}.wanted").touch()


def wanted() -> list[int]:
    """The events for which a renewal was asked."""
    return sorted(_number(path) for path in folder().glob("event-*.wanted"))


def forget_wish(event_id: int) -> None:
    """The renewal is under way."""
    (folder() / f"event-{event_id}.wanted").unlink(missing_ok=True)


def events_kept() -> set[int]:
    """The events of which there is anything in the folder."""
    return {_number(path) for path in folder().glob("event-*")}


def remove(event_id: int) -> None:
    """Delete all there is of an event; whoever needs it makes it anew."""
    for path in folder().glob(f"event-{event_id}.*"):
        path.unlink(missing_ok=True)


def _number(path: Path) -> int:
    return int(path.name.removeprefix("event-").partition(".")[0])
