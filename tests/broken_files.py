"""Makes the broken files that offices really send, and those that attackers do.

``python -m tests.broken_files FOLDER`` writes them all. Each is the table of ``GOOD`` with one
thing wrong; ``BROKEN`` says what must be told about it: a marked text, and the row if it has one.
"""

import gzip
import io
import re
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from core.sheets import errors, text

GOOD = (
    ("Tên đơn vị", "Mã số thuế", "Loại hình", "Tỉnh"),
    ("HTX Chè Mẫu Một", "0101243150", "Hợp tác xã", "Sơn La"),
    ("Công ty TNHH Mẫu Hai", "0101243168", "Công ty TNHH", "Lào Cai"),
    ("Hộ kinh doanh Mẫu Ba", "", "Hộ kinh doanh", "Lào Cai"),
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "{0}">]>'
Rows = Iterable[Sequence[object]]


@dataclass(frozen=True)
class Broken:
    """A file with its bytes and what is to be told: of the file, or of a row."""

    name: str
    make: Callable[[], bytes]
    message: str
    row: int | None = None


def csv_bytes(rows: Rows = GOOD, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """The rows as a plain CSV file."""
    lines = (separator.join(map(str, row)) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_bytes(rows: Rows = GOOD, change: Callable[[Workbook], None] | None = None) -> bytes:
    """The rows as a workbook, changed before it is saved."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if change is not None:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, **parts: Callable[[str], str] | None) -> bytes:
    """A workbook with parts rewritten (by the end of their name) or, for None, left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            stem = Path(name).stem
            content = old.read(name)
            if stem in parts:
                rewrite = parts[stem]
                if rewrite is None:
                    continue
                content = rewrite(content.decode()).encode()
            new.writestr(name, content)
    return stream.getvalue()


def zipped(**parts: bytes) -> bytes:
    """A bare package; two underscores stand for a slash, one for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def with_row(*cells: object) -> list[Sequence[object]]:
    """The good table with a fifth row."""
    return [*GOOD, cells]


def _merged(book: Workbook) -> None:
    book.active.merge_cells("A3:A4")


def _merged_headings(book: Workbook) -> None:
    book.active.merge_cells("B1:C1")


def _hidden(book: Workbook) -> None:
    book.active.sheet_state = "hidden"
    book.create_sheet("Trang trống")


def _flagged() -> bytes:
    """A package whose entries say that they are encrypted."""
    data = bytearray(xlsx_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(sign, start)) >= 0:
            data[start + place] |= 1
            start += 4
    return bytes(data)


def _twice() -> bytes:
    stream = io.BytesIO(xlsx_bytes())
    with zipfile.ZipFile(stream, "a") as package:
        name = "xl/worksheets/sheet1.xml"
        content = package.read(name)
        package.infolist()
        package.NameToInfo.pop(name)  # so that it may be written a second time
        package.writestr(name, content)
    return stream.getvalue()


def _lying() -> bytes:
    """A sheet that unpacks to more than the package says."""
    content = b"<worksheet>" + b" " * 300_000 + b"</worksheet>"
    data = bytearray(repacked(xlsx_bytes(), sheet1=lambda _old: content.decode()))
    size = len(content).to_bytes(4, "little")
    place = data.find(size)
    while place >= 0:
        data[place : place + 4] = (64).to_bytes(4, "little")
        place = data.find(size)
    return bytes(data)


def _truncated() -> bytes:
    data = xlsx_bytes()
    return data[: len(data) // 2]


def _laughs(content: str) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE sst [<!ENTITY l0 "ha">{entities}]>'
    return content.replace("<worksheet", f"{doctype}<worksheet", 1).replace("HTX", "&l9; HTX", 1)


def _outside(content: str) -> str:
    doctype = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return content.replace("<worksheet", f"{doctype}<worksheet", 1)


def _formula(book: Workbook) -> None:
    book.active["A3"] = '=CONCATENATE("HTX ","Mẫu")'


def _word() -> bytes:
    return zipped(Content_Types=b"<Types/>", word__document_xml=b"<document/>")


def _ods() -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped(mimetype=kind, content_xml=b"<x/>")


def _html() -> bytes:
    cells = "".join(f"<td>{cell}</td>" for cell in GOOD[1])
    return f"<html><table><tr>{cells}</tr></table></html>".encode()


def _many_rows() -> bytes:
    return csv_bytes([GOOD[0], *((f"HTX {n}", "", "THT", "Lào Cai") for n in range(20_001))])


def _many_columns() -> bytes:
    return csv_bytes([[*GOOD[0], *(f"Cột {n}" for n in range(400))], GOOD[1]])


def _marked(error: type[errors.BadFile]) -> str:
    return error.message


BROKEN = (
    Broken("empty.csv", lambda: b"", _marked(errors.Empty)),
    Broken("blank.csv", lambda: b"\r\n , ,\r\n;;\r\n".replace(b";;", b",,"), errors.Empty.message),
    Broken("blank.xlsx", lambda: xlsx_bytes([]), errors.Empty.message),
    Broken(
        "windows-1258.csv",
        lambda: csv_bytes(
            [["Ten don vi", "Tinh"], ["HTX Chè", "Phú Thọ".replace("ọ", "o\u0323")]],
            encoding="cp1258",
        ),
        errors.NotUnicode.message,
        2,
    ),
    Broken(
        "windows-1252.csv",
        lambda: csv_bytes([["Name", "Country"], ["Café Méo", "France"]], encoding="cp1252"),
        errors.NotUnicode.message,
        2,
    ),
    Broken(
        "utf16-cut.csv",
        lambda: csv_bytes(encoding="utf-16")[:-1],
        errors.BrokenUtf16.message,
        4,
    ),
    Broken("old.xls", lambda: OLE + b"\0" * 4096, errors.OldExcel.message),
    Broken("old-renamed.xlsx", lambda: OLE + b"Workbook" * 600, errors.OldExcel.message),
    Broken(
        "password.xlsx",
        lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        errors.Encrypted.message,
    ),
    Broken("locked-entries.xlsx", _flagged, errors.Encrypted.message),
    Broken("paper.xlsx", lambda: b"%PDF-1.7\n" + b"x" * 99, errors.NotATable.message),
    Broken("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99, errors.NotATable.message),
    Broken("packed.csv", lambda: gzip.compress(csv_bytes()), errors.NotATable.message),
    Broken("letter.xlsx", _word, errors.NotATable.message),
    Broken("libre.xlsx", _ods, errors.OtherSheet.message),
    Broken("binary.xlsx", lambda: zipped(xl__workbook_bin=b"x"), errors.OtherSheet.message),
    Broken("web.xls", _html, errors.OtherSheet.message),
    Broken("old-xml.xls", lambda: b'<?xml version="1.0"?><Workbook/>', errors.OtherSheet.message),
    Broken("cut.xlsx", _truncated, errors.BadFile.message),
    Broken("noise.xlsx", lambda: b"PK\x03\x04" + bytes(range(256)) * 9, errors.BadFile.message),
    Broken(
        "bomb.xlsx",
        lambda: repacked(xlsx_bytes(), sheet1=lambda old: old + " " * 30_000_000),
        errors.TooBig.message,
    ),
    Broken(
        "swarm.xlsx",
        lambda: zipped(**{f"xl__part{n}_xml": b"<x/>" for n in range(1200)}),
        errors.TooBig.message,
    ),
    Broken("lying.xlsx", _lying, errors.BadFile.message),
    Broken(
        "laughs.xlsx",
        lambda: repacked(xlsx_bytes(), sheet1=_laughs),
        errors.Dangerous.message,
    ),
    Broken(
        "outside.xlsx", lambda: repacked(xlsx_bytes(), sheet1=_outside), errors.Dangerous.message
    ),
    Broken("no-sheet.xlsx", lambda: repacked(xlsx_bytes(), sheet1=None), errors.Empty.message),
    Broken(
        "bad-xml.xlsx",
        lambda: repacked(xlsx_bytes(), sheet1=lambda old: old.replace("</row>", "</wor>", 2)),
        errors.BadFile.message,
    ),
    Broken("twice.xlsx", _twice, errors.BadFile.message),
    Broken("hidden.xlsx", lambda: xlsx_bytes(change=_hidden), errors.OnlyHidden.message),
    Broken(
        "double-heading.csv",
        lambda: csv_bytes([["Tên đơn vị", "Tỉnh", "tên đơn vị"], ["A", "Sơn La", "B"]]),
        errors.DoubleHeading.message,
        1,
    ),
    Broken(
        "double-heading.xlsx",
        lambda: xlsx_bytes([["DANH SÁCH"], [], ["Tên đơn vị", "Tên đơn vị"], ["A", "B"]]),
        errors.DoubleHeading.message,
        3,
    ),
    Broken(
        "merged-headings.xlsx",
        lambda: xlsx_bytes(change=_merged_headings),
        errors.MergedHeadings.message,
        1,
    ),
    Broken("wide.csv", _many_columns, errors.TooManyColumns.message, 1),
    Broken("long.csv", _many_rows, errors.TooManyRows.message, 20_002),
    Broken(
        "open-quote.csv",
        lambda: csv_bytes([*GOOD, ('"HTX không đóng ngoặc', "", "", "")]),
        errors.OpenQuote.message,
        5,
    ),
    Broken(
        "behind-quote.csv",
        lambda: csv_bytes([*GOOD[:2], ('"HTX "Mẫu" Hai"', "", "", "")]),
        errors.OpenQuote.message,
        3,
    ),
    Broken("merged.xlsx", lambda: xlsx_bytes(change=_merged), text.MERGED, 3),
    Broken("formula.xlsx", lambda: xlsx_bytes(change=_formula), text.NO_VALUE, 3),
    Broken(
        "error-cell.csv",
        lambda: csv_bytes(with_row("#REF!", "", "Tổ hợp tác", "Lào Cai")),
        text.CELL_ERROR,
        5,
    ),
    Broken(
        "huge-cell.csv",
        lambda: csv_bytes(with_row("A" * 10_000_000, "", "Tổ hợp tác", "Lào Cai")),
        text.TOO_LONG,
        5,
    ),
    Broken(
        "huge-cell.xlsx",
        lambda: repacked(
            xlsx_bytes(),
            sheet1=lambda old: old.replace("HTX", "A" * 7_000_000, 1),
        ),
        text.TOO_LONG,
        2,
    ),
    Broken(
        "nul.csv",
        lambda: csv_bytes(with_row("HTX \x00 Không", "", "Tổ hợp tác", "Lào Cai")),
        text.NUL,
        5,
    ),
    Broken(
        "rounded.csv",
        lambda: csv_bytes(with_row("Chi nhánh", "1.01243E+12", "Công ty TNHH", "Lào Cai")),
        text.ROUNDED,
        5,
    ),
    Broken(
        "old-font.csv",
        lambda: csv_bytes(with_row("Hîp t¸c x· ChÌ T©y B¾c", "", "Hợp tác xã", "Sơn La")),
        text.OLD_FONT,
        5,
    ),
)


def _as_numbers() -> list[list[object]]:
    return [[row[0], int(row[1]) if row[1] else None, *row[2:]] for row in GOOD[1:]]


def _zeros(book: Workbook) -> None:
    for row in (2, 3):
        book.active.cell(row, 2).number_format = "0000000000"


def shared() -> bytes:
    """The good table as Excel writes it: texts stand once in a part of their own."""
    kept: list[str] = []

    def share(match: re.Match[str]) -> str:
        kept.append(match[2])
        return f'<c r="{match[1]}" t="s"><v>{len(kept) - 1}</v></c>'

    pattern = r'<c r="(\w+)" t="inlineStr"><is><t>(.*?)</t></is></c>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>'
    data = repacked(
        xlsx_bytes(),
        sheet1=lambda old: re.sub(pattern, share, old),
        **{"[Content_Types]": lambda old: old.replace("</Types>", f"{part}</Types>")},
    )
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        items = "".join(f"<si><t>{text}</t></si>" for text in kept)
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{items}</sst>')
    return stream.getvalue()


def _hidden_beside(book: Workbook) -> None:
    sheet = book.create_sheet("Ẩn", 0)
    sheet.append(["Tên đơn vị", "Tỉnh", "Mã số thuế", "Loại hình", "Địa chỉ"])
    sheet.append(["Không được đọc", "Hà Nội", date(2026, 1, 1)])
    sheet.sheet_state = "hidden"


FORGIVEN: dict[str, Callable[[], bytes]] = {
    "mark.csv": lambda: csv_bytes(encoding="utf-8-sig"),
    "utf16.csv": lambda: csv_bytes(separator="\t", encoding="utf-16"),
    "utf16-unmarked.csv": lambda: csv_bytes(separator="\t", encoding="utf-16-le"),
    "semicolons.csv": lambda: csv_bytes(separator=";"),
    "tabs.csv": lambda: csv_bytes(separator="\t"),
    "sep-line.csv": lambda: b"sep=|\r\n" + csv_bytes(separator="|"),
    "decomposed.csv": lambda: csv_bytes(
        [[unicodedata.normalize("NFD", cell) for cell in row] for row in GOOD]
    ),
    "blank-rows.xlsx": lambda: xlsx_bytes([GOOD[0], [], GOOD[1], [None, " "], *GOOD[2:], []]),
    "title-above.xlsx": lambda: xlsx_bytes([["DANH SÁCH ĐƠN VỊ"], ["Năm 2026"], [], *GOOD]),
    "numbers.xlsx": lambda: xlsx_bytes([GOOD[0], *_as_numbers()], _zeros),
    "renamed.csv": xlsx_bytes,
    "shared.xlsx": shared,
    "hidden-beside.xlsx": lambda: xlsx_bytes(change=_hidden_beside),
}


def write_all(folder: Path) -> int:
    """Write every broken file into a folder; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    for broken in BROKEN:
        (folder / broken.name).write_bytes(broken.make())
    return len(BROKEN)


if __name__ == "__main__":
    sys.stdout.write(f"{write_all(Path(sys.argv[1]))} files\n")
