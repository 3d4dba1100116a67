"""The half year of a province, for measuring and for tests: fairs, seminars, firms, products.

Made by a seed through the import, as a province would bring it in: the same seed gives the same
rows. ``half_year.json`` beside this file says what must come out. Every name is made up and says
so; nobody has contact data.
"""

import io
import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from stdnum.vn import mst

from accounts.companies.models import Company
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import N_
from core.sheets import csv_lines, write_xlsx
from core.text import fold
from events.catalogue.models import Product
from events.catalogue.services import verify_ocop
from events.catalogue.taxonomy import load_taxonomy
from events.exhibitors.services.direct import add_exhibitor
from events.imports.jobs import bring_in
from events.imports.states import ImportKind
from events.programme.models import Event, EventKind, EventState

SEED = 2027
TOTALS = Path(__file__).with_name("half_year.json")
SLUG = "nua-nam-lao-cai"
FIRST_DAY = datetime(2027, 1, 8, 1, 0, tzinfo=UTC)  # 08:00 in Lào Cai
FIRMS_HEADINGS = ("Tên đơn vị", "Mã số thuế", "Loại hình", "Quốc gia", "Tỉnh", "Địa chỉ")
PRODUCTS_HEADINGS = (
    "Đơn vị",
    "Mã số thuế",
    "Tên sản phẩm",
    "Tên tiếng Anh",
    "Nhóm sản phẩm",
    "Hạng sao OCOP",
    "Số quyết định",
    "Ngày quyết định",
    "Chứng nhận",
)
GOODS = (
    ("Chè Shan tuyết", "Shan tuyết tea", "chè"),
    ("Mật ong bạc hà", "Mint honey", "mật ong"),
    ("Gạo Séng cù", "Séng cù rice", "gạo"),
    ("Thảo quả khô", "Dried cardamom", "thảo quả"),
    ("Quế vụn", "Broken cinnamon", "quế"),
    ("Thổ cẩm thêu tay", "Embroidered brocade", "thổ cẩm"),
    ("Miến dong", "Canna noodles", "miến"),
    ("Mận sấy dẻo", "Soft dried plums", "mận"),
    ("Lạp sườn gác bếp", "Smoked sausage", "lạp sườn"),
    ("Tương ớt", "Chilli sauce", "tương ớt"),
)
OTHER_PROVINCES = ("Sơn La", "Điện Biên", "Lai Châu", "Tuyên Quang", "Hà Nội", "Phú Thọ")
ABROAD = ("Trung Quốc", "Lào", "Trung Quốc")
WORDS = ("Mây", "Suối", "Nắng", "Sương", "Rừng", "Núi", "Đá", "Hoa", "Lúa", "Gió")


class HalfYearExists(DomainError):
    """It is made once."""

    code = "demo.half_year_exists"
    message = N_("The half year is here already.")


def totals() -> dict[str, int]:
    """What must come out."""
    found: dict[str, int] = json.loads(TOTALS.read_text(encoding="utf-8"))
    return found


def make_half_year(*, at: datetime, seed: int = SEED) -> None:
    """Make the whole half year. Writes in several transactions, as imports do.

    Raises
    ------
    HalfYearExists
    """
    like = sa.select(Event.id).where(Event.slug.startswith(SLUG))
    if db.session.scalar(like.limit(1)) is not None:
        raise HalfYearExists
    with transaction():
        load_taxonomy()
    dice = np.random.default_rng(seed)
    firms = list(_firms())
    _bring_in(ImportKind.COMPANIES, "don-vi.xlsx", FIRMS_HEADINGS, firms)
    _bring_in(ImportKind.COMPANIES, "bo-sung.csv", FIRMS_HEADINGS, _late(firms))
    _bring_in(ImportKind.PRODUCTS, "san-pham.csv", PRODUCTS_HEADINGS, products(firms))
    with transaction():
        _verify(at=at)
        _show(list(_events(at=at)), dice, at=at)
        for model in (Company, Product):
            db.session.execute(sa.update(model).values(is_demo=True).where(_is_ours(model)))


def _is_ours(model: Any) -> sa.ColumnElement[bool]:
    ours = sa.select(Company.id).where(Company.name.contains("(mẫu)"))
    if model is Company:
        return Company.id.in_(ours)
    return Product.company_id.in_(ours)


def _bring_in(kind: ImportKind, name: str, headings: Any, rows: Any) -> None:
    """A list as a spreadsheet or as CSV, all the way."""
    stream = io.BytesIO()
    if name.endswith(".csv"):
        stream.write("".join(csv_lines(headings, rows)).encode())
    else:
        write_xlsx(stream, headings, rows, title=name)
    stream.seek(0)
    bring_in(stream, kind, file_name=name, event_id=None, by=None)


def tax_code(number: int) -> str:
    """A valid code in a series that is not handed out; some numbers have no check digit."""
    nines = (f"99{number * 11 + step:07d}" for step in range(11))
    codes = (f"{nine}{mst.calc_check_digit(nine)}" for nine in nines)
    return next(code for code in codes if mst.is_valid(code))


