"""Tables come in from any spreadsheet program whole, or with a reason, and go out safe."""

import io
import unicodedata
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from core.errors import DomainError
from core.sheets import BadFile, Problem, csv_lines, open_table, safe_cell, write_xlsx
from core.sheets.text import column_letter, plain, tidy
from tests.broken_files import (
    BROKEN,
    FORGIVEN,
    GOOD,
    Broken,
    csv_bytes,
    repacked,
    xlsx_bytes,
)

KNOWN = {"ten don vi", "name", "country", "tinh", *(cell.casefold() for cell in GOOD[0])}


def is_heading(text: str) -> bool:
    return text.casefold() in KNOWN


def read(path: Path) -> list[tuple[int, tuple[str, ...], tuple[Problem, ...]]]:
    with open_table(path, is_heading=is_heading) as table:
        return [(line.number, line.cells, line.problems) for line in table.lines]


def told_of(path: Path) -> list[tuple[str, int | None]]:
    """What is told of a file, with the row."""
    try:
        return [
            (one.message, number) for number, _cells, problems in read(path) for one in problems
        ]
    except BadFile as error:
        return [(error.message, error.values.get("row"))]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_told_with_its_row(broken: Broken, tmp_path: Path) -> None:
    path = tmp_path / broken.name
    path.write_bytes(broken.make())

    assert (broken.message, broken.row) in told_of(path)


def test_there_are_forty_broken_files_or_more() -> None:
    assert len({broken.name for broken in BROKEN}) >= 40


@pytest.mark.parametrize("name", FORGIVEN)
def test_what_can_be_read_without_doubt_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FORGIVEN[name]())

    lines = read(path)

    assert [cells for _number, cells, _problems in lines] == list(GOOD[1:])
    assert all(problems == () for _number, _cells, problems in lines)


def test_rows_keep_the_numbers_of_the_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "title.xlsx"
    path.write_bytes(FORGIVEN["title-above.xlsx"]())

    with open_table(path, is_heading=is_heading) as table:
        numbers = [line.number for line in table.lines]

    assert (table.heading_row, numbers) == (4, [5, 6, 7])


def test_sheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    path.write_bytes(FORGIVEN["hidden-beside.xlsx"]())

    with open_table(path, is_heading=is_heading) as table:
        assert (table.sheet, table.other_sheets) == ("Sheet", ["Ẩn"])


def test_a_formula_gives_its_stored_result(tmp_path: Path) -> None:
    typed = '<c r="A3" t="inlineStr"><is><t>Công ty TNHH Mẫu Hai</t></is></c>'
    result = '<c r="A3" t="str"><f>"Công ty"</f><v>Công ty TNHH Mẫu Hai</v></c>'
    path = tmp_path / "formula.xlsx"
    path.write_bytes(repacked(xlsx_bytes(), sheet1=lambda old: old.replace(typed, result)))

    lines = read(path)

    assert [cells for _number, cells, _problems in lines] == list(GOOD[1:])
    assert all(problems == () for _number, _cells, problems in lines)


def test_commas_inside_text_do_not_make_commas_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "vn.csv"
    rows = [("Tên đơn vị", "Tỉnh"), ("HTX A, B, C, D", "Sơn La"), ("HTX E, F, G", "Lào Cai")]
    path.write_bytes(csv_bytes(rows, separator=";"))

    assert [cells for _number, cells, _problems in read(path)] == rows[1:]


def test_a_column_without_heading_keeps_its_text(tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_bytes(csv_bytes([("Tên đơn vị", ""), ("HTX A", "ghi chú")]))

    with open_table(path, is_heading=is_heading) as table:
        assert table.headings == ("Tên đơn vị", "")
        assert [line.cells for line in table.lines] == [("HTX A", "ghi chú")]


def test_without_known_headings_the_first_filled_row_is_the_heading(tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_bytes(csv_bytes([("",), ("Đơn", "Nơi"), ("HTX A", "Sơn La")]))

    with open_table(path, is_heading=is_heading) as table:
        assert (table.heading_row, table.headings) == (2, ("Đơn", "Nơi"))


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (101243150, "0000000000", "0101243150"),
        (1012431500011, "General", "1012431500011"),
        (1012431500011.0, "General", "1012431500011"),
        (2.5, "General", "2.5"),
        (True, "General", "TRUE"),
        (date(2026, 11, 20), "General", "2026-11-20"),
        (datetime(2026, 11, 20), "General", "2026-11-20"),  # noqa: DTZ001 -- spreadsheets have no zone
        (datetime(2026, 11, 20, 8, 30), "General", "2026-11-20 08:30"),  # noqa: DTZ001 -- see above
        (None, "General", ""),
    ],
)
def test_a_value_becomes_what_a_person_would_type(value: object, pattern: str, text: str) -> None:
    assert plain(value, pattern) == text


def test_letters_are_composed_and_controls_dropped() -> None:
    assert tidy(unicodedata.normalize("NFD", " Chè_x000D_\u202e Tà Xùa\u200b ")) == "Chè  Tà Xùa"


@pytest.mark.parametrize(("column", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_have_the_letters_of_a_spreadsheet(column: int, letter: str) -> None:
    assert column_letter(column) == letter


FORMULAS = ["=1+1", "+84912", "-2", "@SUM(A1)", " =1", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_goes_out_as_a_formula(text: str) -> None:
    [_mark, line] = csv_lines(["Tên"], [[text]])
    stream = io.BytesIO()
    write_xlsx(stream, ["Tên"], [[text]], title="a")
    cell = openpyxl.load_workbook(stream).active["A2"]

    assert safe_cell(text).startswith("'")
    assert line.strip().strip('"').startswith("'")
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_back_the_same(kind: str, tmp_path: Path) -> None:
    rows = [["=1+1", "0101243150"], ["Chè “Tà Xùa”; loại 1, hộp", "'"], ["Hai\ndòng", "+84"]]
    path = tmp_path / f"out.{kind}"
    if kind == "csv":
        path.write_text("".join(csv_lines(["Tên đơn vị", "Tỉnh"], rows)), encoding="utf-8")
    else:
        with path.open("wb") as stream:
            write_xlsx(stream, ["Tên đơn vị", "Tỉnh"], rows, title="Danh sách: [1]")

    assert [list(cells) for _number, cells, _problems in read(path)] == rows


def test_a_bad_file_is_a_domain_error_that_can_be_read_aloud() -> None:
    assert issubclass(BadFile, DomainError)
    assert BadFile.status == 422
