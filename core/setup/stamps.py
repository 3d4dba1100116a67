"""Remember what is done, so that a second run goes on where the first one stopped."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.setup.console import SetupError
from core.setup.place import Place

LOCK_PATIENCE_SECONDS = 3.0  # a run that finds everything done is over long before


def fingerprint(inputs: Iterable[Path | str]) -> str:
    """Hash the texts and the contents of the files that a step is made from."""
    digest = hashlib.sha256()
    for item in inputs:
        content = item.encode() if isinstance(item, str) else _content(item)
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def is_fresh(place: Place, name: str, inputs: Iterable[Path | str]) -> bool:
    """Tell whether a step was finished with these very inputs."""
    try:
        return (place.stamps / name).read_text(encoding="ascii") == fingerprint(inputs)
    except (OSError, UnicodeDecodeError):
        return False


def stamp(place: Place, name: str, inputs: Iterable[Path | str]) -> None:
    """Note that a step is finished; a stamp is either whole or not there."""
    place.stamps.mkdir(parents=True, exist_ok=True)
    fresh = place.stamps / f"{name}.new"
    fresh.write_text(fingerprint(inputs), encoding="ascii")
    fresh.replace(place.stamps / name)


def forget(place: Place, *names: str) -> None:
    """Take stamps away before their step begins, so that half a step is never taken for done."""
    for name in names:
        (place.stamps / name).unlink(missing_ok=True)


@contextmanager
def locked(place: Place) -> Iterator[int]:
    """Let one process at a time change this installation.

    The lock goes to the tools that set-up starts: when set-up itself is killed, it
    lasts until the tool it had started is through.
    """
    place.lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place.lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait_for_lock(handle)
        yield handle
    finally:
        os.close(handle)


def _wait_for_lock(handle: int) -> None:
    give_up = time.monotonic() + LOCK_PATIENCE_SECONDS
    while not _try_lock(handle):
        if time.monotonic() > give_up:
            raise SetupError(
                "Another run is setting up this folder right now.",
                "Wait until it is through, then run the same command again.",
            )
        time.sleep(0.1)


def _try_lock(handle: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 -- not on Windows, where two runs at once are not held apart
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
