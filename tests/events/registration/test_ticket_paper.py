"""A ticket on paper is read at the door: decoded from the page as a printer makes it."""

import functools
import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from PIL import Image, ImageFilter
from pypdf import PdfReader

from core.qr import QUIET_ZONE, qr_modules
from events.registration.codes import (
    Payload,
    in_groups,
    new_badge_code,
    new_short_code,
    new_ticket_id,
    read_code,
    write_door_code,
)
from events.registration.keys import door_code, ensure_key
from events.registration.models import RegistrationState
from events.registration.sheets import sheets_of
from events.registration.ticket_paper import PaperTicket, draw_ticket
from tests.factories import make_event, make_registration, now

FONTS = Path("static/vendor/pdf-fonts")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAMES = (
    "Lò Thị Hoa",
    "Công Tằng Tôn Nữ Thị Thu Hồng Ngọc Phương Thảo",
    "Vừ A Dế",
    "Đặng Ỷ Ỡ",
    "Tòng",
)


def make_ticket(number: int = 0, **values: str) -> PaperTicket:
    payload = Payload(event_id=7, ticket_id=f"{number:016x}")
    texts = {
        "full_name": NAMES[number % len(NAMES)],
        "role": "Khách tham quan",
        "organisation": "Hợp tác xã Chè Shan tuyết Tà Xùa và các hộ liên kết vùng cao Bắc Yên",
        "event": "Hội chợ Thương mại, Du lịch và Sản phẩm OCOP các tỉnh Tây Bắc 2026",
        "when": "25–28/11/2026",
        "place": "Quảng trường Tây Bắc · 1 Tô Hiệu, Sơn La",
        "door_code": write_door_code(payload, KEY),
        "typed_code": "123456789012",
        "note": "Đưa mã này ở cửa vào. Mỗi mã cho một người vào.",
    }
    return PaperTicket(**(texts | values))


def printed(tickets: list[PaperTicket], *, four: bool) -> bytes:
    pieces = [functools.partial(draw_ticket, ticket=one) for one in tickets]
    return sheets_of(pieces, four=four, fonts=FONTS, title="Vé")


def pictures(document: bytes, *, dots: int) -> list[Image.Image]:
    """The pages as a printer of so many dots an inch puts them on paper."""
    return [page.render(scale=dots / 72).to_pil() for page in pypdfium2.PdfDocument(document)]


def codes_in(picture: Image.Image) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(picture)}


def test_a_door_code_is_drawn_as_version_5() -> None:
    assert len(qr_modules(make_ticket().door_code)) == 37 + 2 * QUIET_ZONE


@pytest.mark.parametrize(("four", "pages"), [(False, 5), (True, 2)])
@pytest.mark.parametrize("dots", [150, 203, 300])  # a draft, a label printer, an office printer
def test_every_door_code_is_read_from_the_paper(four: bool, pages: int, dots: int) -> None:
    tickets = [make_ticket(number) for number in range(5)]

    sheets = pictures(printed(tickets, four=four), dots=dots)

    assert len(sheets) == pages
    assert set().union(*map(codes_in, sheets)) == {one.door_code for one in tickets}


@pytest.mark.parametrize("harm", ["pale", "blurred", "held askew"])
def test_a_poor_print_is_read_too(harm: str) -> None:
    ticket = make_ticket()
    (page,) = pictures(printed([ticket], four=False), dots=150)
    grey = page.convert("L")
    harmed = {
        "pale": grey.point(lambda shade: 150 + shade * 90 // 255),  # the ribbon is at its end
        "blurred": grey.filter(ImageFilter.GaussianBlur(2.5)),
        "held askew": grey.rotate(17, expand=True, fillcolor=180),
    }[harm]

    assert codes_in(harmed) == {ticket.door_code}


def test_what_is_read_is_genuine() -> None:
    (page,) = pictures(printed([make_ticket(3)], four=False), dots=203)

    reading = read_code(codes_in(page).pop())

    assert reading.is_signed_by(KEY.public_key())
    assert reading.payload == Payload(event_id=7, ticket_id=f"{3:016x}")


def test_names_and_typed_codes_stand_whole_on_the_sheet() -> None:
    tickets = [make_ticket(number) for number in range(5)]
    reader = PdfReader(io.BytesIO(printed(tickets, four=True)))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)

    assert [name for name in NAMES if name.replace(" ", "") not in text] == []
    assert text.count("123456789012") == 5


def test_a_ticket_stays_in_its_quarter() -> None:
    (page,) = pictures(printed([make_ticket()], four=True), dots=72)

    assert page.convert("L").crop((312, 20, 580, 400)).getextrema() == (255, 255)


# ── at its address ───────────────────────────────────────────────────────────────────────────


def _guest(**values: Any) -> dict[str, Any]:
    event = make_event(starts_at=now())
    values = {"ticket_id": new_ticket_id(), "short_code": new_short_code()} | values
    guest = make_registration(event, badge_code=new_badge_code(), **values)
    return {
        "token": guest.access_token,
        "door": door_code(guest, ensure_key(event, at=now())),
        "badge": guest.badge_code,
        "typed": in_groups(guest.short_code),
    }


def test_the_ticket_at_its_address_is_the_one_of_the_page(
    app: Flask, client: Any, committed: Any
) -> None:
    guest = committed(_guest)

    small = client.get(f"/t/{guest['token']}/ticket.pdf")
    sheet = client.get(f"/t/{guest['token']}/ticket.pdf?paper=a4")

    assert (small.mimetype, small.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert codes_in(pictures(small.data, dots=203)[0]) == {guest["door"]}
    assert codes_in(pictures(sheet.data, dots=203)[0]) == {guest["door"], guest["badge"]}
    assert guest["typed"] in PdfReader(io.BytesIO(small.data)).pages[0].extract_text()


@pytest.mark.parametrize(
    "values",
    [{"state": RegistrationState.PENDING}, {"state": RegistrationState.CANCELLED}],
)
def test_who_has_no_ticket_prints_none(
    app: Flask, client: Any, committed: Any, values: dict[str, Any]
) -> None:
    guest = committed(lambda: _guest(**values))

    assert client.get(f"/t/{guest['token']}/ticket.pdf").status_code == 404
    assert client.get("/g/nobody/tickets.pdf").status_code == 404
