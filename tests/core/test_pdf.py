"""What is printed fits its place, in letters that the font has."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from core.pdf import Paper, printable

FONTS = Path("static/vendor/pdf-fonts")
LONG = "Công ty Trách nhiệm hữu hạn Xuất nhập khẩu Nông sản và Dược liệu Tây Bắc Sơn La"


@pytest.fixture
def paper() -> Paper:
    page = Paper(FONTS)
    page.add_page()
    return page


def text_of(paper: Paper) -> str:
    page = PdfReader(io.BytesIO(bytes(paper.output()))).pages[0]
    return " ".join(page.extract_text().split())


def test_a_line_gets_smaller_before_it_gets_shorter(paper: Paper) -> None:
    paper.line_at(10, 10, 120, LONG, size=14, least=6)

    assert text_of(paper) == LONG


def test_a_line_that_never_fits_ends_in_dots(paper: Paper) -> None:
    paper.line_at(10, 10, 60, LONG, size=14, least=12)

    shown = text_of(paper)
    assert shown.endswith("…")
    assert LONG.startswith(shown[:-1])


def test_a_text_takes_as_many_lines_as_it_may(paper: Paper) -> None:
    end = paper.lines_at(10, 10, 80, LONG, sizes=(14, 8), most=3)

    assert text_of(paper) == LONG
    assert 20 < end < 30


def test_decomposed_letters_print_composed_and_foreign_ones_not_at_all() -> None:
    assert printable("Nguyễn  Ả 绿茶 ຊາ 🍵\n“trà”") == "Nguyễn Ả “trà”"
