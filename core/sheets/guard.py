"""Looks at an XLSX file before anything is unpacked for good: bombs, locks, tricks.

What openpyxl does not tell while it streams (merged cells, formulas) is found here as well.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.sheets import errors

MOST_ENTRIES = 1000
MOST_BYTES = 64 * 1024 * 1024
HIGHEST_RATIO = 250
SMALL = 8 * 1024 * 1024  # what is no larger unpacked needs no ratio
CHUNK = 1 << 20
OVERLAP = 512
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)\"")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Merged:
    """A merged range: rows counted from 1, columns from 0, both ends included."""

    cells: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Found:
    """What the look at a sheet told."""

    merged: tuple[Merged, ...]
    has_formulas: bool


def sniff(path: Path) -> str:
    """What a file is by its first bytes: ``xlsx`` or ``csv``. Raises what it is instead."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip():
        raise errors.Empty
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(OLE):
        raise errors.Encrypted if _is_locked(path) else errors.OldExcel
    _refuse_others(head)
    return "csv"


def _is_locked(path: Path) -> bool:
    """A workbook with a password is packed into the old container."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


_OTHERS = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"MZ\x90",
    b"SQLite format",
)


def _refuse_others(head: bytes) -> None:
    if head.startswith(_OTHERS):
        raise errors.NotATable
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta")):
        raise errors.OtherSheet(kind="HTML")
    if start.startswith((b"<?xml", b"<workbook")):
        raise errors.OtherSheet(kind="XML")


def look(path: Path) -> None:
    """Refuse a package that is a bomb, locked, damaged, tricky, or no XLSX file.

    Raises
    ------
    BadFile
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_sizes(entries, path.stat().st_size)
            _check_kind({entry.filename for entry in entries}, package)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    _check_xml(package, entry)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise errors.BadFile from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise errors.Encrypted
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise errors.BadFile
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > SMALL and unpacked > HIGHEST_RATIO * max(packed, 1)
    if bomb or unpacked > MOST_BYTES or len(entries) > MOST_ENTRIES:
        raise errors.TooBig(megabytes=MOST_BYTES >> 20)


def _check_kind(names: set[str], package: zipfile.ZipFile) -> None:
    if "xl/workbook.bin" in names:
        raise errors.OtherSheet(kind=".xlsb")
    if "mimetype" in names:
        kind = package.read("mimetype")[:100]
        raise errors.OtherSheet(kind=".ods") if b"spreadsheet" in kind else errors.NotATable
    if not any(name.lower().endswith("workbook.xml") for name in names):
        raise errors.NotATable


def _chunks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """An entry in pieces that overlap, so that nothing is cut in two."""
    with package.open(name) as stream:
        kept = b""
        while piece := stream.read(CHUNK):
            yield kept + piece
            kept = piece[-OVERLAP:]


def _check_xml(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    for number, piece in enumerate(_chunks(package, entry.filename)):
        if _DOCTYPE.search(piece) or (number == 0 and piece.startswith(_UTF16)):
            raise errors.Dangerous


def look_at_sheet(path: Path, name: str) -> Found:
    """The merged cells of a sheet's part, and whether it has formulas."""
    merged: dict[bytes, None] = {}
    has_formulas = False
    with zipfile.ZipFile(path) as package:
        for piece in _chunks(package, name.lstrip("/")):
            has_formulas = has_formulas or _FORMULA.search(piece) is not None
            merged |= dict.fromkeys(_MERGED.findall(piece))
    return Found(tuple(_range(cells.decode()) for cells in merged), has_formulas)


def _range(cells: str) -> Merged:
    first, last = (_place(corner) for corner in cells.split(":"))
    return Merged(cells, first[0], last[0], first[1], last[1])


def _place(corner: str) -> tuple[int, int]:
    letters = corner.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(corner[len(letters) :]), column - 1
