"""OCOP recognition: how long it holds and what may honestly be said of it on a day."""

import calendar
import enum
from datetime import date

from events.catalogue.models import OcopRecord, OcopStatus

VALID_MONTHS = 36


class Standing(enum.StrEnum):
    """What a record is worth on a day."""

    VERIFIED = "verified"  # seen on paper by the organiser, and valid
    STATED = "stated"  # stated by the company, valid by its dates
    UNDATED = "undated"  # no decision date: nobody can say until when
    EXPIRED = "expired"
    POTENTIAL = "potential"  # "potential five stars" are not five


def expiry(decided_on: date) -> date:
    """The day until which a decision holds: 36 months later."""
    year, month = decided_on.year + VALID_MONTHS // 12, decided_on.month
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(decided_on.day, last))


def standing(record: OcopRecord, day: date) -> Standing:
    """What a record is worth on ``day``."""
    if record.status is OcopStatus.POTENTIAL_5:
        return Standing.POTENTIAL
    if record.expires_on is None:
        return Standing.UNDATED
    if record.expires_on < day:
        return Standing.EXPIRED
    return Standing.VERIFIED if record.verified_at is not None else Standing.STATED


def stars_on(record: OcopRecord | None, day: date) -> int:
    """Stars that count on ``day``: none when expired; "potential five" counts as its four."""
    if record is None or standing(record, day) is Standing.EXPIRED:
        return 0
    return min(record.stars, 4) if record.status is OcopStatus.POTENTIAL_5 else record.stars
