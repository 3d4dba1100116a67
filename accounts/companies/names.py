"""Company names without their legal words: two that differ in those alone may be one firm."""

import re

from core.text import fold

_LEGAL = re.compile(
    r"\b(?:lien hiep hop tac xa|lien hiep htx|hop tac xa|htx|to hop tac|tht"
    r"|cong ty|cty|trach nhiem huu han|tnhh|mot thanh vien|mtv|hai thanh vien|co phan|cp"
    r"|doanh nghiep tu nhan|dntn|doanh nghiep|ho kinh doanh|hkd|co so san xuat|co so|cssx"
    r"|joint stock company|jsc|company limited|co ltd|ltd|llc|company|cooperative)\b"
)


def name_key(name: str) -> str:
    """What is left of a name for comparing: ``HTX Chè Tà Xùa`` and ``Hợp tác xã chè Tà Xùa``."""
    plain = fold(name)
    core = " ".join(_LEGAL.sub(" ", plain).split())
    return (core or plain)[:200]
