"""Passwords: what may be one, and hashing that cannot take the machine away from the door.

argon2id takes some 30 ms and 19 MiB, so one is computed at a time in a process, few may wait,
and the rest are asked to come back. Never call these inside ``transaction()``.
"""

import contextlib
import functools
import threading
from collections.abc import Iterator

from flask import current_app
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from accounts.sign_in.common_passwords import COMMON
from accounts.sign_in.errors import (
    Crowded,
    PasswordIsName,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from core.text import fold

LEAST, MOST = 10, 128
WAITING = 4  # one computes, three stand in line: half the threads of a small server
_turn = threading.Semaphore(1)
_line = threading.BoundedSemaphore(WAITING)


@functools.cache
def _hasher(cost: str) -> PasswordHash:
    if cost == "test":
        return PasswordHash([Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1)])
    return PasswordHash([Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)])


@functools.cache
def _nobodys(cost: str) -> str:
    return _hasher(cost).hash("nobody's password")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[PasswordHash]:
    if not _line.acquire(blocking=False):
        raise Crowded
    try:
        with _turn:
            yield _hasher(current_app.config["PASSWORD_COST"])
    finally:
        _line.release()


def hash_password(password: str) -> str:
    """The argon2id hash to keep. Raises Crowded when too many wait."""
    with _one_at_a_time() as hasher:
        return hasher.hash(password)


def verify_password(password: str, known_hash: str | None) -> bool:
    """Whether it is the password; without a hash the same work is done and the answer is no.

    Raises Crowded when too many wait.
    """
    with _one_at_a_time() as hasher:
        against = known_hash or _nobodys(current_app.config["PASSWORD_COST"])
        return hasher.verify(password, against) and known_hash is not None


def check_choice(password: str, *, names: tuple[str | None, ...] = ()) -> None:
    """Refuse a password that is too short or long, common, or one of the person's ``names``.

    Raises PasswordTooShort, PasswordTooLong, PasswordTooCommon, PasswordIsName
    """
    if len(password) < LEAST:
        raise PasswordTooShort(least=LEAST)
    if len(password) > MOST:
        raise PasswordTooLong(most=MOST)
    plain = fold(password).replace(" ", "")
    if plain in COMMON or len(set(plain)) <= 2:  # noqa: PLR2004 -- aaaaaaaaaa and ababababab
        raise PasswordTooCommon
    theirs = {fold(name).replace(" ", "") for name in names if name}
    theirs |= {"0" + name.removeprefix("+84") for name in names if name and name.startswith("+84")}
    if plain in theirs:
        raise PasswordIsName
