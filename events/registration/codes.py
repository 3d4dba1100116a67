"""The codes of a registration, pure: door code (signed digits), typed code, badge code.

The door code is an 18-byte payload and its Ed25519 signature, written as 198 decimal
digits: digits survive hand scanners under Telex and VNI input, and fit a QR code of
version 5-M (37 by 37). The typed code has 12 random digits, shown in groups of four. The badge
code has 12 random digits and a check digit after Damm, which catches every single wrong digit
and every swap of neighbours.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = 1
PAYLOAD_BYTES = 18
SIGNATURE_BYTES = 64
DOOR_DIGITS = 198  # enough for 82 bytes: 2**656 < 10**198
SHORT_DIGITS = 12
BADGE_DIGITS = 13
LONGEST_INPUT = 2 * DOOR_DIGITS + 64  # what a scanner may double, with some noise
ALL_DAYS = 0xFFFF
LAST_ISSUE = 255

# Damm's quasigroup of order 10.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class Unreadable(ValueError):
    """The text is none of our codes."""


@dataclass(frozen=True)
class Payload:
    """What a door code says; everything else is looked up by ``ticket_id``.

    ``days`` has a bit per day of the event, the first day lowest; ``issue`` counts reprints,
    and only the newest one opens the door.
    """

    event_id: int
    ticket_id: str  # 8 bytes in hex
    issue: int = 1
    kind: int = 0
    flags: int = 0
    days: int = ALL_DAYS
    key_id: int = 1
    version: int = VERSION

    def to_bytes(self) -> bytes:
        """18 bytes, big-endian."""
        return b"".join(
            (
                bytes((self.version, self.key_id)),
                self.event_id.to_bytes(3, "big"),
                bytes((self.kind, self.flags)),
                bytes.fromhex(self.ticket_id),
                self.days.to_bytes(2, "big"),
                bytes((self.issue,)),
            )
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Payload":
        """The reverse of to_bytes."""
        return cls(
            version=raw[0],
            key_id=raw[1],
            event_id=int.from_bytes(raw[2:5], "big"),
            kind=raw[5],
            flags=raw[6],
            ticket_id=raw[7:15].hex(),
            days=int.from_bytes(raw[15:17], "big"),
            issue=raw[17],
        )


@dataclass(frozen=True)
class Reading:
    """A text that has the form of one of our codes; a door code is not verified yet."""

    kind: Literal["door", "short", "badge"]
    digits: str
    payload: Payload | None = None
    signature: bytes = b""

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether a door code's payload was signed with the event's key."""
        if self.payload is None:
            return False
        try:
            key.verify(self.signature, self.payload.to_bytes())
        except InvalidSignature:
            return False
        return True


def write_door_code(payload: Payload, key: Ed25519PrivateKey) -> str:
    """Sign a payload and write both as 198 digits."""
    raw = payload.to_bytes()
    number = int.from_bytes(raw + key.sign(raw), "big")
    return f"{number:0{DOOR_DIGITS}d}"


def read_code(text: str) -> Reading:
    """Tell what kind of code a scanned or typed text is; raises Unreadable.

    Forgiven: spaces and hyphens, the CR or TAB of a hand scanner, its ``]Q1`` prefix, full-width
    digits, and a code that came twice.
    """
    if len(text) > LONGEST_INPUT:
        raise Unreadable
    digits = _plain_digits(text)
    half = digits[: len(digits) // 2]
    if len(half) in {DOOR_DIGITS, SHORT_DIGITS, BADGE_DIGITS} and digits == half * 2:
        digits = half
    if len(digits) == DOOR_DIGITS:
        return _read_door_code(digits)
    if len(digits) == SHORT_DIGITS:
        return Reading("short", digits)
    if len(digits) == BADGE_DIGITS and damm(digits) == 0:
        return Reading("badge", digits)
    raise Unreadable


def _plain_digits(text: str) -> str:
    if text.isascii() and text.isdecimal():  # what nearly every scanner sends
        return text
    text = text.strip().removeprefix("]Q1")
    kept = [c for c in text if not (c.isspace() or c in "-–.")]
    values = [unicodedata.decimal(c, None) for c in kept]
    if None in values:
        raise Unreadable
    return "".join(map(str, values))


def _read_door_code(digits: str) -> Reading:
    number = int(digits)
    if number >= 1 << 8 * (PAYLOAD_BYTES + SIGNATURE_BYTES):
        raise Unreadable
    raw = number.to_bytes(PAYLOAD_BYTES + SIGNATURE_BYTES, "big")
    payload = Payload.from_bytes(raw[:PAYLOAD_BYTES])
    return Reading("door", digits, payload, raw[PAYLOAD_BYTES:])


def damm(digits: str) -> int:
    """The check digit of ``digits`` after Damm; 0 for digits that end in their own."""
    check = 0
    for digit in digits:
        check = int(_DAMM[check][int(digit)])
    return check


def new_ticket_id() -> str:
    """8 random bytes in hex."""
    return secrets.token_hex(8)


def _random_digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}d}"


def new_short_code() -> str:
    """12 random digits to be typed at the door."""
    return _random_digits(SHORT_DIGITS)


def new_badge_code() -> str:
    """12 random digits and their check digit."""
    digits = _random_digits(BADGE_DIGITS - 1)
    return f"{digits}{damm(digits)}"


def in_groups(digits: str, size: int = 4) -> str:
    """Digits as people read them: 1234 5678 9012."""
    return " ".join(digits[i : i + size] for i in range(0, len(digits), size))