def _firms() -> Iterator[list[str]]:
    """Rows of firms: at home, of other provinces, households without a code, from abroad."""
    number = totals()
    home = number["firms"] - number["from_other_provinces"] - number["foreign"]
    for n in range(number["firms"]):
        word = f"{WORDS[n % len(WORDS)]} {WORDS[n // len(WORDS) % len(WORDS)]}"
        goods = GOODS[n % len(GOODS)][0].split()[0]
        if n < number["households_without_tax_code"]:
            form, name, code = "Hộ kinh doanh", f"Hộ kinh doanh {goods} {word}", ""
        elif n >= number["firms"] - number["foreign"]:
            form, name, code = "Đơn vị nước ngoài", f"{word} Trading", f"MAU-{n}"
        elif n % 3:
            form, name, code = "Hợp tác xã", f"HTX {goods} {word}", tax_code(n)
        else:
            form, name, code = "Công ty TNHH", f"Công ty TNHH {goods} {word}", tax_code(n)
        abroad = n - (number["firms"] - number["foreign"])
        country = ABROAD[abroad] if abroad >= 0 else "Việt Nam"
        place = "Lào Cai" if n < home else OTHER_PROVINCES[n % len(OTHER_PROVINCES)]
        yield [f"{name} {n:03d} (mẫu)", code, form, country, "" if abroad >= 0 else place, ""]


def _late(firms: list[list[str]]) -> Iterator[list[str]]:
    """A later list names two firms otherwise: their tax code says that they are here."""
    number = totals()
    for row in firms[20 : 20 + number["duplicates_by_import"]]:
        again = row[0].replace("HTX", "Hợp tác xã").replace("Công ty TNHH", "Cty TNHH")
        spaced = f"{row[1][:3]} {row[1][3:]}"
        yield [again, spaced, row[2], row[3], row[4], "Thôn Mẫu, xã Mẫu"]


def products(firms: list[list[str]]) -> Iterator[list[str]]:
    """Rows of products; their names come composed, decomposed, without tones, or in English."""
    number = totals()
    forms = [
        *["composed"] * number["names_composed"],
        *["decomposed"] * number["names_decomposed"],
        *["toneless"] * number["names_toneless"],
        *["english"] * number["names_english"],
    ]
    for n, form in enumerate(forms):
        firm = firms[n % len(firms)]
        vietnamese, english, kind = GOODS[(n + n // len(firms)) % len(GOODS)]
        name, name_en = _written(f"{vietnamese} {n:03d}", f"{english} {n:03d}", form)
        papers, decision = _papers(n)
        yield [firm[0], firm[1], name, name_en, kind, *decision, papers]


def _written(vietnamese: str, english: str, form: str) -> tuple[str, str]:
    if form == "english":
        return "", english
    if form == "decomposed":
        return unicodedata.normalize("NFD", vietnamese), ""
    return (fold(vietnamese), "") if form == "toneless" else (vietnamese, "")


def _papers(n: int) -> tuple[str, list[str]]:
    """The certificates of a product and its OCOP record."""
    number = totals()
    claims = number["ocop_verified"] + number["ocop_unverified"]
    papers = ""
    if n < number["certificates_expired"]:
        papers = f"VietGAP số {n + 1}/MAU đến 30/06/2025"
    elif n < number["certificates_expired"] + number["certificates_valid"]:
        papers = f"HACCP số {n + 1}/MAU đến 31/12/2029"
    if n % 5 or n // 5 >= claims:
        return papers, ["", "", ""]
    return papers, [f"{3 + n // 5 % 2} sao", f"{n // 5 + 1}/QĐ-MAU", "10/03/2025"]


def _verify(*, at: datetime) -> None:
    """The organiser has seen all decisions on paper but the last ones."""
    claimed = sa.select(Product).join(Product.ocop).where(_is_ours(Product)).order_by(Product.id)
    for product in db.session.scalars(claimed).all()[: totals()["ocop_verified"]]:
        verify_ocop(product, actor=None, at=at)


def _events(*, at: datetime) -> Iterator[Event]:
    number = totals()
    for n in range(number["fairs"] + number["seminars"]):
        is_fair = n < number["fairs"]
        kind = EventKind.FAIR if is_fair else EventKind.SEMINAR
        name = "Hội chợ mẫu" if is_fair else "Hội thảo kết nối mẫu"
        name_en = "Sample fair" if is_fair else "Sample networking seminar"
        starts_at = FIRST_DAY + timedelta(days=(n * 13) % 170)
        event = Event(
            slug=f"{SLUG}-{n + 1}",
            kind=kind,
            state=EventState.OPEN,
            name_vi=f"{name} Lào Cai {n + 1}",
            name_en=f"{name_en} Lào Cai {n + 1}",
            place="Trung tâm hội chợ mẫu",
            province_key="2025-15",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(days=4 if is_fair else 0, hours=9),
            created_at=at,
            is_demo=True,
        )
        db.session.add(event)
        db.session.flush()
        yield event


def _show(events: list[Event], dice: np.random.Generator, *, at: datetime) -> None:
    """Every firm shows somewhere, some at several events."""
    number = totals()
    living = sa.select(Company).where(_is_ours(Company)).order_by(Company.id)
    firms = db.session.scalars(living).all()
    several = set(dice.choice(len(firms), size=number["in_several_events"], replace=False).tolist())
    for place, firm in enumerate(firms):
        count = 2 + place % 3 if place in several else 1
        chosen = dice.choice(len(events), size=count, replace=False)
        for index in sorted(chosen.tolist()):
            add_exhibitor(events[index], firm, actor=None, at=at)
