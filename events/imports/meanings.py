"""What people mean by the words in a cell: legal forms, units, months, dates, certificates."""

import functools
import re
from datetime import date

from babel import Locale

from accounts.companies.models import LegalForm
from accounts.companies.words import LANGUAGES_SPOKEN, LEGAL_FORMS
from core.text import fold
from events.catalogue.certificates import CERTIFICATE_KINDS, kind_of
from events.catalogue.models import OcopStatus
from events.catalogue.words import OCOP_STATUSES, UNITS

F = LegalForm
_FORMS_VI = {
    F.COOPERATIVE: "hop tac xa, htx",
    F.LLC: "cong ty tnhh, cong ty trach nhiem huu han, tnhh, cty tnhh, cong ty tnhh mtv, "
    "cong ty tnhh mot thanh vien, tnhh mtv, cong ty",
    F.JOINT_STOCK: "cong ty co phan, ctcp, cty cp, cong ty cp, co phan, jsc",
    F.PRIVATE: "doanh nghiep tu nhan, dntn, doanh nghiep",
    F.PARTNERSHIP: "cong ty hop danh, hop danh",
    F.COOPERATIVE_UNION: "lien hiep hop tac xa, lien hiep htx, lh htx",
    F.COOPERATIVE_GROUP: "to hop tac, tht",
    F.HOUSEHOLD: "ho kinh doanh, hkd, ho ca the, ho gia dinh, co so san xuat, co so, "
    "ho kinh doanh ca the, household, ho san xuat",
    F.ARTISAN: "nghe nhan",
    F.CRAFT_VILLAGE: "lang nghe",
    F.COMMUNITY: "cong dong, nhom cong dong, cong dong dan cu",
    F.PUBLIC_UNIT: "don vi cong lap, don vi su nghiep, don vi su nghiep cong lap",
    F.FOREIGN: "don vi nuoc ngoai, doanh nghiep nuoc ngoai, foreign, cong ty nuoc ngoai",
}
# How a name begins when the column is empty; the longer stands before what it contains.
_BEGINNINGS = (
    ("lien hiep", F.COOPERATIVE_UNION),
    ("hop tac xa", F.COOPERATIVE),
    ("htx", F.COOPERATIVE),
    ("to hop tac", F.COOPERATIVE_GROUP),
    ("tht", F.COOPERATIVE_GROUP),
    ("cong ty co phan", F.JOINT_STOCK),
    ("cong ty cp", F.JOINT_STOCK),
    ("ctcp", F.JOINT_STOCK),
    ("cong ty hop danh", F.PARTNERSHIP),
    ("cong ty", F.LLC),
    ("cty", F.LLC),
    ("doanh nghiep tu nhan", F.PRIVATE),
    ("dntn", F.PRIVATE),
    ("ho kinh doanh", F.HOUSEHOLD),
    ("hkd", F.HOUSEHOLD),
    ("co so", F.HOUSEHOLD),
    ("nghe nhan", F.ARTISAN),
    ("lang nghe", F.CRAFT_VILLAGE),
)
_UNITS_VI = {
    "kg": "kg, kilo, kilogram, can",
    "t": "tan, t, ton, tons, tonne",
    "l": "lit, l, litre, liter",
    "bottle": "chai, lo, bottle",
    "box": "hop, thung, box, hu",
    "pack": "goi, tui, pack",
    "piece": "chiec, cai, san pham, qua, con, piece, sp",
    "set": "bo, set",
    "m": "met, m, metre",
    "guest": "khach, luot khach, guest",
}
_STATUSES_VI = {
    OcopStatus.RECOGNISED: "da duoc cong nhan, cong nhan, da cong nhan",
    OcopStatus.POTENTIAL_5: "tiem nang 5 sao chua duoc cong nhan, tiem nang 5 sao, tiem nang",
    OcopStatus.RENEWING: "dang lam thu tuc cong nhan lai, cong nhan lai, dang cong nhan lai",
}


