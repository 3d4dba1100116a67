"""Small secrets kept in the database: sealed with a key that follows from SECRET_KEY."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_NONCE = 12


class BrokenSeal(Exception):
    """The text was sealed with another SECRET_KEY, for something else, or was changed."""


def _cipher(purpose: str) -> AESGCM:
    secret = current_app.config["SECRET_KEY"]
    key = HKDF(hashes.SHA256(), 32, salt=None, info=f"cho-phien:{purpose}".encode())
    return AESGCM(key.derive(secret.encode() if isinstance(secret, str) else secret))


def seal(data: bytes, *, purpose: str, bound_to: str) -> str:
    """Encrypt (AES-GCM); it opens for the same purpose and owner only."""
    nonce = os.urandom(_NONCE)
    sealed = _cipher(purpose).encrypt(nonce, data, bound_to.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(text: str, *, purpose: str, bound_to: str) -> bytes:
    """What was sealed; raises BrokenSeal."""
    raw = base64.b64decode(text)
    try:
        return _cipher(purpose).decrypt(raw[:_NONCE], raw[_NONCE:], bound_to.encode())
    except InvalidTag as error:
        raise BrokenSeal from error
