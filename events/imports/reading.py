"""From the cells of a row to what it says: plain values, what is wrong, what is to be known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.companies.models import LegalForm
from accounts.companies.provinces import find_province
from accounts.companies.tax import PERSONAL, normal_tax_code
from accounts.sign_in.identity import normal_phone
from core.errors import DomainError
from core.i18n import N_
from core.text import fold
from events.catalogue.models import OcopStatus
from events.catalogue.tags import TagEntry, entries, resolve
from events.imports import meanings
from events.imports.states import ImportKind

Cells = Mapping[str, str]
Reason = dict[str, Any]
MOST_TAGS, MOST_CERTIFICATES = 12, 8

NAME_MISSING = N_("The name of the company is missing.")
PRODUCT_MISSING = N_("The name of the product is missing, in Vietnamese or in English.")
WHOSE = N_("It is not said whose product this is: neither company nor tax code.")
FORM_MISSING = N_("The legal form is missing, and the name does not tell it.")
FORM_UNKNOWN = N_("We do not know the legal form “%(text)s”.")
PROVINCE_MISSING = N_("The province is missing.")
PROVINCE_UNKNOWN = N_("We do not know the province “%(text)s”.")
COUNTRY_UNKNOWN = N_("We do not know the country “%(text)s”.")
COUNTRY_FOREIGN = N_("A foreign company needs its country, a company at home has none but Vietnam.")
TOO_LONG = N_("“%(name)s” has %(count)d characters; at most %(most)d fit.")
PHONE_WRONG = N_("“%(text)s” is not a phone number that can be dialled.")
DAY_WRONG = N_("“%(text)s” is not a day. Write 25/11/2026: the day first, then the month.")
AMOUNT_WRONG = N_("“%(text)s” is not a whole number with a unit that we know.")
UNIT_WRONG = N_("We do not know the unit “%(text)s”.")
MONTHS_WRONG = N_("“%(text)s” names no months. Write 3, 4, 5 or tháng 3–5.")
STARS_WRONG = N_("“%(text)s” are no OCOP stars: write 3, 4 or 5.")
STATUS_WRONG = N_("We do not know the OCOP status “%(text)s”.")
CERTIFICATE_WRONG = N_("The last day of the certificate “%(text)s” is not a day like 31/12/2027.")

CODE_MISSING = N_("There is no tax code: the firm is asked for it later.")
PROVINCE_READ = N_("The province was read from the address: %(text)s.")
ZERO_BACK = N_("A spreadsheet took the zero at the front of the tax code; it is back: %(code)s.")
WEBSITE_LEFT_OUT = N_("“%(text)s” is not the address of a web page and is left out.")
LANGUAGES_LEFT_OUT = N_("We do not know these languages, so they are left out: %(text)s.")
TAGS_PROPOSED = N_(
    "We do not know these kinds of product; they are proposed to the keepers of the list: %(text)s."
)

LENGTHS = {
    "name": 200,
    "name_en": 200,
    "name_vi": 200,
    "old_district": 100,
    "address": 300,
    "description_vi": 3000,
    "description_en": 3000,
    "seeks_vi": 2000,
    "seeks_en": 2000,
    "price_note": 120,
    "decision_no": 80,
    "granted_by": 160,
    "contact_name": 120,
    "company": 200,
}


@dataclass
class Said:
    """What a row says: values by name, what is wrong with it, and what is to be known."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[Reason] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)

    def refuse(self, message: str, **values: Any) -> None:
        """The row cannot be taken."""
        self.wrong.append({"message": message, "values": values})

    def note(self, message: str, **values: Any) -> None:
        """The row is taken, and this is to be known."""
        self.notes.append({"message": message, "values": values, "note": True})

    def take_texts(self, cells: Cells, *names: str) -> None:
        """Texts as they stand, unless they are too long."""
        for name in names:
            text = cells.get(name, "")
            if len(text) > LENGTHS[name]:
                shown = text[:30]
                self.refuse(TOO_LONG, name=shown, count=len(text), most=LENGTHS[name])
            elif text:
                self.values[name] = text


def read_row(kind: ImportKind, cells: Cells, known: tuple[TagEntry, ...] | None = None) -> Said:
    """What a row of a list says; ``known`` are the kinds of products, asked for once a batch."""
    if kind is ImportKind.PRODUCTS:
        return _product(cells, entries() if known is None else known)
    return _company(cells)


