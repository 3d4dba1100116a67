"""A firm taps the times at which it is away; the organiser does it for those who call."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company
from core.activity import Activity
from core.db import db
from core.text import fold
from events.programme.models import Event, Slot
from matchmaking.needs.models import Buyer
from matchmaking.timetable.models import MeetingRules, Stay, Table
from matchmaking.timetable.states import PlaceRule
from tests.conftest import Browser
from tests.factories import make_hall, make_team_member
from tests.matchmaking.pages import make_fair


def make_site() -> dict[str, Any]:
    fair = make_fair()
    event = db.session.get_one(Event, fair["event"])
    buyer = db.session.get_one(Buyer, fair["buyer"])
    return fair | {
        "organiser": make_team_member(event).id,
        "hall": make_hall(event, name="Nhà A").id,
        "company": buyer.company_id,
        "url": f"/events/{fair['slug']}/availability",
        "manage": f"/manage/events/{fair['slug']}",
    }


@pytest.fixture
def site(committed: Callable[..., Any]) -> Any:
    return committed(make_site)


def test_a_firm_taps_the_times_at_which_it_is_away(client: Browser, site: Any) -> None:
    client.sign_in(site["buyer_user"])

    saved = client.submit(site["url"], {"away": str(site["slots"][1]), "most_a_day": "2"})

    assert saved.status_code == 303
    page = client.get(site["url"]).text
    assert page.count('name="away"') == 3
    assert f'value="{site["slots"][1]}" checked' in page
    assert 'value="2"' in page


def test_who_takes_part_with_nobody_is_told_so(client: Browser, site: Any) -> None:
    client.sign_in(site["organiser"])

    assert "Chưa có đơn vị nào của bạn chắc chắn tham gia" in client.get(site["url"]).text


def test_another_company_is_not_found(client: Browser, site: Any) -> None:
    client.sign_in(site["exhibitor_users"][0])

    assert client.get(f"{site['url']}?company={site['company']}").status_code == 404


def test_the_organiser_says_it_for_a_firm_and_the_log_knows(
    app: Flask, client: Browser, site: Any
) -> None:
    client.sign_in(site["organiser"])
    url = f"{site['manage']}/availability/{site['company']}"

    with app.app_context():
        second = db.session.get_one(Slot, site["slots"][1]).starts_at

    page = client.get(url).text
    arrives_at = second.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%Y-%m-%dT%H:%M")
    client.submit(url, {"away": str(site["slots"][0]), "arrives_at": arrives_at})

    assert "Bạn đang ghi thay Siêu thị Quà Việt" in page
    assert "Siêu thị Quà Việt" in client.get(f"{site['manage']}/availability").text
    with app.app_context():
        row = db.session.scalars(sa.select(Activity).where(Activity.verb == "event:away")).one()
        assert (row.actor_id, row.company_id) == (site["organiser"], site["company"])
        stay = db.session.scalars(sa.select(Stay)).one()
        assert stay.arrives_at == second.replace(second=0, microsecond=0)


def test_nobody_leaves_before_they_arrive(client: Browser, site: Any) -> None:
    client.sign_in(site["buyer_user"])

    answer = client.submit(
        site["url"], {"arrives_at": "2026-12-01T09:30", "leaves_at": "2026-12-01T09:00"}
    )

    assert "Giờ về phải sau giờ đến" in answer.text


def test_the_organiser_sets_rules(app: Flask, client: Browser, site: Any) -> None:
    client.sign_in(site["organiser"])

    client.submit(
        f"{site['manage']}/meeting-rules",
        {"places": "booths", "most_in_row": "3", "least_free": ""},
    )

    with app.app_context():
        rules = db.session.scalars(sa.select(MeetingRules)).one()
        assert (rules.places, rules.most_in_row, rules.least_free) == (PlaceRule.BOOTHS, 3, None)
        booths = sa.select(sa.func.count()).where(Table.booth_id.is_not(None))
        assert db.session.scalar(booths) == 2


def test_tables_stand_in_a_hall_and_can_be_closed_with_it(
    app: Flask, client: Browser, site: Any
) -> None:
    client.sign_in(site["organiser"])
    url = f"{site['manage']}/tables"
    client.submit(url, {"count": "2", "prefix": "C", "hall_id": str(site["hall"]), "zone": ""})

    page = client.get(url).text
    assert page.count("Nhà A") >= 2
    client.submit(
        f"{url}/close", {"which": "1", "first_slot_id": "0", "last_slot_id": "0"}, page=url
    )

    page = client.get(url).text
    assert page.count("Mở lại: C") == 2
    with app.app_context():
        one = db.session.scalars(sa.select(Table).where(Table.label == "C1")).one().id
    client.submit(f"{url}/{one}/open", {}, page=url)
    assert client.get(url).text.count("Mở lại: C") == 1


def test_the_organiser_finds_a_firm_by_a_part_of_its_name(client: Browser, site: Any) -> None:
    client.sign_in(site["organiser"])
    url = f"{site['manage']}/availability"
    with client.application.app_context():
        name = db.session.get_one(Company, site["company"]).name
    everybody = client.get(url).text

    found = client.get(url, query_string={"q": fold(name).split()[-1]}).text
    nobody = client.get(url, query_string={"q": "khong-ai-ten-the"}).text

    assert f"availability/{site['company']}" in found
    assert found.count("/availability/") < everybody.count("/availability/")
    assert "Không tìm thấy ai" in nobody
    assert 'value="khong-ai-ten-the"' in nobody


@pytest.mark.parametrize(
    ("field", "moment", "told"),
    [
        ("leaves_at", "2020-01-01T08:00", "Trước lúc đó chưa có khung giờ gặp nào"),
        ("arrives_at", "2031-01-01T08:00", "Lúc đó khung giờ gặp cuối cùng đã qua"),
    ],
)
def test_days_far_from_the_event_are_not_believed(
    app: Flask, client: Browser, site: Any, field: str, moment: str, told: str
) -> None:
    client.sign_in(site["buyer_user"])

    page = client.submit(site["url"], {field: moment}).text

    assert told in page
    assert moment in page
    with app.app_context():
        assert db.session.scalar(sa.select(Stay)) is None
