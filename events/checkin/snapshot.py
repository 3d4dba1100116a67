"""What a phone carries to check tickets without a network; pure: bytes in, bytes out.

A lost phone gives no list away: each person's name is encrypted with a key that follows from the
signature in their own door code, and found by a hash of it. docs/checkin.md has the layout.
"""

import gzip
import hashlib
import hmac
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"CPS1"
INFO = b"cho-phien:snapshot:1"
INDEX_BYTES, KEY_BYTES, NONCE_BYTES = 8, 32, 8
IV_TAIL = bytes(4)
MOST_PLAIN = 56  # so that 30,000 people stay under 3 MB
APPROVED, FITS = 8, 16  # flags beside the role's number, which takes the lowest three bits
ROLE_BITS = 7
GONE_CANCELLED, GONE_REPLACED = 1, 0
_ENTRY = struct.Struct(">8sHBBI")
_GONE = struct.Struct(">8sBB")


@dataclass(slots=True)  # not frozen: 30,000 are made at a time, and that doubles it
class Seal:
    """What follows from a door code's signature and cannot lead back to it."""

    index: bytes
    key: bytes
    nonce_key: bytes

    @classmethod
    def of(cls, signature: bytes) -> "Seal":
        """HKDF-SHA256 without salt: 32 bytes of key, then 32 for making nonces."""
        secret = hmac.digest(bytes(32), signature, "sha256")
        key = hmac.digest(secret, INFO + b"\x01", "sha256")
        nonce_key = hmac.digest(secret, key + INFO + b"\x02", "sha256")
        return cls(hashlib.sha256(signature).digest()[:INDEX_BYTES], key, nonce_key)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Seal":
        """The reverse of to_bytes."""
        return cls(raw[:8], raw[8:40], raw[40:72])

    def to_bytes(self) -> bytes:
        """72 bytes, as they are kept."""
        return self.index + self.key + self.nonce_key

    def close(self, plain: bytes) -> bytes:
        """Encrypt: the nonce follows from the content, so equal content gives equal bytes.

        Another content under the same key gets another nonce.
        """
        nonce = hmac.digest(self.nonce_key, plain, "sha256")[:NONCE_BYTES]
        return nonce + AESGCM(self.key).encrypt(nonce + IV_TAIL, plain, self.index)

    def open(self, body: bytes) -> bytes:
        """The reverse of close; raises InvalidTag."""
        iv = body[:NONCE_BYTES] + IV_TAIL
        return AESGCM(self.key).decrypt(iv, body[NONCE_BYTES:], self.index)


@dataclass(slots=True)
class Entry:
    """One ticket that may come: ``days`` has a bit per day of the event, the first lowest."""

    seal: Seal
    role: int
    days: int
    is_approved: bool
    fits: bool
    name: str
    organisation: str

    @property
    def flags(self) -> int:
        """Role, approval, and whether the role enters by this list."""
        return self.role & ROLE_BITS | APPROVED * self.is_approved | FITS * self.fits


@dataclass(slots=True)
class Gone:
    """Codes of this ticket with a lower issue are refused; 0: all of them."""

    ticket_id: str
    least_issue: int
    why: int = GONE_REPLACED


def plain_of(name: str, organisation: str, role: int) -> bytes:
    """Role, name, a zero byte, organisation; cut between characters to what fits."""
    named = _cut(name, MOST_PLAIN - 2)
    rest = _cut(organisation, MOST_PLAIN - 2 - len(named))
    return bytes((role,)) + named + b"\x00" + rest


def _cut(text: str, most: int) -> bytes:
    raw = text.encode("utf-8", "replace")
    if b"\x00" in raw:
        raw = raw.replace(b"\x00", b"")
    return raw if len(raw) <= most else raw[:most].decode("utf-8", "ignore").encode()


def pack(header: dict[str, Any], entries: Iterable[Entry], gone: Sequence[Gone]) -> bytes:
    """The whole snapshot: magic, header, table sorted by index, gone tickets, bodies."""
    table, bodies, start = [], [], 0
    for entry in sorted(entries, key=lambda one: one.seal.index):
        body = entry.seal.close(plain_of(entry.name, entry.organisation, entry.role))
        table.append(_ENTRY.pack(entry.seal.index, entry.days, entry.flags, len(body), start))
        bodies.append(body)
        start += len(body)
    counted = header | {"entries": len(table), "gone": len(gone)}
    head = json.dumps(counted, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ended = sorted(_GONE.pack(bytes.fromhex(g.ticket_id), g.least_issue, g.why) for g in gone)
    return b"".join([MAGIC, struct.pack(">I", len(head)), head, *table, *ended, *bodies])


def compress(raw: bytes) -> bytes:
    """As it is kept and sent; without a time inside, so that equal content stays equal."""
    return gzip.compress(raw, compresslevel=1, mtime=0)
