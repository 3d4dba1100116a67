"""Kinds of certificates, their names in both languages, and how free text speaks of them."""

import re

from core.text import fold

CERTIFICATE_KINDS: dict[str, tuple[str, str]] = {
    "vietgap": ("VietGAP", "VietGAP"),
    "globalgap": ("GlobalG.A.P.", "GlobalG.A.P."),
    "organic_vn": ("Hữu cơ Việt Nam (TCVN 11041)", "Vietnam organic (TCVN 11041)"),
    "organic_eu": ("Hữu cơ châu Âu (EU)", "EU organic"),
    "organic_us": ("Hữu cơ Hoa Kỳ (USDA)", "US organic (USDA)"),
    "organic": ("Hữu cơ (chưa rõ tiêu chuẩn)", "Organic (standard not stated)"),
    "haccp": ("HACCP", "HACCP"),
    "iso22000": ("ISO 22000", "ISO 22000"),
    "gmp": ("GMP", "GMP"),
    "food_safety": ("Cơ sở đủ điều kiện an toàn thực phẩm", "Food safety certificate"),
    "halal": ("Halal", "Halal"),
    "gacp_who": ("GACP-WHO", "GACP-WHO"),
    "fairtrade": ("Thương mại công bằng (Fairtrade)", "Fairtrade"),
    "rainforest": ("Rainforest Alliance", "Rainforest Alliance"),
    "utz": ("UTZ", "UTZ"),
    "planting_code": ("Mã số vùng trồng", "Growing-area code"),
    "packhouse_code": ("Mã số cơ sở đóng gói", "Packing-house code"),
    "gacc": ("Đăng ký GACC (Trung Quốc)", "GACC registration (China)"),
    "fsc": ("FSC", "FSC"),
    "gi": ("Chỉ dẫn địa lý", "Geographical indication"),
    "other": ("Chứng nhận khác", "Other certificate"),
}

# A certificate of one standard is also one of the kind that names none.
WIDER = {"organic_vn": "organic", "organic_eu": "organic", "organic_us": "organic"}
# What a buyer asks for by a kind that names no standard.
_ASKED_FOR = {"organic": ("Hữu cơ (tiêu chuẩn nào cũng được)", "Organic (any standard)")}

# The first pattern found in the folded text decides, so the special stands before the general.
_PATTERNS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"\bglobal ?g ?a ?p\b", "globalgap"),
        (r"\bviet ?gap\b|\bgood agricultural practice", "vietgap"),
        (r"\bgacp\b", "gacp_who"),
        (r"\b(eu|european?|chau au)\b.*\b(organic|huu co|bio)\b", "organic_eu"),
        (r"\b(organic|huu co)\b.*\b(eu|europe|chau au)\b", "organic_eu"),
        (r"\busda\b|\b(us|usa|hoa ky|my|canada)\b.*\b(organic|huu co)\b", "organic_us"),
        (r"\b(organic|huu co)\b.*\b(us|usa|hoa ky|canada)\b", "organic_us"),
        (r"\b(vietnam|viet nam|tcvn|pgs)\b.*\b(organic|huu co)\b", "organic_vn"),
        (r"\b(organic|huu co)\b.*\b(vietnam|viet nam|tcvn|pgs)\b", "organic_vn"),
        (r"\borganic\b|\bhuu co\b", "organic"),
        (r"\bhaccp\b", "haccp"),
        (r"\biso ?22000\b", "iso22000"),
        (r"\bgmp\b", "gmp"),
        (r"\bhalal\b", "halal"),
        (r"\bfair ?trade\b|\bthuong mai cong bang\b", "fairtrade"),
        (r"\brainforest\b", "rainforest"),
        (r"\butz\b", "utz"),
        (r"\bgacc\b|\bdecree 248\b|\blenh 248\b", "gacc"),
        (r"\b(growing|planting) area( \w+)? code|\bma( so)? vung trong\b", "planting_code"),
        (r"\bpack(ing)? ?house|\bma( so)?( co so)? dong goi\b", "packhouse_code"),
        (r"\bfsc\b", "fsc"),
        (r"\bgi\b|\bgeographical indication|\bchi dan dia ly\b", "gi"),
        (r"\bfood safety\b|\ban toan thuc pham\b|\battp\b", "food_safety"),
    )
)  # fmt: skip


def kind_of(text: str) -> str:
    """The kind that a text such as ``GACP-WHO raw material`` speaks of; ``other`` if none."""
    folded = fold(text)
    return next((kind for pattern, kind in _PATTERNS if pattern.search(folded)), "other")


def kinds_in(text: str) -> list[tuple[str, str]]:
    """Kind and wording of each part of a ;-separated text, each kind but ``other`` once."""
    found: list[tuple[str, str]] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        kind = kind_of(part)
        if kind == "other" or kind not in dict(found):
            found.append((kind, part))
    return found


def asked_names(kind: str) -> tuple[str, str]:
    """The names of a kind where somebody asks for it: any standard will do if none is named."""
    return _ASKED_FOR.get(kind) or kind_names(kind)


def kinds_held(kind: str) -> tuple[str, ...]:
    """All that a certificate of this kind proves: its own kind, and the wider one."""
    return (kind, WIDER[kind]) if kind in WIDER else (kind,)


def kind_names(kind: str) -> tuple[str, str]:
    """The Vietnamese and the English name of a kind."""
    return CERTIFICATE_KINDS.get(kind, CERTIFICATE_KINDS["other"])
