"""VietQR: a bank transfer as EMVCo's tag-length-value text with its checksum; drawn elsewhere.

A code is a request, never a proof of payment. The memo is what a person at the bank types, so
it has plain capitals and digits only.
"""

import re

from core.text import fold

GUID = "A000000727"  # NAPAS
TO_ACCOUNT = "QRIBFTTA"
VND = "704"
MOST_MEMO = 25
POLYNOMIAL = 0x1021
BANKS = {
    "970405": "Agribank",
    "970415": "VietinBank",
    "970418": "BIDV",
    "970436": "Vietcombank",
    "970422": "MB",
    "970407": "Techcombank",
    "970416": "ACB",
    "970432": "VPBank",
    "970423": "TPBank",
    "970403": "Sacombank",
    "970437": "HDBank",
    "970441": "VIB",
    "970443": "SHB",
    "970449": "LPBank",
    "970448": "OCB",
    "970426": "MSB",
    "970440": "SeABank",
    "970431": "Eximbank",
    "970425": "ABBank",
    "970428": "Nam A Bank",
    "970409": "Bac A Bank",
    "970438": "BaoViet Bank",
    "970419": "NCB",
    "970452": "Kienlongbank",
}


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of an ASCII text, as four hexadecimal digits."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ POLYNOMIAL if value & 0x8000 else value << 1
            value &= 0xFFFF
    return f"{value:04X}"


def plain(text: str) -> str:
    """A memo as banks take it: capitals and digits without tones, at most 25 characters."""
    return re.sub(r"[^A-Z0-9 ]+", " ", fold(text).upper()).strip()[:MOST_MEMO].strip()


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def payload(bank: str, account: str, amount: int, memo: str) -> str:
    """The text of a code that asks for ``amount`` đồng, once, with a memo already plain."""
    where = _field("00", bank) + _field("01", account)
    merchant = _field("00", GUID) + _field("01", where) + _field("02", TO_ACCOUNT)
    text = (
        _field("00", "01")
        + _field("01", "12")  # for this one payment
        + _field("38", merchant)
        + _field("53", VND)
        + _field("54", str(amount))
        + _field("58", "VN")
        + _field("62", _field("08", memo))
        + "6304"
    )
    return text + crc16(text)
