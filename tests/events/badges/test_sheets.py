"""Printed badges and tickets are read back from the picture of the page, as a scanner sees them."""

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader

from core.pdf import Paper
from events.badges.sheet import sheets_pdf
from events.badges.states import Layout
from events.registration.badge import Badge
from events.registration.codes import Payload, new_badge_code, write_door_code
from events.registration.latin import LETTERS, lacks_letters
from events.registration.models import RegistrationRole
from events.registration.words import BADGES

FONTS = Path("static/vendor/pdf-fonts")
NAMES = (
    "Nguyễn Thị Hồng Ngọc",
    "Lò Văn Thử",
    "Công Tằng Tôn Nữ Thị Thu Hồng Ngọc Phương Thảo",
    "Vừ A Dế",
    "Đặng Ỷ Ỡ",
)


def make_badge(number: int = 0, **values: Any) -> Badge:
    role, small, colour = BADGES[list(RegistrationRole)[number % len(RegistrationRole)]]
    texts = {
        "full_name": NAMES[number % len(NAMES)],
        "organisation": "Hợp tác xã Chè Shan tuyết Tà Xùa",
        "event": "Hội chợ Thương mại Tây Bắc 2026",
        "when_and_where": "25–28/11/2026 · Sơn La",
        "badge_code": new_badge_code(),
    }
    return Badge(role=role, role_small=small, colour=colour, **(texts | values))


def pictures(document: bytes, *, dots: int = 200) -> list[Image.Image]:
    """The pages as a printer of so many dots an inch puts them on paper."""
    pages = pypdfium2.PdfDocument(document)
    return [page.render(scale=dots / 72).to_pil() for page in pages]


def codes_in(picture: Image.Image) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(picture)}


def printed(badges: list[Badge], layout: Layout) -> bytes:
    return sheets_pdf(badges, layout, fonts=FONTS, title="Thẻ")


@pytest.mark.parametrize(("layout", "pages"), [(Layout.A6, 5), (Layout.A4, 2)])
def test_every_printed_badge_code_is_read_from_the_paper(layout: Layout, pages: int) -> None:
    badges = [make_badge(number) for number in range(5)]

    sheets = pictures(printed(badges, layout))

    assert len(sheets) == pages
    assert set().union(*map(codes_in, sheets)) == {badge.badge_code for badge in badges}


def test_a_printed_door_code_is_read_from_the_paper() -> None:
    code = write_door_code(Payload(event_id=1, ticket_id="ab" * 8), Ed25519PrivateKey.generate())
    paper = Paper(FONTS)
    paper.add_page()
    paper.qr(code, 30, 30, 40)

    assert codes_in(pictures(bytes(paper.output()))[0]) == {code}


def test_names_stand_whole_on_the_sheet() -> None:
    reader = PdfReader(io.BytesIO(printed([make_badge(n) for n in range(5)], Layout.A4)))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)

    assert [name for name in NAMES if name.replace(" ", "") not in text] == []


def test_badges_stay_in_their_quarter_and_marks_show_where_to_cut() -> None:
    alone = pictures(printed([make_badge()], Layout.A4), dots=72)[0].convert("L")
    beside = alone.crop((312, 20, 580, 400))

    assert beside.getextrema() == (255, 255), "the one badge reaches into the quarter beside it"
    assert alone.crop((290, 830, 305, 841)).getextrema() != (255, 255), "no mark at the lower edge"


def test_the_letters_we_print_are_those_of_the_font() -> None:
    known = set(TTFont(FONTS / "BeVietnamPro-Regular.ttf").getBestCmap())
    ours = {code for first, last in LETTERS for code in range(first, last + 1)}

    assert ours - known == set()


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Nguyễn Thị Hồng Ngọc", False),
        ("Nguyễn Ả", False),  # decomposed
        ("François Müller-Žižek 3 & Söhne", False),
        ("Hoa 🌸", False),  # no letter is lost with the flower
        ("王小明", True),
        ("ທ້າວ ສົມໃຈ", True),
        ("สมชาย", True),
        ("ស៊ុន", True),
        ("김철수", True),
        ("Иван", True),
    ],
)
def test_scripts_that_the_font_lacks_are_told(text: str, lacking: bool) -> None:
    assert lacks_letters(text) is lacking
