"""Which columns each list has, and under which headings people write them."""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.i18n import N_
from core.text import fold
from events.imports.states import ImportKind


@dataclass(frozen=True)
class Column:
    """Something a row says: its key, its heading (marked) and other headings it is known by."""

    key: str
    label: str
    also: tuple[str, ...]  # folded

    def answers(self, heading: str) -> bool:
        """Whether people mean this by a heading."""
        return plain(heading) in self.also


_BRACKETS = re.compile(r"\([^)]*\)|\*")


def plain(heading: str) -> str:
    """A heading for comparing: folded, without what stands in brackets."""
    return fold(_BRACKETS.sub(" ", heading))


def _column(key: str, label: str, also: str) -> Column:
    return Column(key, label, tuple(part.strip() for part in also.split(",")))


TAX_CODE = _column(
    "tax_code",
    N_("Tax code"),
    "tax code, ma so thue, mst, ma so doanh nghiep, mst don vi, tax id, tax number, "
    "ma so thue cccd, ma so thue mst",
)
COMPANY = (
    _column(
        "name",
        N_("Name of the company"),
        "name of the company, company, company name, name, firm, exhibitor, ten, ten don vi, "
        "don vi, ten doanh nghiep, doanh nghiep, ten cong ty, cong ty, ten htx, ten hop tac xa, "
        "ten co so, co so, chu the, ten chu the, don vi trung bay, ten gian hang, ten hoi vien, "
        "hoi vien, member, ten don vi doanh nghiep, ten ho kinh doanh",
    ),
    _column(
        "name_en",
        N_("Name in English"),
        "name in english, english name, ten tieng anh, name en, ten giao dich",
    ),
    _column(
        "legal_form",
        N_("Legal form"),
        "legal form, loai hinh, loai hinh doanh nghiep, loai hinh phap ly, hinh thuc phap ly, "
        "loai hinh don vi, loai hinh to chuc, type",
    ),
    TAX_CODE,
    _column("country", N_("Country"), "country, quoc gia, nuoc, quoc gia vung lanh tho"),
    _column(
        "province",
        N_("Province or city"),
        "province or city, province, city, tinh, tinh thanh, tinh thanh pho, thanh pho, dia phuong",
    ),
    _column(
        "old_district",
        N_("Former district"),
        "former district, district, huyen cu, huyen, quan huyen, huyen truoc day",
    ),
    _column("address", N_("Address"), "address, dia chi, dia chi tru so, tru so"),
    _column(
        "description_vi",
        N_("Description in Vietnamese"),
        "description in vietnamese, description, gioi thieu, mo ta, gioi thieu bang tieng viet, "
        "nganh nghe, linh vuc",
    ),
    _column(
        "description_en",
        N_("Description in English"),
        "description in english, gioi thieu bang tieng anh, mo ta tieng anh",
    ),
    _column("website", N_("Web page"), "web page, website, web, trang web"),
    _column(
        "languages",
        N_("Languages"),
        "languages, language, ngon ngu, ngoai ngu",
    ),
)
SEEKS = (
    _column(
        "seeks_vi",
        N_("Whom they look for, in Vietnamese"),
        "whom they look for in vietnamese, nhu cau ket noi, tim doi tac, nhu cau, seeks, "
        "muon gap ai bang tieng viet",
    ),
    _column(
        "seeks_en",
        N_("Whom they look for, in English"),
        "whom they look for in english, nhu cau tieng anh, muon gap ai bang tieng anh",
    ),
)
CONTACT = (
    _column(
        "contact_name",
        N_("Contact person"),
        "contact person, contact, nguoi lien he, nguoi dai dien, dai dien, lien he, "
        "ho va ten, ho ten, ho va ten nguoi lien he, giam doc, chu co so",
    ),
    _column(
        "contact_phone",
        N_("Phone of the contact person"),
        "phone of the contact person, phone, phone number, mobile, so dien thoai, dien thoai, "
        "sdt, dt, di dong, so dien thoai nguoi lien he, so dien thoai lien he",
    ),
)
PRODUCT = (
    _column(
        "company",
        N_("Company"),
        "company, name of the company, company name, don vi, ten don vi, doanh nghiep, "
        "ten doanh nghiep, chu the, ten chu the, co so, ten co so, don vi san xuat, nha san xuat, "
        "cong ty, ten cong ty, producer, ten htx, htx, chu the san xuat",
    ),
    TAX_CODE,
    _column(
        "name_vi",
        N_("Product, in Vietnamese"),
        "product in vietnamese, name in vietnamese, product, product name, ten san pham, san pham, "
        "ten hang, hang hoa, ten tieng viet, ten san pham bang tieng viet, "
        "san pham bang tieng viet, ten, name",
    ),
    _column(
        "name_en",
        N_("Product, in English"),
        "product in english, name in english, english name, ten tieng anh, "
        "ten san pham tieng anh, san pham bang tieng anh",
    ),
    _column(
        "description_vi",
        N_("Description in Vietnamese"),
        "description in vietnamese, description, mo ta, gioi thieu, mo ta san pham, "
        "gioi thieu bang tieng viet, quy cach",
    ),
    _column(
        "description_en",
        N_("Description in English"),
        "description in english, mo ta tieng anh, gioi thieu bang tieng anh",
    ),
    _column(
        "tags",
        N_("Kinds of product"),
        "kinds of product, kinds, kind, tags, category, nhom, nhom san pham, loai, "
        "loai san pham, nganh hang, phan nhom",
    ),
    _column(
        "capacity_per_month",
        N_("Capacity per month"),
        "capacity per month, capacity, san luong, san luong thang, san luong moi thang, "
        "cong suat, kha nang cung ung, cong suat moi thang",
    ),
    _column("capacity_unit", N_("Unit"), "unit, don vi tinh, dvt"),
    _column(
        "harvest_months",
        N_("Months of harvest"),
        "months of harvest, harvest, season, months, mua vu, thang thu hoach, thoi vu",
    ),
    _column("price_note", N_("Price"), "price, gia, gia ban, don gia"),
    _column(
        "ocop_stars",
        N_("OCOP stars"),
        "ocop stars, ocop, stars, hang sao, so sao, sao ocop, hang ocop, xep hang, xep hang ocop, "
        "so sao ocop, hang sao ocop",
    ),
    _column(
        "ocop_status",
        N_("OCOP status"),
        "ocop status, tinh trang ocop, trang thai ocop",
    ),
    _column(
        "decision_no",
        N_("Decision number"),
        "decision number, so quyet dinh, quyet dinh, quyet dinh so, qd",
    ),
    _column(
        "decided_on",
        N_("Date of the decision"),
        "date of the decision, decision date, ngay quyet dinh, ngay ky, ngay cong nhan, "
        "ngay ra quyet dinh",
    ),
    _column("granted_by", N_("Granted by"), "granted by, co quan cap, noi cap, co quan cong nhan"),
    _column(
        "certificates",
        N_("Certificates"),
        "certificates, certificate, certifications, chung nhan, chung chi, giay chung nhan",
    ),
)
NEEDED = {
    ImportKind.COMPANIES: ("name",),
    ImportKind.MEMBERS: ("name",),
    ImportKind.PRODUCTS: (("company", "tax_code"), ("name_vi", "name_en")),
}


