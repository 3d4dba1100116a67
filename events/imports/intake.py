"""A file comes in: kept, its headings read, its columns guessed."""

from pathlib import Path
from typing import IO, Any

from core.sheets import BadFile, Line, Table, open_table
from events.imports import files
from events.imports.columns import columns_of, guess, is_heading
from events.imports.states import ImportKind

SAMPLES = 3


def take_in(
    stream: IO[bytes], folder: Path, *, kind: ImportKind, event_id: int | None
) -> dict[str, Any]:
    """Keep a file and read its head; the columns of its import. One that is bad is not kept.

    Raises
    ------
    BadFile
    """
    key, digest = files.store(stream, folder)
    try:
        found = _head(folder / key)
    except BadFile:
        files.remove(key, folder)
        raise
    columns = columns_of(kind, at_event=event_id is not None)
    mapping = guess(found["headings"], columns)
    kept = {"file_key": key, "file_hash": digest, "event_id": event_id, "mapping": mapping}
    return kept | found


def _head(path: Path) -> dict[str, Any]:
    """The headings of an upload, and its first lines to recognise the columns by."""
    with open_table(path, is_heading=is_heading) as table:
        lines = _first(table)
        return {
            "headings": list(table.headings),
            "samples": [[cell[:60] for cell in line.cells] for line in lines],
            "sheet": table.sheet[:100],
            "other_sheets": [name[:100] for name in table.other_sheets][:10],
        }


def _first(table: Table) -> list[Line]:
    lines: list[Line] = []
    for line in table.lines:
        lines.append(line)
        if len(lines) == SAMPLES:
            break
    return lines
