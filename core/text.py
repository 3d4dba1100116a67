"""Text as it is stored (NFC) and as it is searched (folded)."""

import re
import unicodedata

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]"
)
_NOT_WORD = re.compile(r"[^\w]+")


def clean(text: str) -> str:
    """Composed, without control characters and direction overrides, trimmed.

    Joiners inside emoji are kept; zero-width spaces are not.
    """
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def fold(text: str) -> str:
    """Lower case without tone and accent marks, words parted by one space: for searching."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain).strip()


def slugify(text: str, *, limit: int = 60) -> str:
    """A short address part: folded words joined by hyphens, ASCII only."""
    ascii_only = fold(text).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", "-", ascii_only.strip())[:limit].strip("-")
