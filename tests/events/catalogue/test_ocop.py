"""What may be said of an OCOP recognition depends on the day."""

from datetime import UTC, date, datetime

import pytest

from events.catalogue.models import OcopLevel, OcopRecord, OcopStatus
from events.catalogue.ocop import (
    Standing,
    expiry,
    ladder_problem,
    standing,
    stars_on,
    today_of,
)

DAY = date(2026, 11, 20)


def record(**values: object) -> OcopRecord:
    values.setdefault("status", OcopStatus.RECOGNISED)
    return OcopRecord(stars=values.pop("stars", 4), **values)


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        (date(2023, 12, 28), date(2026, 12, 28)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2023, 1, 31), date(2026, 1, 31)),
    ],
)
def test_a_decision_holds_for_36_months(decided: date, until: date) -> None:
    assert expiry(decided) == until


@pytest.mark.parametrize(
    ("values", "expected", "stars"),
    [
        ({"expires_on": date(2026, 11, 19)}, Standing.EXPIRED, 0),
        ({"expires_on": DAY}, Standing.STATED, 4),
        ({"expires_on": DAY, "verified_at": datetime(2026, 1, 1, tzinfo=UTC)}, "verified", 4),
        ({"expires_on": None}, Standing.UNDATED, 4),
        ({"expires_on": DAY, "refused_at": datetime(2026, 1, 1, tzinfo=UTC)}, "refused", 0),
        ({"stars": 5, "status": OcopStatus.POTENTIAL_5}, Standing.POTENTIAL, 4),
    ],
)
def test_a_record_is_worth_what_its_dates_say(
    values: dict[str, object], expected: Standing, stars: int
) -> None:
    row = record(**values)

    assert (standing(row, DAY), stars_on(row, DAY)) == (expected, stars)


def test_no_record_is_no_star() -> None:
    assert stars_on(None, DAY) == 0


@pytest.mark.parametrize(
    ("stars", "status", "level", "fits"),
    [
        (5, OcopStatus.RECOGNISED, OcopLevel.NATIONAL, True),
        (5, OcopStatus.RECOGNISED, OcopLevel.PROVINCE, False),
        (5, OcopStatus.POTENTIAL_5, OcopLevel.PROVINCE, True),
        (5, OcopStatus.RECOGNISED, None, True),
        (4, OcopStatus.RECOGNISED, OcopLevel.PROVINCE, True),
        (4, OcopStatus.RECOGNISED, OcopLevel.DISTRICT, False),
        (3, OcopStatus.RECOGNISED, OcopLevel.COMMUNE, True),
    ],
)
def test_who_grants_stars_depends_on_their_number(
    stars: int, status: OcopStatus, level: OcopLevel | None, fits: bool
) -> None:
    assert (ladder_problem(stars, status, level) == "") is fits


def test_papers_end_on_a_day_in_vietnam() -> None:
    assert today_of(datetime(2026, 11, 20, 18, 0, tzinfo=UTC)) == date(2026, 11, 21)
