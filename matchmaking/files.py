"""Read offers and needs from spreadsheets saved as CSV, and write recommendations."""

import codecs
import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import TypeVar

from matchmaking.engine.documents import Need, Offer
from matchmaking.engine.text import clean

D = TypeVar("D", Offer, Need)
LONGEST_CELL = 10_000_000
OUTPUT_COLUMNS = ("need_id", "rank", "offer_id", "score", "reasons")


class BadFile(Exception):
    """A file that cannot be used, in one line that says where and why."""

    def __init__(self, path: Path, reason: str, row: int | None = None) -> None:
        where = f"{path.name}: row {row}: " if row else f"{path.name}: "
        super().__init__(where + reason)


def read_offers(path: Path, text_columns: Sequence[str] = ()) -> list[Offer]:
    """Read OFFERS.csv; ``text_columns`` are further columns to search as text."""
    return _read(path, Offer, text_columns)


def read_needs(path: Path, text_columns: Sequence[str] = ()) -> list[Need]:
    """Read NEEDS.csv; ``text_columns`` are further columns to search as text."""
    return _read(path, Need, text_columns)


def check_text_columns(paths: Iterable[Path], text_columns: Sequence[str]) -> None:
    """Raise BadFile when a column named by the user is in none of the files."""
    paths = list(paths)
    headers = {name for path in paths for name in _header(path, _records(path))[1]}
    for name in text_columns:
        if _column_name(name) not in headers:
            raise BadFile(paths[0], f"no file has the column “{name}”", row=1)


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file whole or not at all, always the same bytes for the same rows."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a file beside ``path`` that takes its place when all went well."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise BadFile(path, f"cannot be written ({error.strerror})") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise BadFile(path, f"cannot be written ({error.strerror})") from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _read(path: Path, kind: type[D], text_columns: Sequence[str]) -> list[D]:
    known = {field.name for field in fields(kind)} - {"texts"}
    more = [_column_name(name) for name in text_columns]
    records = _records(path)
    first, header = _header(path, records)
    if "id" not in header:
        raise BadFile(path, "no column “id”", row=first)
    if not (known - {"id"}) & set(header) and not set(more) & set(header):
        raise BadFile(path, f"no column to match by (one of {_listed(known - {'id'})})", row=first)
    documents: list[D] = []
    rows: dict[str, int] = {}
    for row, cells in records:
        record = _record(path, row, header, cells)
        if not record["id"]:
            raise BadFile(path, "no id", row=row)
        if record["id"] in rows:
            raise BadFile(path, f"id “{record['id']}” is already in row {rows[record['id']]}", row)
        rows[record["id"]] = row
        documents.append(kind.of(record, more))
    return documents


def _record(path: Path, row: int, header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise BadFile(path, f"{len(cells)} cells under {len(header)} columns", row)
    return {name: clean(cell).strip() for name, cell in zip(header, cells, strict=False)}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _column_name(name: str) -> str:
    return clean(name).strip().lower()


def _header(path: Path, records: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    row, cells = next(records, (0, []))
    if not cells:
        raise BadFile(path, "the file is empty", row=1)
    header = [_column_name(cell) for cell in cells]
    for name in header:
        if name and header.count(name) > 1:
            raise BadFile(path, f"two columns “{name}”", row=row)
    return row, header


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank with their number, the first being 1."""
    text = _decode(path)
    limit = csv.field_size_limit(LONGEST_CELL)
    row = 0
    try:
        for row, cells in enumerate(csv.reader(StringIO(text, newline=""), _dialect(text)), 1):
            if any("\udc80" <= char <= "\udcff" for cell in cells for char in cell):
                raise BadFile(path, "not UTF-8; save the file as “CSV UTF-8”", row)
            if row == 1 and cells and cells[0].lower().startswith("sep="):
                continue
            if any(cell.strip() for cell in cells):
                yield row, cells
    except csv.Error as error:
        raise BadFile(path, f"not a CSV row ({error})", row + 1) from error
    finally:
        csv.field_size_limit(limit)


def _decode(path: Path) -> str:
    """Return a file's text; bytes that are not UTF-8 stay marked, so that their row is known."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadFile(path, f"cannot be read ({error.strerror})") from error
    encoding = _utf16(data)
    try:
        text = data.decode(encoding) if encoding else data.decode("utf-8-sig", "surrogateescape")
    except UnicodeDecodeError as error:
        row = data[: error.start].decode(str(encoding), "ignore").count("\n") + 1
        raise BadFile(path, "broken UTF-16; save the file as “CSV UTF-8”", row) from error
    return text.replace("\x00", "")


def _utf16(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: the header's ASCII letters have every second byte empty.
    for encoding, halves in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[0:200:2])):
        if halves.count(0) > len(halves) * 0.9:
            return encoding
    return None


def _dialect(text: str) -> type[csv.Dialect]:
    """Choose the delimiter that the header has most of; spreadsheets differ by country."""
    lines = text.lstrip("\ufeff\r\n").split("\n", 2)
    line = lines[1] if lines[0].lower().startswith("sep=") and len(lines) > 1 else lines[0]

    class Dialect(csv.excel):
        delimiter = max(",;\t|", key=line.count)
        strict = False

    return Dialect
