"""A white book as a spreadsheet: a row a company, headings in both languages."""

from collections.abc import Iterator, Sequence
from typing import IO

from core.sheets import write_xlsx
from reports.whitebook.queries import Entry, PrintedProduct
from reports.whitebook.words import Words

HEADINGS = (
    "Tên / Name",
    "Tên tiếng Anh / Name in English",
    "Loại hình / Legal form",
    "Ngành hàng / Sector",
    "Tỉnh, thành phố / Province",
    "Địa chỉ / Address",
    "Mã số thuế / Tax code",
    "Trang web / Web page",
    "Sản phẩm / Products",
    "OCOP",
    "Chứng nhận / Certificates",
    "Người liên hệ / Contact",
    "Điện thoại / Phone",
    "Email",
)


def write_sheet(target: IO[bytes], entries: Sequence[Entry], words: Words, *, title: str) -> None:
    """Write the companies row by row."""
    write_xlsx(target, HEADINGS, _rows(entries, words), title=title)


def _both(vi: str, en: str) -> str:
    return vi if not en or en == vi else f"{vi} / {en}" if vi else en


def _rows(entries: Sequence[Entry], words: Words) -> Iterator[list[str]]:
    for one in entries:
        sector = words.sector(one.sector)
        yield [
            one.name,
            one.name_en,
            _both(*words.both(one.legal_form)),
            _both(*sector),
            _both(one.province_vi, one.province_en),
            one.address,
            one.tax_code,
            one.website,
            "\n".join(_both(product.name_vi, product.name_en) for product in one.products),
            "\n".join(filter(None, (_stars(product, words) for product in one.products))),
            "\n".join(_both(*names) for names in one.certificates),
            one.contact_name,
            one.contact_phone,
            one.contact_email,
        ]


def _stars(product: PrintedProduct, words: Words) -> str:
    if not product.stars:
        return ""
    name = product.name_vi or product.name_en
    return f"{name}: {_both(*words.stars(product.stars, product.standing))}"
