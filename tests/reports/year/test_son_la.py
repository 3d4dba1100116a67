"""The job fair of Sơn La as it was reported: 52 employers on 54 booths, 6,000 seekers.

The two numbers are not the same, and no page may mix them up.
"""

import re
from datetime import timedelta
from typing import Any

import pytest

from events.programme.kinds import RESULTS
from events.programme.models import Event, EventKind, EventState
from tests import factories as make
from tests.conftest import NOW

EMPLOYERS, BOOTHS, SEEKERS = 52, 54, 6000
PAGES = "/manage/events/viec-lam-son-la"


def job_fair() -> Event:
    """Running since this morning; two employers have two booths each."""
    event = make.make_event(
        slug="viec-lam-son-la",
        kind=EventKind.JOB_FAIR,
        state=EventState.RUNNING,
        name_vi="Phiên việc làm Sơn La",
        starts_at=NOW - timedelta(hours=1),
        expected_booths=BOOTHS,
        expected_visitors=SEEKERS,
    )
    hall, category = make.make_hall(event), make.make_category(event)
    for number in range(EMPLOYERS):
        employer = make.make_exhibitor(event)
        for _ in range(2 if number < BOOTHS - EMPLOYERS else 1):
            make.make_allotment(make.make_booth(event, hall=hall, category=category), employer)
    left = make.make_exhibitor(event)  # an employer that called off in the last days
    left.cancelled_at = NOW
    return event


@pytest.fixture
def organiser(client: Any, committed: Any) -> Any:
    return client.sign_in(committed(lambda: int(make.make_team_member(job_fair()).id)))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_plan_says_52_employers_and_54_booths(organiser: Any) -> None:
    page = text_of(organiser.get("/manage/plan?year=2026").text)

    assert "52 nhà tuyển dụng" in page
    assert "54 / 54" in page


def test_the_screen_of_the_day_says_so(organiser: Any) -> None:
    page = text_of(organiser.get(PAGES).text)

    assert "54 / 54" in page
    assert "52 nhà tuyển dụng" in page


def test_the_public_page_speaks_of_employers(organiser: Any) -> None:
    page = text_of(organiser.get("/events/viec-lam-son-la").text)

    assert re.search(r"nhà tuyển dụng 52 |52 nhà tuyển dụng", page)
    assert re.search(r"gian hàng[^.]{0,20} 54 |54 gian hàng", page)


def test_the_report_closes_with_52_and_54(organiser: Any) -> None:
    proposed = organiser.get(f"{PAGES}/results").text
    for number in (EMPLOYERS, BOOTHS):
        assert f"Hệ thống đếm được: {number}." in proposed

    numbers = {field.name: "0" for field in RESULTS[EventKind.JOB_FAIR]}
    numbers |= {"exhibitors": str(EMPLOYERS), "booths_used": str(BOOTHS)}
    numbers |= {"visitors": str(SEEKERS), "vacancies": "4000", "close": "1"}
    organiser.submit(f"{PAGES}/results", numbers)
    plan = text_of(organiser.get("/manage/plan?year=2026").text)

    assert "Đã tổ chức" in plan
    assert "52 nhà tuyển dụng 54 / 54 6.000 / 6.000" in plan
