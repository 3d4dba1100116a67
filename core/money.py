"""Money as whole minor units with a currency; VND has no decimals."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MOST_VND = 10**15  # a million billions; databases hold it
MINOR_DIGITS = {"VND": 0, "USD": 2, "CNY": 2, "LAK": 0, "THB": 2, "EUR": 2}
SCALES = {
    "tỷ": 1_000_000_000,
    "ty": 1_000_000_000,
    "triệu": 1_000_000,
    "trieu": 1_000_000,
    "tr": 1_000_000,
    "nghìn": 1_000,
    "k": 1_000,
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (for VND: đồng)."""

    minor: int
    currency: str = "VND"


def parse_vnd(text: str) -> int:
    """Đồng meant by ``1.250.000``, ``1,250,000``, ``1,25 triệu`` or ``2 tỷ``.

    Raises ValueError for anything else, negative amounts and absurdly large ones too.
    """
    amount = _dong(text)
    if amount > MOST_VND:
        raise ValueError(text)
    return amount


def _dong(text: str) -> int:
    cleaned = text.strip().lower().removesuffix("đ").removesuffix("₫").removesuffix("vnd").strip()
    match = re.fullmatch(r"([\d.,\s]+)\s*([^\W\d]*)", cleaned)
    if match is None or (match[2] and match[2] not in SCALES):
        raise ValueError(text)
    number, scale = match[1].replace(" ", ""), SCALES.get(match[2], 1)
    if scale == 1:
        if not re.fullmatch(r"\d+|\d{1,3}([.,]\d{3})+", number):
            raise ValueError(text)
        return int(re.sub(r"[.,]", "", number))
    try:
        amount = Decimal(number.replace(",", ".")) * scale
    except InvalidOperation as error:
        raise ValueError(text) from error
    if amount != amount.to_integral_value():
        raise ValueError(text)
    return int(amount)