def _company(cells: Cells) -> Said:
    said = Said()
    said.take_texts(cells, "name", "name_en", "old_district", "address")
    said.take_texts(cells, "description_vi", "description_en", "seeks_vi", "seeks_en")
    said.take_texts(cells, "contact_name")
    if not cells.get("name"):
        said.refuse(NAME_MISSING)
    form = _legal_form(said, cells)
    land = _country(said, cells, form)
    if land == "VN":
        _province(said, cells)
    if form is not None and land is not None:
        _tax_code(said, cells.get("tax_code", ""), form, land)
    _phone(said, cells)
    _website(said, cells)
    _languages(said, cells)
    return said


def _legal_form(said: Said, cells: Cells) -> LegalForm | None:
    text = cells.get("legal_form", "")
    form = meanings.legal_form(text) if text else meanings.form_of_name(cells.get("name", ""))
    if text and form is None:
        said.refuse(FORM_UNKNOWN, text=text[:60])
    elif form is None and fold(cells.get("country", "")) not in {"", "viet nam", "vietnam", "vn"}:
        form = LegalForm.FOREIGN
    elif form is None:
        said.refuse(FORM_MISSING)
    if form is not None:
        said.values["legal_form"] = form.value
    return form


def _country(said: Said, cells: Cells, form: LegalForm | None) -> str | None:
    text = cells.get("country", "")
    land = meanings.country(text) if text else "VN"
    if land is None:
        said.refuse(COUNTRY_UNKNOWN, text=text[:60])
        return None
    if form is not None and (form is LegalForm.FOREIGN) == (land == "VN"):
        said.refuse(COUNTRY_FOREIGN)
        return None
    said.values["country"] = land
    return land


def _province(said: Said, cells: Cells) -> None:
    text = cells.get("province", "")
    if not text:
        _province_of_address(said, cells.get("address", ""))
        return
    found = find_province(text)
    if found is None:
        said.refuse(PROVINCE_UNKNOWN, text=text[:60])
    else:
        said.values["province_key"] = found.key


def _province_of_address(said: Said, address: str) -> None:
    """Lists of one province often name it in the address alone: ``xã Sốp Cộp, Sơn La``."""
    found = find_province(re.split(r"[,;–-]", address)[-1]) if address else None
    if found is None:
        said.refuse(PROVINCE_MISSING)
        return
    said.values["province_key"] = found.key
    said.note(PROVINCE_READ, text=found.name_vi)


def _tax_code(said: Said, text: str, form: LegalForm, land: str) -> None:
    if not text:
        if form not in PERSONAL | {LegalForm.PUBLIC_UNIT, LegalForm.FOREIGN}:
            said.note(CODE_MISSING)
        return
    try:
        code = normal_tax_code(text, legal_form=form, country=land)
    except DomainError as error:
        code = _with_its_zero(text, form)
        if code is None:
            said.refuse(error.message, **error.values)
            return
        said.note(ZERO_BACK, code=code)
    said.values["tax_code"] = code


def _with_its_zero(text: str, form: LegalForm) -> str | None:
    """The code with the zero that a spreadsheet took, where that makes it a valid one."""
    bare = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"\d{9}|\d{11,12}", bare):
        return None
    try:
        return normal_tax_code(f"0{bare}", legal_form=form, country="VN")
    except DomainError:
        return None


def _phone(said: Said, cells: Cells) -> None:
    text = cells.get("contact_phone", "")
    if not text:
        return
    first = re.split(r"[;/,]| - ", text)[0].strip()
    for typed in (first, f"0{first}"):  # the zero that a spreadsheet took
        try:
            said.values["contact_phone"] = normal_phone(typed)
        except DomainError:
            continue
        return
    said.refuse(PHONE_WRONG, text=text[:40])


_PAGE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)


def _website(said: Said, cells: Cells) -> None:
    text = cells.get("website", "")
    if not text:
        return
    if not _PAGE.fullmatch(text) or len(text) > 290:  # noqa: PLR2004 -- with https:// it still fits
        said.note(WEBSITE_LEFT_OUT, text=text[:60])
        return
    said.values["website"] = text if "://" in text else f"https://{text}"


