"""Reads a snapshot as a phone does, from docs/checkin.md alone: for tests of what it gives away."""

import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from events.registration.codes import read_code


@dataclass(frozen=True)
class Found:
    """One entry, opened with its code."""

    role: int
    days: int
    flags: int
    name: str
    organisation: str


class Reader:
    """A snapshot in a phone's memory."""

    def __init__(self, raw: bytes) -> None:
        assert raw[:4] == b"CPS1"
        (length,) = struct.unpack_from(">I", raw, 4)
        self.header: dict[str, Any] = json.loads(raw[8 : 8 + length])
        table = 8 + length
        gone = table + 16 * self.header["entries"]
        bodies = gone + 10 * self.header["gone"]
        self.table = [
            struct.unpack_from(">8sHBBI", raw, table + 16 * n)
            for n in range(self.header["entries"])
        ]
        self.gone = {
            ticket.hex(): (least, why)
            for ticket, least, why in struct.iter_unpack(">8sBB", raw[gone:bodies])
        }
        self.bodies = raw[bodies:]

    def find(self, code: str) -> Found | None:
        """The person of a code; nothing without the whole signature."""
        signature = read_code(code).signature
        index = hashlib.sha256(signature).digest()[:8]
        row = next((row for row in self.table if row[0] == index), None)
        if row is None:
            return None
        _, days, flags, size, start = row
        body = self.bodies[start : start + size]
        key = HKDF(hashes.SHA256(), 32, salt=None, info=b"cho-phien:snapshot:1").derive(signature)
        plain = AESGCM(key).decrypt(body[:8] + bytes(4), body[8:], index)
        name, _, organisation = plain[1:].partition(b"\x00")
        return Found(plain[0], days, flags, name.decode(), organisation.decode())