def _listed(also: dict[str, str]) -> dict[str, str]:
    return {word.strip(): key for key, words in also.items() for word in words.split(",")}


_FORMS = {fold(word): form for form, word in LEGAL_FORMS.items()} | {
    word: LegalForm(form)
    for word, form in _listed({str(k): v for k, v in _FORMS_VI.items()}).items()
}
_UNITS = {fold(word): unit for unit, word in UNITS.items()} | _listed(_UNITS_VI)
_STATUSES = {fold(word): status for status, word in OCOP_STATUSES.items()} | {
    word: OcopStatus(status)
    for word, status in _listed({str(k): v for k, v in _STATUSES_VI.items()}).items()
}


def legal_form(text: str) -> LegalForm | None:
    """The legal form of a word such as ``HTX`` or ``Limited liability company``."""
    folded = fold(text)
    return _FORMS.get(folded) or (LegalForm(text) if text in set(LegalForm) else None)


def form_of_name(name: str) -> LegalForm | None:
    """The legal form with which a name begins."""
    folded = f"{fold(name)} "
    return next((form for start, form in _BEGINNINGS if folded.startswith(f"{start} ")), None)


@functools.cache
def _countries() -> dict[str, str]:
    found = {"viet nam": "VN", "vn": "VN", "trung quoc": "CN", "han quoc": "KR", "my": "US"}
    for name in ("en", "vi"):
        for code, territory in Locale(name).territories.items():
            if len(code) == 2:  # noqa: PLR2004 -- ISO 3166
                found.setdefault(fold(str(territory)), code)
    return found


def country(text: str) -> str | None:
    """The two letters of a country named in Vietnamese, in English or by its letters."""
    if re.fullmatch("[A-Z]{2}", text) and text in _countries().values():
        return text
    return _countries().get(fold(text))


@functools.cache
def _languages() -> dict[str, str]:
    found = {}
    for code, word in LANGUAGES_SPOKEN.items():
        named = fold(str(Locale("vi").languages[code]))
        for name in (code, fold(word), named, named.removeprefix("tieng ")):
            found[name] = code
    return found | {"han": "ko", "trung": "zh", "viet": "vi", "tieng trung": "zh"}


def languages(text: str) -> tuple[list[str], list[str]]:
    """The codes of a list of languages, and the words that are none."""
    parts = [part.strip() for part in re.split(r"[,;/]", text) if part.strip()]
    known = _languages()
    codes = [known[fold(part)] for part in parts if fold(part) in known]
    return list(dict.fromkeys(codes)), [part for part in parts if fold(part) not in known]


_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: \d\d:\d\d)?")


def day(text: str) -> date | None:
    """A day written 25/11/2026 or 2026-11-25; None for what is no day."""
    if match := _DATE.fullmatch(text):
        parts = (int(match[3]), int(match[2]), int(match[1]))
    elif match := _ISO.fullmatch(text):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\s\u00a0]\d{3})+|\d+")
_AMOUNT = re.compile(r"([\d.,\s\u00a0]+?)\s*(?:/\s*)?([^\d.,\s].*)?")