@functools.cache
def columns_of(kind: ImportKind, *, at_event: bool) -> tuple[Column, ...]:
    """The columns of a list, in the order in which it is written."""
    if kind is ImportKind.PRODUCTS:
        return PRODUCT
    if kind is ImportKind.MEMBERS:
        return COMPANY + CONTACT
    return COMPANY + SEEKS if at_event else COMPANY


def guess(headings: Sequence[str], columns: Iterable[Column]) -> dict[str, int]:
    """Which column of the file is what: each is taken once, the first that answers."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for column in columns:
        for place, heading in enumerate(headings):
            if place not in taken and column.answers(heading):
                found[column.key] = place
                taken.add(place)
                break
    return found


def missing(kind: ImportKind, mapping: Iterable[str]) -> list[tuple[str, ...]]:
    """What a list needs and the mapping lacks; of a group one is enough."""
    there = set(mapping)
    groups = [need if isinstance(need, tuple) else (need,) for need in NEEDED[kind]]
    return [group for group in groups if not there & set(group)]


@functools.cache
def _all_known() -> frozenset[str]:
    every = (*COMPANY, *SEEKS, *CONTACT, *PRODUCT)
    return frozenset(name for column in every for name in column.also)


def is_heading(text: str) -> bool:
    """Whether a text is a heading of any list."""
    return plain(text) in _all_known()