def _languages(said: Said, cells: Cells) -> None:
    codes, unknown = meanings.languages(cells.get("languages", ""))
    if unknown:
        said.note(LANGUAGES_LEFT_OUT, text=", ".join(unknown)[:100])
    if codes:
        said.values["languages"] = codes


def _product(cells: Cells, known: tuple[TagEntry, ...]) -> Said:
    said = Said()
    said.take_texts(cells, "company", "name_vi", "name_en", "description_vi", "description_en")
    said.take_texts(cells, "price_note")
    if not cells.get("name_vi") and not cells.get("name_en"):
        said.refuse(PRODUCT_MISSING)
    if cells.get("tax_code"):
        said.values["tax_code"] = re.sub(r"[\s.\-]", "", cells["tax_code"])[:40]
    elif not cells.get("company"):
        said.refuse(WHOSE)
    _tags(said, cells, known)
    _capacity(said, cells)
    _months(said, cells)
    _ocop(said, cells)
    _certificates(said, cells)
    return said


_named: dict[tuple[int, str], tuple[list[str], list[str]]] = {}


def _codes_of(text: str, known: tuple[TagEntry, ...]) -> tuple[list[str], list[str]]:
    """The tags of a text; lists repeat their kinds, so what was found is kept for a while."""
    key = (id(known), text)
    if key not in _named:
        if len(_named) > 2000:  # noqa: PLR2004 -- a list has fewer kinds
            _named.clear()
        found, unknown = resolve(known, text)
        _named[key] = ([one.code for one in found], list(unknown))
    return _named[key]


def _tags(said: Said, cells: Cells, known: tuple[TagEntry, ...]) -> None:
    text = cells.get("tags", "")
    if not text:
        return
    codes, unknown = _codes_of(text, known)
    words = [word[:80] for word in unknown[:MOST_TAGS]]
    if words:
        said.note(TAGS_PROPOSED, text=", ".join(words)[:100])
        said.values["words"] = words
    if codes:
        said.values["tags"] = sorted(codes[:MOST_TAGS])


def _capacity(said: Said, cells: Cells) -> None:
    text, named = cells.get("capacity_per_month", ""), cells.get("capacity_unit", "")
    if named and meanings.unit(named) is None:
        said.refuse(UNIT_WRONG, text=named[:40])
        return
    if not text:
        return
    found = meanings.amount(text)
    if found is None:
        said.refuse(AMOUNT_WRONG, text=text[:40])
        return
    said.values["capacity_per_month"] = found[0]
    said.values["capacity_unit"] = found[1] or meanings.unit(named) or "kg"


def _months(said: Said, cells: Cells) -> None:
    text = cells.get("harvest_months", "")
    if not text:
        return
    found = meanings.months(text)
    if found is None:
        said.refuse(MONTHS_WRONG, text=text[:40])
    else:
        said.values["harvest_months"] = sorted(found)


def _ocop(said: Said, cells: Cells) -> None:
    text = cells.get("ocop_stars", "")
    if not text:
        return
    found = meanings.stars(text)
    if found is None:
        said.refuse(STARS_WRONG, text=text[:40])
        return
    number, hoped = found
    if number == 0:
        return
    stated = cells.get("ocop_status", "")
    status = meanings.status(stated) if stated else hoped or OcopStatus.RECOGNISED
    if status is None:
        said.refuse(STATUS_WRONG, text=stated[:60])
        return
    said.values["ocop"] = {"stars": number, "status": status.value}
    for name in ("decision_no", "granted_by"):
        said.values["ocop"][name] = cells.get(name, "")[: LENGTHS[name]]
    said.values["ocop"]["decided_on"] = _day(said, cells.get("decided_on", ""))


def _day(said: Said, text: str) -> str:
    if not text:
        return ""
    found = meanings.day(text)
    if found is None:
        said.refuse(DAY_WRONG, text=text[:40])
        return ""
    return found.isoformat()


def _certificates(said: Said, cells: Cells) -> None:
    found = []
    for part in re.split(r"[;\n]", cells.get("certificates", "")):
        if not part.strip():
            continue
        one = meanings.certificate(part.strip())
        if one is None:
            said.refuse(CERTIFICATE_WRONG, text=part.strip()[:60])
        else:
            found.append(one)
    if found:
        said.values["certificates"] = found[:MOST_CERTIFICATES]