def amount(text: str) -> tuple[int, str | None] | None:
    """A whole number with its unit, if one stands behind it: ``1.500 kg``, ``2 tấn``."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or not _THOUSANDS.fullmatch(match[1].strip()):
        return None
    number = int(re.sub(r"\D", "", match[1]))
    if number > 1_000_000_000:  # noqa: PLR2004 -- as in the form
        return None
    if not match[2]:
        return number, None
    named = unit(re.sub(r"\s*(/|mỗi|một)?\s*tháng$", "", match[2].strip()))
    return (number, named) if named else None


def unit(text: str) -> str | None:
    """The key of a unit."""
    return _UNITS.get(fold(text)) or (text if text in UNITS else None)


_ALL_YEAR = frozenset({"quanh nam", "ca nam", "all year", "year round", "12 thang"})
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def months(text: str) -> frozenset[int] | None:
    """Months 1 to 12 of ``tháng 3–5, 11`` or ``Nov-Jan``; none for all year; None if unclear."""
    plain = fold(text.replace("-", " to ").replace("–", " to ").replace("đến", " to "))
    if plain in _ALL_YEAR:
        return frozenset()
    words = [w for w in plain.split() if w not in {"thang", "t", "va", "and", "tu", "from", "vu"}]
    numbers = [word if word == "to" else _month(word) for word in words]
    if None in numbers or not numbers:
        return None
    return _spanned([number for number in numbers if number is not None])


def _month(word: str) -> int | None:
    bare = word.removeprefix("t").lstrip("0")
    if bare.isdecimal() and 1 <= int(bare) <= 12:  # noqa: PLR2004 -- a year
        return int(bare)
    return _MONTHS_EN.index(word[:3]) + 1 if word[:3] in _MONTHS_EN else None


def _spanned(parts: list[int | str]) -> frozenset[int] | None:
    found: set[int] = set()
    place = 0
    while place < len(parts):
        first = parts[place]
        if not isinstance(first, int):
            return None
        last = first
        if parts[place + 1 : place + 2] == ["to"]:
            following = parts[place + 2] if place + 2 < len(parts) else None
            if not isinstance(following, int):
                return None
            last, place = following, place + 2
        span = (last - first) % 12 + 1
        found |= {(first - 1 + step) % 12 + 1 for step in range(span)}
        place += 1
    return frozenset(found)


_NO_STARS = frozenset({"", "0", "khong", "chua", "no", "none", "chua co"})


def stars(text: str) -> tuple[int, OcopStatus | None] | None:
    """OCOP stars, 0 for none, and the status if the words tell it; None if unclear."""
    plain = fold(text)
    if plain in _NO_STARS and "*" not in text and "★" not in text:
        return 0, None
    drawn = text.count("*") + text.count("★")
    digits = re.findall(r"\d+", plain)
    number = int(digits[0]) if len(digits) == 1 else drawn if not digits else 0
    if number not in {3, 4, 5}:
        return None
    hoped = "tiem nang" in plain or "potential" in plain
    return number, OcopStatus.POTENTIAL_5 if hoped else None


def status(text: str) -> OcopStatus | None:
    """The status of an OCOP record."""
    return _STATUSES.get(fold(text)) or (OcopStatus(text) if text in set(OcopStatus) else None)


_UNTIL = re.compile(
    r"\s*(?:\(|,)?\s*(?:đến|den|until|hạn|valid until)\s+([\d/.\-]+)\)?", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\s*(?:\(|,)?\s*(?:số|so|no\.?)\s+(?=[^\s(),;]*\d)([^\s(),;]+)\)?", re.IGNORECASE
)


def certificate(text: str) -> dict[str, str] | None:
    """Kind, title, number and last day of ``VietGAP số 12/CN (đến 31/12/2027)``.

    None where the last day is no day.
    """
    expires = ""
    if match := _UNTIL.search(text):
        until = day(match[1].rstrip("."))
        if until is None:
            return None
        expires = until.isoformat()
        text = text[: match.start()] + text[match.end() :]
    number = ""
    if match := _NUMBER.search(text):
        number = match[1]
        text = text[: match.start()] + text[match.end() :]
    name = " ".join(text.split())
    kind = _kind(name)
    title = name if kind == "other" else ""
    return {"kind": kind, "title": title[:120], "number": number[:80], "expires_on": expires}


@functools.cache
def _kinds_by_name() -> dict[str, str]:
    named = {name: kind for kind, names in CERTIFICATE_KINDS.items() for name in names}
    return {fold(name): kind for name, kind in named.items()}


def _kind(name: str) -> str:
    return _kinds_by_name().get(fold(name)) or kind_of(name)
