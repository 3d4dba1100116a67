"""Rows of booths as organisers name them."""

import re
from dataclasses import dataclass

MAX_ROWS = 26
MAX_PER_ROW = 60


@dataclass(frozen=True)
class BoothRow:
    """Rows to draw: ``letters`` name them, ``aisle_after`` leaves a gap after so many booths."""

    letters: tuple[str, ...]
    count: int
    first: int = 1
    aisle_after: int = 0


def row_letters(text: str) -> tuple[str, ...]:
    """The rows meant by ``A``, ``A-D`` or ``A, C, K1``; ValueError for anything else."""
    plain = text.upper().replace("Đ", "D").strip()
    if match := re.fullmatch(r"([A-Z])\s*[-–]\s*([A-Z])", plain):
        first, last = ord(match[1]), ord(match[2])
        if first <= last:
            return tuple(chr(number) for number in range(first, last + 1))
    parts = tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", plain))))
    if not 1 <= len(parts) <= MAX_ROWS or not all(
        re.fullmatch(r"[A-Z]{1,2}\d?", part) for part in parts
    ):
        raise ValueError(text)
    return parts
