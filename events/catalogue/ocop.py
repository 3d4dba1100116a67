"""OCOP recognition: how long it holds and what may honestly be said of it on a day."""

import calendar
import enum
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.i18n import DEFAULT_ZONE, N_
from events.catalogue.models import OcopLevel, OcopRecord, OcopStatus

VALID_MONTHS = 36


class Standing(enum.StrEnum):
    """What a record is worth on a day."""

    VERIFIED = "verified"  # seen on paper by the organiser, and valid
    STATED = "stated"  # stated by the company, valid by its dates
    UNDATED = "undated"  # no decision date: nobody can say until when
    EXPIRED = "expired"
    POTENTIAL = "potential"  # "potential five stars" are not five
    REFUSED = "refused"  # staff could not confirm it


def expiry(decided_on: date) -> date:
    """The day until which a decision holds: 36 months later."""
    year, month = decided_on.year + VALID_MONTHS // 12, decided_on.month
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(decided_on.day, last))


def standing(record: OcopRecord, day: date) -> Standing:
    """What a record is worth on ``day``."""
    if record.refused_at is not None:
        return Standing.REFUSED
    if record.status is OcopStatus.POTENTIAL_5:
        return Standing.POTENTIAL
    if record.expires_on is None:
        return Standing.UNDATED
    if record.expires_on < day:
        return Standing.EXPIRED
    return Standing.VERIFIED if record.verified_at is not None else Standing.STATED


def stars_on(record: OcopRecord | None, day: date) -> int:
    """Stars that count on ``day``: "potential five" counts as its four.

    None when it has expired or could not be confirmed.
    """
    if record is None or standing(record, day) in {Standing.EXPIRED, Standing.REFUSED}:
        return 0
    return min(record.stars, 4) if record.status is OcopStatus.POTENTIAL_5 else record.stars


FIVE, FOUR = 5, 4
LOCAL = frozenset({OcopLevel.COMMUNE, OcopLevel.DISTRICT})


def ladder_problem(stars: int, status: OcopStatus, level: OcopLevel | None) -> str:
    """What cannot be, marked for translation; empty when stars and level go together.

    Communes (districts until June 2025) or provinces grant three stars, provinces four, the
    ministry five.
    """
    if status is OcopStatus.POTENTIAL_5:
        return ""
    if stars == FIVE and level not in {None, OcopLevel.NATIONAL}:
        return N_(
            "Five stars are granted by the ministry alone. If the province has proposed the "
            "product, choose the status “potential 5 stars”."
        )
    if stars == FOUR and level in LOCAL:
        return N_("Four stars are granted by the province.")
    return ""


def today_of(at: datetime) -> date:
    """The day on which papers end is a day in Vietnam."""
    return at.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
