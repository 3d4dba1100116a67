"""The badge carries the whole name, however long, and a code that a scanner reads."""

import io
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from pypdf import PdfReader

from events.programme.models import EventKind
from events.registration.badge import Badge, badge_pdf
from events.registration.codes import Payload, new_badge_code, write_door_code
from events.registration.models import RegistrationRole
from events.registration.qr import qr_modules, qr_svg
from events.registration.views.pieces import badge_of
from events.registration.words import BADGES, ROLES, badge_role
from tests.factories import make_event, make_registration

FONTS = Path("static/vendor/pdf-fonts")


def make_badge(**values: str) -> Badge:
    role, small, colour = BADGES[RegistrationRole.BUYER]
    texts = {
        "full_name": "Nguyễn Thị Hồng Ngọc",
        "organisation": "HTX Chè Shan tuyết Tà Xùa",
        "event": "Hội chợ Thương mại Tây Bắc 2026",
        "when_and_where": "25–28/11/2026 · Sơn La",
        "badge_code": new_badge_code(),
    }
    return Badge(role=role, role_small=small, colour=colour, **(texts | values))


def printed(badge: Badge) -> str:
    reader = PdfReader(io.BytesIO(badge_pdf(badge, fonts=FONTS)))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def picture(text: str) -> Image.Image:
    modules = qr_modules(text)
    image = Image.new("L", (len(modules), len(modules)), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            image.putpixel((x, y), 0 if dark else 255)
    return image.resize((len(modules) * 6,) * 2, Image.Resampling.NEAREST)


def test_name_organisation_and_role_stand_on_the_badge() -> None:
    text = printed(make_badge())

    assert "Nguyễn Thị Hồng Ngọc" in text
    assert "HTX Chè Shan tuyết Tà Xùa" in text
    assert "NGƯỜI MUA" in text


def test_a_decomposed_name_prints_like_a_composed_one() -> None:
    assert "Nguyễn Ả" in printed(make_badge(full_name="Nguyễn Ả"))


@pytest.mark.parametrize(
    "name",
    [
        "Ý",
        "Công Tằng Tôn Nữ Thị Thu Hồng Ngọc Phương Thảo Nguyên Khánh Linh",
        "Nguyễnthịhồngngọcphươngthảonguyênkhánhlinhvôcùngdài",
        "Anna-Maria von und zu der Schwarzenberg-Hohenlohe",
    ],
)
def test_any_name_fits_whole(name: str) -> None:
    assert name.replace(" ", "") in printed(make_badge(full_name=name)).replace(" ", "")


def test_marks_of_code_and_emoji_do_no_harm() -> None:
    text = printed(make_badge(full_name="Hoa 🌸 <b>{{7*7}}</b>", organisation="茶"))

    assert "<b>{{7*7}}</b>" in text


def test_a_scanner_reads_both_codes() -> None:
    ticket = write_door_code(Payload(event_id=1, ticket_id="ab" * 8), Ed25519PrivateKey.generate())

    for text in (ticket, new_badge_code()):
        assert [code.text for code in zxingcpp.read_barcodes(picture(text))] == [text]


def test_the_svg_needs_no_style_and_is_drawn_once() -> None:
    svg = qr_svg("123456789012")

    assert svg.startswith("<svg")
    assert "style=" not in svg
    assert qr_svg("123456789012") is svg


def test_every_role_has_its_words_and_its_badge() -> None:
    assert set(ROLES) == set(BADGES) == set(RegistrationRole)


@pytest.mark.parametrize(
    ("kind", "role", "said"),
    [
        (EventKind.FAIR, RegistrationRole.BUYER, ("NGƯỜI MUA", "Buyer")),
        (EventKind.JOB_FAIR, RegistrationRole.EXHIBITOR, ("NHÀ TUYỂN DỤNG", "Employer")),
        (EventKind.JOB_FAIR, RegistrationRole.VISITOR, ("NGƯỜI TÌM VIỆC", "Job seeker")),
        (EventKind.INVESTOR_DAY, RegistrationRole.BUYER, ("NHÀ ĐẦU TƯ", "Investor")),
        (EventKind.INVESTOR_DAY, RegistrationRole.PRESS, ("BÁO CHÍ", "Press")),
    ],
)
def test_a_badge_says_the_role_in_the_words_of_the_kind(
    kind: EventKind, role: RegistrationRole, said: tuple[str, str]
) -> None:
    assert badge_role(role, kind) == (*said, BADGES[role][2])


def test_the_badge_of_a_registration_knows_its_events_kind(session: Any) -> None:
    event = make_event(kind=EventKind.JOB_FAIR)

    assert badge_of(make_registration(event)).role == "NGƯỜI TÌM VIỆC"
