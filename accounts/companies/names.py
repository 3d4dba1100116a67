"""Company names without their legal words: two that differ in those alone may be one firm."""

import re

from core.text import fold

# Folded, so without tones; the longer stands before what it contains.
_LEGAL = re.compile(
    r"\b(?:lien hiep hop tac xa|lien hiep htx|lh htx|lhhtx|hop tac xa|htx|to hop tac|tht"
    r"|cong ty|cty|c ty|ctcp|cong ti|trach nhiem huu han|tnhh|mot thanh vien|1 thanh vien"
    r"|mtv|1tv|hai thanh vien tro len|hai thanh vien|2 thanh vien|2tv|co phan|cp|hop danh"
    r"|doanh nghiep tu nhan|dntn|doanh nghiep|dn|ho kinh doanh|hkd|co so san xuat|co so|cssx"
    r"|joint stock company|joint stock|jsc|company limited|co ltd|limited|ltd|llc|company"
    r"|corporation|corp|inc|one member|cooperative union|cooperative group|cooperative)\b"
)
# What is written short as often as in full.
_SHORT = {
    "sx": "san xuat",
    "tm": "thuong mai",
    "dv": "dich vu",
    "tmdv": "thuong mai dich vu",
    "sxtm": "san xuat thuong mai",
    "xnk": "xuat nhap khau",
    "nn": "nong nghiep",
    "nlsn": "nong lam san nghiep",
    "dl": "du lich",
    "va": "",
    "and": "",
}


def name_key(name: str) -> str:
    """What is left of a name for comparing: ``HTX Chè Tà Xùa`` and ``Hợp tác xã chè Tà Xùa``.

    Legal words, tones, case and punctuation are forgiven, and TM, XNK … read as in full.
    """
    plain = fold(name)
    words = (_SHORT.get(word, word) for word in _LEGAL.sub(" ", plain).split())
    core = " ".join(" ".join(words).split())
    return (core or plain)[:200]
