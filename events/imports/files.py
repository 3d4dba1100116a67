"""Uploaded files, below ``instance/imports`` under names nobody can guess."""

import hashlib
import re
import secrets
from pathlib import Path
from typing import IO

_KEY = re.compile(r"[0-9a-f]{32}")
CHUNK = 1 << 20


def store(stream: IO[bytes], folder: Path) -> tuple[str, str]:
    """Keep an upload; its key and its SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    key, digest = secrets.token_hex(16), hashlib.sha256()
    with (folder / key).open("wb") as target:
        while piece := stream.read(CHUNK):
            digest.update(piece)
            target.write(piece)
    return key, digest.hexdigest()


def path_of(key: str, folder: Path) -> Path | None:
    """Where a file is kept, if it still is."""
    path = folder / key
    return path if _KEY.fullmatch(key) and path.is_file() else None


def remove(key: str, folder: Path) -> None:
    """Forget a file."""
    if _KEY.fullmatch(key):
        (folder / key).unlink(missing_ok=True)
