"""How often somebody may try: per account and coarse address, with a high roof per address.

A whole hall shares one address, so the roof is far above the limit of one account.
"""

import contextlib
import hashlib
import ipaddress
from collections.abc import Iterator

from flask import request
from limits import RateLimitItem, parse

from accounts.sign_in.errors import CodeNotValid, TooManyAttempts
from core import clock
from core.web import limiter

PER_ACCOUNT = {
    "sign_in": parse("5 per 15 minutes"),
    "sign_up": parse("5 per hour"),
    "forgot": parse("3 per hour"),
    "account": parse("10 per 15 minutes"),
}
PER_ADDRESS = {
    "sign_in": parse("300 per 15 minutes"),
    "sign_up": parse("600 per hour"),
    "forgot": parse("300 per hour"),
    "code": parse("300 per 15 minutes"),
    "account": parse("300 per 15 minutes"),
}


def coarse_address() -> str:
    """The network the request comes from: /24 of IPv4, /48 of IPv6."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    size = 24 if address.version == 4 else 48  # noqa: PLR2004 -- IP versions
    return str(ipaddress.ip_network(f"{address}/{size}", strict=False))


def _key(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:24]


def _count(item: RateLimitItem, *key: str) -> None:
    if not limiter.limiter.hit(item, *key):
        raise TooManyAttempts(seconds=_wait(item, *key))


def _wait(item: RateLimitItem, *key: str) -> int:
    ends_at = limiter.limiter.get_window_stats(item, *key).reset_time
    return min(max(1, int(ends_at - clock.now().timestamp())), item.get_expiry())


def attempt(what: str, account: str) -> None:
    """Count one try before any work is done for it. Raises TooManyAttempts."""
    if not limiter.enabled:
        return
    address = coarse_address()
    _count(PER_ADDRESS[what], what, address)
    _count(PER_ACCOUNT[what], what, address, _key(account))


def forgive(what: str, account: str) -> None:
    """Forget the tries of an account that has proved itself."""
    if limiter.enabled:
        limiter.limiter.clear(PER_ACCOUNT[what], what, coarse_address(), _key(account))


@contextlib.contextmanager
def guessing() -> Iterator[None]:
    """Count codes that are wrong, per address only; right ones are free, so a hall may start.

    Raises TooManyAttempts
    """
    item, key = PER_ADDRESS["code"], ("code", coarse_address())
    if limiter.enabled and not limiter.limiter.test(item, *key):
        raise TooManyAttempts(seconds=_wait(item, *key))
    try:
        yield
    except CodeNotValid:
        if limiter.enabled:
            limiter.limiter.hit(item, *key)
        raise
