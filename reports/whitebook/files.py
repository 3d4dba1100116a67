"""Where white books lie, each under a random key, as PDF and as spreadsheet."""

import re
from pathlib import Path

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_KEY = re.compile(r"[0-9a-f]{32}")


def book_path(folder: Path, key: str | None, kind: str) -> Path | None:
    """Where a book's file lies, if the key can be one of ours."""
    if key is None or not _KEY.fullmatch(key) or kind not in KINDS:
        return None
    return folder / f"{key}.{kind}"


def remove_book(folder: Path, key: str | None) -> None:
    """Delete a book's files; those already gone are no matter."""
    for kind in KINDS:
        path = book_path(folder, key, kind)
        if path is not None:
            path.unlink(missing_ok=True)
