"""Where the files of a batch lie: parts under a random key, each whole or not there."""

import re
from collections.abc import Iterator
from pathlib import Path

PART = 200  # badges in a file: what a printer takes in one go
_KEY = re.compile(r"[0-9a-f]{32}")


def parts_of(people: int) -> int:
    """How many files so many badges make."""
    return -(-people // PART)


def part_path(folder: Path, key: str, number: int) -> Path | None:
    """Where a part lies, counted from 1, if the key can be one of ours."""
    if not _KEY.fullmatch(key) or number < 1:
        return None
    return folder / f"{key}-{number}.pdf"


def write_part(path: Path, document: bytes) -> None:
    """Put a part in its place at once, so that a broken run leaves no half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(document)
    unfinished.replace(path)


def there(folder: Path, key: str) -> Iterator[Path]:
    """The parts of a batch that are there."""
    if _KEY.fullmatch(key):
        yield from folder.glob(f"{key}-*.p*")


def remove_parts(folder: Path, key: str) -> None:
    """Delete a batch's files; those already gone are no matter."""
    for path in there(folder, key):
        path.unlink(missing_ok=True)
