"""One-use codes: links in mails, and digits that are printed or read out. Only hashes are kept."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.errors import CodeNotValid
from accounts.sign_in.models import CodePurpose, OneUseCode
from core.db import db

LIFETIMES = {
    CodePurpose.VERIFY_EMAIL: timedelta(days=2),
    CodePurpose.CHANGE_EMAIL: timedelta(hours=24),
    CodePurpose.RESET_PASSWORD: timedelta(minutes=30),
    CodePurpose.START: timedelta(days=14),
    CodePurpose.INVITE: timedelta(days=7),
    CodePurpose.FIRST_ADMIN: timedelta(days=2),
}
DIGITS = 12


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def as_typed(text: str) -> str:
    """A code without the blanks and hyphens that people type between its groups."""
    bare = re.sub(r"[\s.\-–]", "", text)
    return bare if bare.isdecimal() else text.strip()


def in_groups(digits: str) -> str:
    """Digits in groups of four: 1234 5678 9012."""
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def make_code(
    purpose: CodePurpose,
    *,
    at: datetime,
    by_hand: bool = False,
    lifetime: timedelta | None = None,
    **values: Any,
) -> tuple[OneUseCode, str]:
    """A row and its secret text: digits when it goes from hand to hand, else for a link.

    ``values`` go to the row (``user_id``, ``company_id``, ``email`` …). Flushed, not committed.
    """
    text = (
        "".join(str(secrets.randbelow(10)) for _ in range(DIGITS))
        if by_hand
        else secrets.token_urlsafe(24)
    )
    row = OneUseCode(
        purpose=purpose,
        code_hash=_hash(text),
        made_at=at,
        expires_at=at + (lifetime or LIFETIMES[purpose]),
        **values,
    )
    db.session.add(row)
    db.session.flush()
    return row, text


def find_code(text: str, *purposes: CodePurpose, at: datetime) -> OneUseCode:
    """The code, if it is one of these purposes and can still be used.

    Raises CodeNotValid
    """
    row = db.session.scalar(
        sa.select(OneUseCode).where(
            OneUseCode.code_hash == _hash(as_typed(text)),
            OneUseCode.purpose.in_(purposes),
            OneUseCode.used_at.is_(None),
            OneUseCode.expires_at > at,
        )
    )
    if row is None:
        raise CodeNotValid
    return row


def use_code(row: OneUseCode, *, at: datetime) -> None:
    """Use a code up: of two at once, one passes. Raises CodeNotValid."""
    taken = db.session.execute(
        sa.update(OneUseCode)
        .where(OneUseCode.id == row.id, OneUseCode.used_at.is_(None), OneUseCode.expires_at > at)
        .values(used_at=at)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined] # a CursorResult
        raise CodeNotValid


def drop_codes(*purposes: CodePurpose, at: datetime, **owner: Any) -> None:
    """End the unused codes of an owner, given by columns: an older link dies with a newer one."""
    db.session.execute(
        sa.update(OneUseCode)
        .where(
            OneUseCode.purpose.in_(purposes),
            OneUseCode.used_at.is_(None),
            *(getattr(OneUseCode, name) == value for name, value in owner.items()),
        )
        .values(used_at=at)
    )
